"""Waiting for a third party: how it begins and ends, and going on while the beneficiary is awaited. Pure."""

from datetime import datetime, timedelta

from models.case import clock as clocks
from models.case import commands as c
from models.case import events as e
from models.case.edition import FIFTH
from models.case.events import Event
from models.case.state import CaseState, OpenWait, Refusal, refused, utc_text
from models.codes import ClockKind, PartyKind, RefusalCode, Stage, WaitEnd
from models.policy import WaitReason
from workflows.case.changes import Update, acted, next_run, stage_of_work
from workflows.case.verdict import Verdict


def wait(state: CaseState, command: c.Wait, now: datetime) -> Verdict:
    """Begin to wait, by a reason of the pack and for a party that it is for."""
    waiting = state.rules.waiting
    reason = waiting.reasons.get(command.reason or "") if waiting else None
    if waiting is None or reason is None:
        known = ", ".join(waiting.reasons) if waiting else "none"
        return refused(code=RefusalCode.UNKNOWN_REASON, detail=f"give a reason to wait: {known}")
    kind = _party_kind(state, reason, command.party)
    if isinstance(kind, Refusal):
        return kind
    if state.waits >= waiting.max_count:
        return refused(code=RefusalCode.LIMIT_REACHED, detail=f"waited {state.waits} times already: decide")
    limit = _limit(state, reason, command.until, now)
    if isinstance(limit, Refusal):
        return limit
    begun = e.WaitBegun(
        party=command.party,
        party_kind=kind,
        reason=command.reason or "",
        limit=limit,
        pauses=reason.pauses,
        until=command.until,
        note=command.note,
    )
    return (begun,)


def resume(state: CaseState, command: c.Resume, now: datetime) -> Verdict:
    """Go on: with the answer of a third party, without it, or without that of the beneficiary."""
    answer = command.answer
    if answer is not None and not answer.strip():
        return refused(code=RefusalCode.MALFORMED, detail="answer: write what the third party said")
    if refusal := _not_theirs_to_end(state, command):
        return refusal
    if state.wait:
        cause = WaitEnd.RESUMED if answer is None else WaitEnd.ANSWERED
        return (e.WaitEnded(cause=cause, answer=answer, note=command.note),)
    if answer is not None:
        detail = "the beneficiary is awaited: their answer is a reply, given through their channel"
        return refused(code=RefusalCode.MALFORMED, detail=detail)
    return (e.TakenUp(note=command.note),)


def _not_theirs_to_end(state: CaseState, command: c.Resume) -> Refusal | None:
    """The refusal to go on without an answer, by the team that owes it."""
    actor = command.actor
    if command.answer is not None or actor.in_team(state.team, state.rules.pack) or state.held_by(actor):
        return None
    detail = f"{state.awaited_team} gives the answer; going on without it is for {state.team}"
    return refused(code=RefusalCode.NOT_AUTHORISED, detail=detail, team=state.team)


def _party_kind(state: CaseState, reason: WaitReason, party: str) -> PartyKind | Refusal:
    kind = state.rules.party_kind(party)
    if kind in reason.parties and party != state.team:
        return kind
    fitting = ", ".join(code for each in reason.parties for code in state.rules.parties[each] if code != state.team)
    why = "the case is with that team itself; " if party == state.team else ""
    return refused(code=RefusalCode.UNKNOWN_TEAM, detail=f"{why}this reason is to wait for one of: {fitting}")


def _limit(state: CaseState, reason: WaitReason, until: datetime | None, now: datetime) -> timedelta | Refusal:
    """The working time of the wait: that of the reason, or less where an earlier end is named."""
    if until is None:
        return reason.limit
    calendar = state.rules.working_calendar
    last = calendar.next_open(calendar.add(now, reason.limit))
    if until > last:
        return _too_long(state, reason, last)
    limit = calendar.between(now, until)
    if limit <= timedelta():
        return refused(code=RefusalCode.MALFORMED, detail="until: there is no working time before it")
    return limit


def _too_long(state: CaseState, reason: WaitReason, last: datetime) -> Refusal:
    """The refusal of an end beyond `last`, which is named; in earlier editions the working hours alone are."""
    detail = f"until: at most {reason.limit.total_seconds() / 3600:g} working hours from now"
    if state.edition < FIFTH:
        return refused(code=RefusalCode.LIMIT_REACHED, detail=detail)
    return refused(code=RefusalCode.LIMIT_REACHED, detail=f"{detail}, which is {utc_text(last)}", at=last)


def wait_begun(state: CaseState, event: Event, body: e.WaitBegun) -> Update:
    """The limit of the wait runs; the promise goes on or pauses, as was decided."""
    responded = acted(state, event)
    ticking = dict(responded["clocks"])
    if body.pauses:
        promise = ticking[ClockKind.RESOLUTION]
        ticking[ClockKind.RESOLUTION] = clocks.pause(promise, event.at, "waiting", state.time_of(promise))
    run = next_run(state, ClockKind.THIRD_PARTY)
    ticking[ClockKind.THIRD_PARTY] = clocks.start(ClockKind.THIRD_PARTY, body.limit, event.at, run=run)
    return responded | {
        "clocks": ticking,
        "stage": Stage.AWAITING_THIRD_PARTY,
        "wait": OpenWait(party=body.party, reason=body.reason, since=event.at),
        "waits": state.waits + 1,
    }


def wait_ended(state: CaseState, event: Event, body: e.WaitEnded) -> Update:
    """The promise goes on, and so does the work; from the limit on, also where it was noticed later."""
    third_party = state.clocks[ClockKind.THIRD_PARTY]
    calendar = state.time_of(third_party)
    due = third_party.due(calendar) if body.cause is WaitEnd.LIMIT else None
    at = min(due or event.at, event.at)
    ticking = {
        ClockKind.THIRD_PARTY: clocks.stop(third_party, at, body.cause, calendar),
        ClockKind.RESOLUTION: clocks.resume(state.clocks[ClockKind.RESOLUTION], at),
    }
    return {"clocks": state.clocks | ticking, "stage": stage_of_work(state), "wait": None}


def taken_up(state: CaseState, event: Event, body: e.TakenUp) -> Update:
    """The beneficiary is awaited no more: the limit on the answer ends, the promise goes on. A late answer is taken."""
    responded = acted(state, event)
    ticking = responded["clocks"]
    answer = ticking[ClockKind.ANSWER]
    ticking = ticking | {
        ClockKind.ANSWER: clocks.stop(answer, event.at, "taken_up", state.time_of(answer)),
        ClockKind.RESOLUTION: clocks.resume(ticking[ClockKind.RESOLUTION], event.at),
    }
    return responded | {"clocks": ticking, "stage": stage_of_work(state), "taken_up": True}
