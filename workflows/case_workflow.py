"""The workflow type of a case. The sandbox loads this module anew for every case, so it is as small as can be.

What a case does stands in `life` (its doors, its sleep) and `shell` (its work). They are passed through: loaded once,
and held to determinism by the rules of the layers and by replaying histories.
"""

from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.life import CaseLife
    from workflows.shell import Carried, End


@workflow.defn(name="CaseWorkflow")
class CaseWorkflow(CaseLife):
    """One request from intake to closing. Input: the request; and, when a run goes on, what the last one carried."""

    @workflow.init
    def __init__(self, request: Any, carried: Carried | None = None) -> None:
        super().__init__(carried)

    @workflow.run
    async def run(self, request: Any, carried: Carried | None = None) -> End:
        """Live until everything is settled, and end with the last receipt."""
        return await self.live(request)
