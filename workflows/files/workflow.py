"""The workflow that has an attached file taken in: it ends when nothing is left to do about the file.

It waits as long as it must: while the scanner, the store or the channel of a file is away its activity is tried again.
It is no part of the case, whose history has no event more for its files.
"""

from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from temporalio import workflow

from models.case.state import Refusal
from workflows import options
from workflows.case.running.messages import read_as, single_argument
from workflows.files.ports import FILE_WORKFLOW, TAKE_IN_FILE, FileTakenIn, TakeInFile

_ORDER: TypeAdapter[TakeInFile] = TypeAdapter(TakeInFile)


@workflow.defn(name=FILE_WORKFLOW)
class FileWorkflow:
    """The taking in of one file."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Have done what is to be done. Whatever else was given is no order."""
        order = read_as(_ORDER, single_argument(given))
        if isinstance(order, Refusal):
            return
        while (next_in := await self._taken_in(order)) is not None:
            await workflow.sleep(timedelta(seconds=max(1.0, next_in)))
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(order)

    async def _taken_in(self, order: TakeInFile) -> float | None:
        done: FileTakenIn = await workflow.execute_activity(
            TAKE_IN_FILE,
            order,
            result_type=FileTakenIn,
            start_to_close_timeout=options.FILE_TIMEOUT,
            retry_policy=options.FILE_RETRY,
        )
        return done.next_in
