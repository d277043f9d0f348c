"""Splitting: the second of two matters that one request holds becomes a case of its own. Pure.

The command asks; what the pack says of the codes is looked up beside the main loop while the second case is put on
record, and comes as an event of its own. The promise of the second case counts from the same submission as the first.
"""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.edition import FOURTH
from models.case.events import Event
from models.case.state import CaseState, Refusal, SecondCase, refused
from models.codes import RefusalCode
from models.intake.reference import derive_reference, split_id
from models.intake.request import Request
from workflows.case.changes import Update, acted
from workflows.case.verdict import Verdict


def split(state: CaseState, command: c.Split, now: datetime) -> Verdict:
    """Ask for the case of a second matter; its reference follows from that of this case."""
    if not command.note.strip():
        return refused(code=RefusalCode.MALFORMED, detail="note: say what the second matter is")
    if refusal := _split_off_before(state, command):
        return refusal
    if pending := state.pending_split:
        detail = f"{pending.reference} is being opened: try again in a moment"
        return refused(code=RefusalCode.WRONG_STAGE, detail=detail, retryable=True)
    if len(state.splits) >= state.rules.max_splits:
        return refused(code=RefusalCode.LIMIT_REACHED, detail=f"split {len(state.splits)} times already")
    number = len(state.splits) + 1
    asked = e.SplitAsked(
        number=number,
        second=second_reference(state.channel, state.reference, number),
        service=command.service,
        section=command.section,
        problem=command.problem,
        note=command.note,
    )
    return (asked,)


def _split_off_before(state: CaseState, command: c.Split) -> Refusal | None:
    """The refusal of the same matter once more, unless it is said to be another one. Earlier editions took it."""
    wanted = (command.service, command.section, command.problem)
    before = next((second for second in state.splits if second.kind == wanted), None)
    if before is None or command.another or state.edition < FOURTH:
        return None
    detail = f"this matter was split off already: {before.reference}"
    return refused(code=RefusalCode.CONFLICT, detail=detail)


def second_reference(channel: str, reference: str, number: int) -> str:
    """The reference of the case that is taken out of another one, always the same."""
    return derive_reference(channel, split_id(reference, number))


def second_request(first: Request, state: CaseState, second: SecondCase) -> Request:
    """The request of the second case: the first one as it was submitted, about the other service."""
    section = second.section or state.section or first.section
    number = split_id(state.reference, second.number)
    return first.but(id=number, service=second.service, section=section)


def split_asked(state: CaseState, event: Event, body: e.SplitAsked) -> Update:
    """A person acted; the second case is not known to be open yet."""
    second = SecondCase(
        reference=body.second,
        number=body.number,
        seq=event.seq,
        service=body.service,
        section=body.section,
        problem=body.problem,
    )
    return acted(state, event) | {"splits": (*state.splits, second)}


def second_opened(state: CaseState, event: Event, body: e.SplitOff) -> Update:
    """The second case is known to be open."""
    opened = (each.but(opened=True) if each.reference == body.second else each for each in state.splits)
    return {"splits": tuple(opened)}


def not_split(state: CaseState, event: Event, body: e.NotSplit) -> Update:
    """Nothing but that no second case is awaited any more."""
    return {"splits": tuple(each for each in state.splits if each.opened)}
