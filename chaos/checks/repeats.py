"""The answer to a command that is sent again: its first receipt; of a command long ago, where the case stands now."""

from collections.abc import Sequence
from typing import Any

from chaos.checks.cases import FoldedCase
from chaos.checks.events import Event
from chaos.checks.rows import receipt_of

RECEIPTS_KEPT = 500
"""The first receipt of so many commands is kept."""
IDS_KEPT = 20_000
"""So many before them are known by their ids alone: the answer to one of these is where the case stands."""


def is_answer_to(case: FoldedCase, events: Sequence[Event], receipt: dict[str, Any]) -> bool:
    """Whether a receipt is the answer to the command that caused these events, however often it is sent.

    Its number of the last event says when another one than the first was given, and so whether it may be another.
    """
    last, seq = events[-1].seq, receipt["seq"]
    if receipt == receipt_of(case.standings[last]):
        return True
    if not isinstance(seq, int) or not last < seq <= len(case.events) + len(case.planned):
        return False
    return commands_between(case, last, seq) >= RECEIPTS_KEPT and receipt == _receipt_at(case, seq)


def _receipt_at(case: FoldedCase, seq: int) -> dict[str, Any]:
    """Where the case stood after an event. Those beyond the records say that notices were sent, which moves nothing.

    That they say no more is checked by `the_records_are_what_the_workflow_decided`.
    """
    known = receipt_of(case.standings[min(seq, len(case.events))])
    return {**known, "seq": seq}


def commands_between(case: FoldedCase, after: int, until: int) -> int:
    """How many commands took effect after one event and until another."""
    return len({event.command_id for event in case.events[after:until]} - {None})
