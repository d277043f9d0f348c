"""The workflow that makes a letter when somebody wants one: it ends when the document is on record.

A worker that dies between making and keeping leaves nothing behind: the next one makes the same bytes, and the first
that are kept stay. It is no part of the case, whose history has no event more for its letters.
"""

from typing import Any

from pydantic import TypeAdapter
from temporalio import workflow

from models.case.state import Refusal
from models.codes import LetterFlaw
from workflows import options
from workflows.case.running.messages import read_as, single_argument
from workflows.official_letters.ports import LETTER_WORKFLOW, MAKE_LETTER, LetterMade, MakeLetter

_ORDER: TypeAdapter[MakeLetter] = TypeAdapter(MakeLetter)


@workflow.defn(name=LETTER_WORKFLOW)
class LetterWorkflow:
    """The making of one letter."""

    @workflow.run
    async def run(self, *given: Any) -> LetterMade:
        """Have it made; why there is none, where there cannot be. Whatever else was given is no order."""
        order = read_as(_ORDER, single_argument(given))
        if isinstance(order, Refusal):
            return LetterMade(flaw=LetterFlaw.NOT_NUMBERED)
        made: LetterMade = await workflow.execute_local_activity(
            MAKE_LETTER,
            order,
            result_type=LetterMade,
            start_to_close_timeout=options.RECORDS_TIMEOUT,
            retry_policy=options.RECORDS_RETRY,
        )
        return made
