"""What an operator can do to workflows behind the back of their cases, with the command `temporal`."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence

from temporalio.client import Client

from chaos.seeded import seeded_random
from chaos.system.polling import poll_until
from chaos.workload.case_client import side_by_side
from stack import temporal_binary

_REASON = ("--reason", "by hand")
INTERRUPTIONS: tuple[tuple[str, ...], ...] = (
    ("reset", "--type", "LastWorkflowTask", *_REASON),
    ("reset", "--type", "FirstWorkflowTask", *_REASON),
    ("reset", "--type", "LastWorkflowTask", "--reapply-exclude", "All", *_REASON),
    ("reset", "--type", "FirstWorkflowTask", "--reapply-exclude", "All", *_REASON),
    ("cancel",),
    ("terminate", *_REASON),
    ("terminate", *_REASON),
)
LATEST = 1.5
"""Seconds within which all cases are interrupted: while people act on them."""


class ByForce:
    """`temporal workflow …` at one server."""

    def __init__(self, address: str, client: Client, seed: int) -> None:
        self._address, self._client, self._seed = address, client, seed

    async def interrupt(self, references: Sequence[str], moment: str) -> list[str]:
        """Reset, cancel or terminate each case at some instant; gives the problems of the command itself."""
        done = await side_by_side(lambda each: self._interrupt(each, moment), references)
        return [problem for problem in done if problem]

    async def delete(self, references: Sequence[str], ended: Sequence[str]) -> list[str]:
        """Delete workflows, and wait until Temporal knows none of those that had ended: nobody starts them again."""
        problems = await side_by_side(lambda each: self._run("delete", each, "--yes"), [*references, *ended])
        for reference in ended:
            await poll_until(lambda name=reference: self._is_gone(name), f"the deletion of {reference}", 60)  # type: ignore[misc]
        return [problem for problem in problems if problem]

    async def wait_until_alive(self, references: Sequence[str], within: float) -> None:
        """Wait until each case runs, or has completed. Raises NotReachedInTime."""
        await poll_until(lambda: self._all_alive(references), "a look of the watchdog", within)

    async def _interrupt(self, reference: str, moment: str) -> str:
        random = seeded_random(self._seed, "interrupt", moment, reference)
        await asyncio.sleep(random.uniform(0, LATEST))
        command, *options = random.choice(INTERRUPTIONS)
        return await self._run(command, reference, *options)

    async def _run(self, command: str, reference: str, *options: str) -> str:
        """Run a command at a workflow; what it complains of, unless the case had ended by itself before."""
        words = (temporal_binary(), "workflow", command, "--workflow-id", reference, "--address", self._address)
        process = await asyncio.create_subprocess_exec(*words, *options, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
        _, complaint = await process.communicate()
        said = complaint.decode(errors="replace").strip()
        return (
            f"`temporal workflow {command}` of {reference}: {said}" if process.returncode and not _ended(said) else ""
        )

    async def _is_gone(self, reference: str) -> bool:
        return not [each async for each in self._client.list_workflows(f"WorkflowId='{reference}'")]

    async def _all_alive(self, references: Sequence[str]) -> bool:
        query = "ExecutionStatus IN ('Running', 'Completed')"
        alive = {each.id async for each in self._client.list_workflows(query)}
        return alive.issuperset(references)


def _ended(said: str) -> bool:
    return "already completed" in said
