"""Appeals: against the result of a case, as a linked case that others decide (`deciders`), and what came of it.

The result that is appealed stands. The case of the appeal has a promise, reasons and an official reply of its own, and
tells this one what came of it. Pure.
"""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.actor import SYSTEM
from models.case.events import Event
from models.case.state import AppealAgainst, CaseState, Refusal, refused, utc_text
from models.codes import RefusalCode, Stage
from models.intake.reference import appeal_id, derive_reference
from workflows.case.changes import Update
from workflows.case.verdict import Verdict


def appeal(state: CaseState, command: c.Appeal | c.AppealFor, now: datetime) -> Verdict:
    """Raise an appeal against the result that stands. Its reference follows from that of this case."""
    if refusal := _not_appealable(state) or _too_late(state, now) or _too_many(state):
        return refusal
    if not command.text.strip():
        return refused(code=RefusalCode.MALFORMED, detail="say what is wrong with the result")
    number = len(state.appeals) + 1
    reference = derive_reference(state.channel, appeal_id(state.reference, number))
    asked = {"requested_by": command.requested_by, "way": command.way} if isinstance(command, c.AppealFor) else {}
    return (e.Appealed(number=number, appeal=reference, text=command.text, **asked),)


def _not_appealable(state: CaseState) -> Refusal | None:
    policy = state.rules.appeal
    if policy is None or state.outcome not in policy.outcomes:
        detail = "the policy of this case allows no appeal against its result"
        return refused(code=RefusalCode.NOT_APPEALABLE, detail=detail, outcome=state.outcome)
    if state.appeal_of and not policy.of_appeals:
        detail = f"this is an appeal itself, against {state.appeal_of.reference}"
        return refused(code=RefusalCode.NOT_APPEALABLE, detail=detail, outcome=state.outcome)
    return None


def _too_late(state: CaseState, now: datetime) -> Refusal | None:
    policy, since = state.rules.appeal, state.resolved_at or state.closed_at
    if policy is None or since is None:
        return None
    last = state.rules.working_calendar.add(since, policy.window)
    if now <= last:
        return None
    detail = f"an appeal was possible until {utc_text(last)}"
    return refused(code=RefusalCode.WINDOW_PASSED, detail=detail, at=last)


def _too_many(state: CaseState) -> Refusal | None:
    raised = state.appeals_of_result
    if state.rules.appeal is None or (len(raised) < state.rules.appeal.max_count and not state.open_appeal):
        return None
    last = state.appeals[-1]
    detail = f"appealed already at {utc_text(last.since)}: {last.reference}"
    return refused(code=RefusalCode.LIMIT_REACHED, detail=detail, at=last.since, outcome=last.outcome)


def conclude(state: CaseState, command: c.ConcludeAppeal, now: datetime) -> Verdict:
    """Note what came of an appeal; once it is over nothing more."""
    raised = next((each for each in state.appeals if each.reference == command.appeal), None)
    if raised is None or raised.over:
        return refused(code=RefusalCode.WRONG_STAGE, detail=f"no appeal {command.appeal} against this case is open")
    return (e.AppealConcluded(appeal=command.appeal, outcome=command.outcome, over=command.over),)


def reopening_refused(state: CaseState) -> Refusal | None:
    """The refusal to reopen what was appealed: what is wrong with it is decided there."""
    if not state.appeals_of_result:
        return None
    detail = f"the result was appealed, and is not reopened: {state.appeals[-1].reference}"
    return refused(code=RefusalCode.WRONG_STAGE, detail=detail)


def correction_refused(state: CaseState, command: c.Reclassify) -> Refusal | None:
    """The refusal to bring an appeal the terms of a service: another level decides, by the terms of appeals."""
    if state.appeal_of is None or not (command.service or command.assess_again):
        return None
    return refused(code=RefusalCode.WRONG_STAGE, detail="an appeal keeps the service of the case that is appealed")


def conclusion_of(state: CaseState) -> c.ConcludeAppeal | None:
    """What an appeal has to tell the case whose result is appealed; the same command for the same result."""
    if state.appeal_of is None or state.outcome is None or state.held_reply:
        return None
    over = is_ended(state)
    result = f"{state.reopens}:{'over' if over else 'decided'}"
    return c.ConcludeAppeal(
        command_id=f"appeal:{state.reference}:{result}",
        actor=SYSTEM,
        appeal=state.reference,
        outcome=state.outcome,
        over=over,
    )


def appealed(state: CaseState, event: Event, body: e.Appealed) -> Update:
    """The case waits for the end of the appeal, whatever its stage; the result stands."""
    raised = AppealAgainst(reference=body.appeal, seq=event.seq, since=event.at)
    return {"appeals": (*state.appeals, raised)}


def appeal_opened(state: CaseState, event: Event, body: e.AppealOpened) -> Update:
    """The case of the appeal is known to be open."""
    return {"appeals": _with(state, body.appeal, opened=True, team=body.team)}


def appeal_concluded(state: CaseState, event: Event, body: e.AppealConcluded) -> Update:
    """What came of the appeal."""
    return {"appeals": _with(state, body.appeal, outcome=body.outcome, over=body.over)}


def _with(state: CaseState, reference: str, **changes: object) -> tuple[AppealAgainst, ...]:
    return tuple(each.but(**changes) if each.reference == reference else each for each in state.appeals)


def is_ended(state: CaseState) -> bool:
    """Whether nothing can happen in a case any more: it is closed, and waits for no appeal."""
    return state.stage is Stage.CLOSED and state.open_appeal is None
