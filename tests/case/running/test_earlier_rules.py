"""What an earlier version refused stays refused in its histories: the records have the refusal."""

from dataclasses import replace
from typing import Any, cast

import pytest

import worker
from client import timeline
from models.case.commands import Claim
from models.codes import Stage
from tests.support.histories.changed import unheld_in_review
from tests.support.simulation import LAYLA
from tests.support.system import System, command, eventually
from workflows.case.authority import PERMISSIONS
from workflows.case.running.entry_point import CaseEntryPoint
from workflows.case.running.generation import Generation

_WRITTEN = "SELECT 1 FROM case_event WHERE reference = %s AND type = 'refused'"


async def test_a_claim_that_an_earlier_version_refused_is_not_taken_by_a_replay(
    idle_system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = idle_system
    with monkeypatch.context() as earlier:
        permission = PERMISSIONS[Claim]
        stages = permission.stages - {Stage.IN_REVIEW}
        earlier.setitem(cast(dict[Any, Any], PERMISSIONS), Claim, permission._replace(stages=stages))
        earlier.setattr(CaseEntryPoint, "_refused_earlier", lambda self, raw: None)
        async with worker.serving(replace(system.config, run_generation=Generation.BY_PATCHES)):
            reference, team = await unheld_in_review(system)
            officer = LAYLA.model_copy(update={"teams": (team,)})
            await system.handle(reference).signal("command", system.signed(reference, command("claim", officer)))
            await eventually(lambda: is_written(system, reference))
            before = await timeline(system.client, reference)
    async with worker.serving(system.config):
        assert await timeline(system.client, reference) == before
        assert (await system.do(reference, "claim", officer)).stage is Stage.IN_REVIEW


async def is_written(system: System, reference: str) -> bool:
    return bool(system.rows(_WRITTEN, reference))
