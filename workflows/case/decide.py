"""`decide(state, command, now)`: the events a command causes, or the refusal. Pure.

Time is settled first: whatever fell due before the command counts as having happened before it, so late or in time
never depends on which message was seen first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from models.base import unchecked
from models.calendar.days import last_day
from models.case import commands as c
from models.case import events as e
from models.case.approval import is_last, step_for
from models.case.events import Body, Event
from models.case.state import CaseState, Proposal, Refusal, refused
from models.codes import STAFF_ROLES, Action, ClockKind, DecisionKind, Outcome, Priority, RefusalCode, Role, Stage
from models.policy import ApprovalStep, Target
from workflows.case.authority import admit, held
from workflows.case.deadlines import settle
from workflows.case.evolve import evolve
from workflows.case.places import in_each_place, most_telling
from workflows.case.replies import reason_for, reply_for
from workflows.case.rules import (
    appeals,
    checklist,
    classification,
    consulting,
    deciders,
    faults,
    interim,
    migrating,
    on_behalf,
    recalling,
    reminding,
    splitting,
    waiting,
)
from workflows.case.verdict import Verdict

_event, _resolved = unchecked(Event), unchecked(e.Resolved)


def decide(state: CaseState, command: c.AnyCommand, now: datetime) -> tuple[Event, ...] | Refusal:
    """The events of `command` at `now`, after those of what fell due before; a refusal changes nothing.

    A command id that was accepted before causes nothing; of the last ones the first receipt stands in `state.answers`.
    """
    if state.has_taken(command.command_id):
        return ()
    if refusal := _changed_since(state, command.expected_seq):
        return refusal
    at = effective(state, command, now)
    settled, due = settle(state, at, before=True) if state.policy else (state, ())
    verdict = decide_settled(settled, command, at)
    return verdict if isinstance(verdict, Refusal) else due + verdict


def _changed_since(state: CaseState, seen: int | None) -> Refusal | None:
    """The refusal of a command whose sender has not seen the last of what happened, except about notices."""
    if seen is None or state.seq - state.quiet <= seen:
        return None
    detail = f"the case is at event {state.seq}, and event {seen} was seen: look at it again before you decide"
    return refused(code=RefusalCode.CHANGED_SINCE, detail=detail)


def decide_settled(state: CaseState, command: c.AnyCommand, at: datetime) -> tuple[Event, ...] | Refusal:
    """The same of a case in which all has happened that fell due before `at`, from which the command counts."""
    refusals: dict[c.Actor, Refusal] = {}
    for given in in_each_place(state, command):
        verdict = admit(state, given) or HANDLERS[type(given)](state, given, at)
        if not isinstance(verdict, Refusal):
            return _numbered(state, verdict, at, given)
        refusals[given.actor] = verdict
    return most_telling(refusals, command.actor)


def effective(state: CaseState, command: c.Command, now: datetime) -> datetime:
    """The instant a command counts from: `sent_at` if that is within the tolerance, else `now`.

    Never before the last event of the case, also when a clock was put back: so nobody can date a decision to before a
    breach that was noticed.
    """
    counts = now
    if state.policy and command.sent_at and now - state.policy.tolerance <= command.sent_at <= now:
        counts = command.sent_at
    return state.not_before_last(counts)


def _numbered(state: CaseState, bodies: tuple[Body, ...], at: datetime, command: c.AnyCommand) -> tuple[Event, ...]:
    return tuple(
        _event(seq=state.seq + place, at=at, actor=command.actor, command_id=command.command_id, body=body)
        for place, body in enumerate(bodies, start=1)
    )


def _claim(state: CaseState, command: c.Claim, now: datetime) -> Verdict:
    holder = state.assignee
    if holder is not None and (holder.id == command.actor.id or not state.held_by(command.actor)):
        return held(state, f"held by {holder.id}")
    return (e.Claimed(),)


def _release(state: CaseState, command: c.Release, now: datetime) -> Verdict:
    if state.assignee is None:
        return refused(code=RefusalCode.WRONG_STAGE, detail="nobody holds the case")
    if command.actor.role is Role.OFFICER and not state.held_by(command.actor):
        holder = state.assignee.id
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=f"held by {holder}", holder=holder, at=state.held_since)
    return (e.Released(),)


def _assign(state: CaseState, command: c.Assign, now: datetime) -> Verdict:
    works_there = command.to.in_team(state.team, state.rules.pack)
    roles = {Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR} | deciders.roles_of_chain(state)
    if not works_there or command.to.role not in roles:
        detail = f"{command.to.id} does not work for {state.team}"
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=detail, person=command.to.id, team=state.team)
    return (e.Assigned(to=command.to),)


def _approve(state: CaseState, command: c.Approve, now: datetime) -> Verdict:
    if state.proposal is not None:
        return _next_step(state, state.proposal, command.actor, command.note, now)
    grounds = _grounds(state, command, DecisionKind.APPROVE, Outcome.DONE)
    if isinstance(grounds, Refusal):
        return grounds
    step, terms = grounds
    if not is_last(state, step):
        return (e.Proposed(**terms),)
    return (_resolved(decision=DecisionKind.APPROVE, in_time=_in_time(state, now), **terms),)


def _grounds(
    state: CaseState, command: c.Approve | c.Reject, kind: DecisionKind, otherwise: Outcome
) -> tuple[ApprovalStep, dict[str, Any]] | Refusal:
    """The approval step of a decision's author, and the decision's reason, outcome and reply; or a refusal."""
    reason = reason_for(state, command.reason, kind)
    if isinstance(reason, Refusal):
        return reason
    reply = reply_for(state, command.reply)
    if isinstance(reply, Refusal):
        return reply
    step = step_for(state, command.actor)
    if isinstance(step, Refusal):
        return step
    outcome = reason.outcome or otherwise
    terms = {"reason": command.reason, "outcome": outcome, "reply": reply, "note": command.note, "step": step.name}
    return step, terms


def _confirm(state: CaseState, command: c.Confirm, now: datetime) -> Verdict:
    if state.proposal is None:
        return refused(code=RefusalCode.WRONG_STAGE, detail="nothing waits for a confirmation")
    return _next_step(state, state.proposal, command.actor, command.note, now)


def _next_step(state: CaseState, proposal: Proposal, actor: c.Actor, note: str | None, now: datetime) -> Verdict:
    step = step_for(state, actor)
    if isinstance(step, Refusal):
        return step
    if not is_last(state, step):
        return (e.Confirmed(step=step.name, note=note),)
    resolved = _resolved(
        decision=DecisionKind.APPROVE,
        outcome=proposal.outcome,
        reason=proposal.reason,
        reply=proposal.reply,
        note=note or proposal.note,
        step=step.name,
        in_time=_in_time(state, now),
    )
    return (resolved,)


def _reject(state: CaseState, command: c.Reject, now: datetime) -> Verdict:
    grounds = _grounds(state, command, DecisionKind.REJECT, Outcome.REFUSED)
    if isinstance(grounds, Refusal):
        return grounds
    _, terms = grounds
    return (_resolved(decision=DecisionKind.REJECT, in_time=_in_time(state, now), **terms),)


def _in_time(state: CaseState, now: datetime) -> bool:
    """Whether the resolution's budget was not overspent at the decision; the ledger alone counts."""
    clock = state.clocks[ClockKind.RESOLUTION]
    return not clock.breached and clock.left(now, state.time_of(clock)).total_seconds() >= 0


def _send_back(state: CaseState, command: c.SendBack, now: datetime) -> Verdict:
    step = step_for(state, command.actor)
    return step if isinstance(step, Refusal) else (e.SentBack(note=command.note),)


def _ask(state: CaseState, command: c.Ask, now: datetime) -> Verdict:
    if state.asked >= state.rules.ask.max_rounds:
        return refused(code=RefusalCode.LIMIT_REACHED, detail=f"returned {state.asked} times already: decide")
    reason = reason_for(state, command.reason, DecisionKind.ASK)
    if isinstance(reason, Refusal):
        return reason
    if not (command.documents or command.questions or (command.reply and command.reply.text)):
        return refused(code=RefusalCode.MALFORMED, detail="name what is missing: a document or a question at least")
    reply = reply_for(state, command.reply, command.documents)
    if isinstance(reply, Refusal):
        return reply
    unknown = [kind for kind in command.documents if kind not in state.rules.documents]
    if unknown:
        return refused(code=RefusalCode.MALFORMED, detail=f"no such document in the pack: {', '.join(unknown)}")
    asked = e.Asked(
        round=state.round + 1,
        reason=command.reason or "",
        reply=reply,
        documents=command.documents,
        questions=command.questions,
        note=command.note,
    )
    return (asked,)


def _redirect(state: CaseState, command: c.Redirect, now: datetime) -> Verdict:
    if (command.team is None) == (command.authority is None):
        return refused(
            code=RefusalCode.MALFORMED, detail="name a team of the directorate or another authority, one of them"
        )
    reason = reason_for(state, command.reason, DecisionKind.REDIRECT)
    if isinstance(reason, Refusal):
        return reason
    if command.team:
        return _to_team(state, command.team, command)
    return _to_authority(state, command, now)


def _to_team(state: CaseState, team: str, command: c.Redirect) -> Verdict:
    if team not in state.rules.teams or team == state.team:
        return refused(code=RefusalCode.UNKNOWN_TEAM, detail=f"another of: {', '.join(state.rules.teams)}")
    return (e.Redirected(team=team, reason=command.reason or "", note=command.note),)


def _to_authority(state: CaseState, command: c.Redirect, now: datetime) -> Verdict:
    if command.authority not in state.rules.authorities:
        return refused(code=RefusalCode.UNKNOWN_TEAM, detail=f"one of: {', '.join(state.rules.authorities)}")
    reply = reply_for(state, command.reply)
    if isinstance(reply, Refusal):
        return reply
    return (
        _resolved(
            decision=DecisionKind.REDIRECT,
            outcome=Outcome.REDIRECTED,
            reason=command.reason,
            reply=reply,
            note=command.note,
            authority=command.authority,
            in_time=_in_time(state, now),
        ),
    )


def _merge(state: CaseState, command: c.Merge, now: datetime) -> Verdict:
    if command.into == state.reference:
        return refused(code=RefusalCode.MALFORMED, detail="a case is not merged into itself")
    return (e.Merged(into=command.into, note=command.note), e.Closed(outcome=Outcome.MERGED))


def _escalate(state: CaseState, command: c.Escalate, now: datetime) -> Verdict:
    if command.to not in STAFF_ROLES:
        return refused(code=RefusalCode.MALFORMED, detail=f"nobody of staff is {command.to}: {', '.join(STAFF_ROLES)}")
    raised = list(Priority)[min(state.priority.rank + 1, Priority.URGENT.rank)]
    priority = raised if raised is not state.priority else None
    target = Target(role=command.to, team=state.team)
    escalated = e.Escalated(
        action=Action.NOTIFY, target=target, priority=priority, note=command.note, awaits_people=True
    )
    return (escalated,)


def _extend(state: CaseState, command: c.Extend, now: datetime) -> Verdict:
    limits = state.rules.extension
    if command.actor.role not in limits.roles:
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=f"an extension is for: {', '.join(limits.roles)}")
    if command.by.total_seconds() <= 0:
        return refused(code=RefusalCode.MALFORMED, detail="an extension adds time")
    if state.extensions >= limits.max_count or state.extended + command.by > limits.max_total:
        detail = (
            f"at most {limits.max_count} times and {limits.max_total.total_seconds() / 3600:g} working hours in all"
        )
        return refused(code=RefusalCode.LIMIT_REACHED, detail=detail)
    return _beyond_the_law(state, command.by, now) or (e.Extended(by=command.by, note=command.note),)


def _beyond_the_law(state: CaseState, by: timedelta, now: datetime) -> Refusal | None:
    """The refusal of an extension that would promise what the law no longer allows. The first edition took it."""
    clock = state.clocks[ClockKind.RESOLUTION]
    calendar = state.time_of(clock)
    room = clock.room(now, calendar) if clock.limit else None
    if room is None or by <= room:
        return None
    day, hours = last_day(clock.limit or now, calendar.zone), room.total_seconds() / 3600
    detail = f"the last day by law is {day}: at most {hours:g} working hours can be added"
    return refused(code=RefusalCode.LIMIT_REACHED, detail=detail)


def _note(state: CaseState, command: c.Note, now: datetime) -> Verdict:
    return (e.Noted(text=command.text, about=command.about),)


def _prioritise(state: CaseState, command: c.Prioritise, now: datetime) -> Verdict:
    return (e.Reprioritised(priority=command.priority, note=command.note),)


def _reply(state: CaseState, command: c.Answer, now: datetime) -> Verdict:
    if state.stage is not Stage.AWAITING_BENEFICIARY and not state.taken_up:
        return refused(code=RefusalCode.WRONG_STAGE, detail=f"reply is not possible while {state.stage}")
    if not command.text.strip() and not command.attachments:
        return refused(code=RefusalCode.MISSING_REPLY, detail="write an answer or attach what was asked for")
    return (e.Replied(text=command.text, attachments=command.attachments),)


def _withdraw(state: CaseState, command: c.Withdraw, now: datetime) -> Verdict:
    return (e.Withdrawn(note=command.note), e.Closed(outcome=Outcome.WITHDRAWN))


def _reopen(state: CaseState, command: c.Reopen, now: datetime) -> Verdict:
    if refusal := on_behalf.reopening_refused(state):
        return refusal
    cause = "retry_failed" if command.retry_failed and state.outcome is Outcome.OBSTACLE_REMOVED else "request"
    return (e.Reopened(text=command.text, cause=cause),)


def _rate(state: CaseState, command: c.Rate, now: datetime) -> Verdict:
    if not state.may_be_rated:
        return refused(code=RefusalCode.LIMIT_REACHED, detail="rated already")
    rated = e.Rated(score=command.score, comment=command.comment)
    follow_up = state.rules.follow_up
    if command.score > follow_up.low_rating or on_behalf.reopening_refused(state):
        return (rated,)
    return (rated, e.Reopened(text=command.comment or "", cause="low_rating"))


def _calendar_changed(state: CaseState, command: c.ChangeCalendar, now: datetime) -> Verdict:
    change, rules = command.change, state.rules
    if (rules.calendars or change.pack) and not rules.counts_in(change):
        return ()
    if change.version == rules.calendar_named(change.calendar).version:
        return ()
    event = e.CalendarChanged(change=change, why=command.why, due_before=state.due, due_after=None)
    draft = Event(seq=state.seq + 1, at=now, actor=command.actor, body=event)
    return (event.but(due_after=evolve(state, draft).due),)


def _import(state: CaseState, command: c.Import, now: datetime) -> Verdict:
    return refused(code=RefusalCode.WRONG_STAGE, detail="a case is imported as it is opened, and not later")


HANDLERS: dict[type[c.Command], Callable[[CaseState, Any, datetime], Verdict]] = {
    c.Claim: _claim,
    c.Release: _release,
    c.Assign: _assign,
    c.Approve: _approve,
    c.Reject: _reject,
    c.Confirm: _confirm,
    c.SendBack: _send_back,
    c.Ask: _ask,
    c.Redirect: _redirect,
    c.Merge: _merge,
    c.Escalate: _escalate,
    c.Extend: _extend,
    c.Note: _note,
    c.Prioritise: _prioritise,
    c.Answer: _reply,
    c.Withdraw: _withdraw,
    c.Reopen: _reopen,
    c.Rate: _rate,
    c.ChangeCalendar: _calendar_changed,
    c.Wait: waiting.wait,
    c.Resume: waiting.resume,
    c.Consult: consulting.consult,
    c.AnswerConsultation: consulting.answer,
    c.Reclassify: classification.reclassify,
    c.InterimReply: interim.interim_reply,
    c.Close: on_behalf.close,
    c.ReopenFor: on_behalf.reopen_for,
    c.WithdrawFor: on_behalf.withdraw_for,
    c.Import: _import,
    c.Appeal: appeals.appeal,
    c.AppealFor: appeals.appeal,
    c.ConcludeAppeal: appeals.conclude,
    c.Split: splitting.split,
    c.SeeDocuments: checklist.seen,
    c.Remind: reminding.remind,
    c.Migrate: migrating.migrate,
    c.LinkFault: faults.link,
    c.UnlinkFault: faults.unlink,
    c.Recall: recalling.recall,
}
"""The rules of each command; it has a line for every kind of `AnyCommand`."""
