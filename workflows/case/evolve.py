"""`evolve(state, event)`: the state after an event. Total and pure: it never refuses and never looks at a clock.

The same fold runs in the workflow, in simulations, and when cases are rebuilt from the records.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from models.base import unchecked
from models.case import clock as clocks
from models.case import events as e
from models.case import promised
from models.case.actor import Actor
from models.case.command_ids import joined, remember
from models.case.edition import FIRST, SECOND
from models.case.events import Body, Event, StepTaken
from models.case.first_event import FirstEvent
from models.case.state import CaseState, Decision, PendingAction, Proposal
from models.codes import HUMAN_ACTIONS, PROMISES, REMINDER_RUNG, Action, ClockKind, Effect, Priority, Stage
from models.notices.plan import plan
from models.policy import RungAction, with_calendar
from workflows.case.changes import Update, acted, chased_mark, limited, rebudgeted
from workflows.case.imported import imported
from workflows.case.replies import in_other_language
from workflows.case.rules import (
    appeals,
    checklist,
    classification,
    consulting,
    faults,
    migrating,
    recalling,
    splitting,
    waiting,
)
from workflows.case.sharing import work as sharing

REMEMBERED_ANSWERS = 500
"""How many receipts a case keeps for repeated commands; of older ones it knows that it took them."""

REMINDER = "reminder"
"""The mark on an answer clock whose reminder was sent."""

_decision = unchecked(Decision)

_UNHELD: Update = {"assignee": None, "held_since": None}


def evolve(state: CaseState, event: Event) -> CaseState:
    """The state after `event`, with the notices it calls for in the outbox and the receipt of its command."""
    evolved = changed(state, event)
    more: Update = {}
    if notices := plan(evolved, event):
        more["outbox"] = (*evolved.outbox, *notices)
    if event.command_id:
        more |= _remembered(evolved, event.command_id, in_other_language(evolved, event.body))
    return evolved.with_more(**more) if more else evolved


def changed(state: CaseState, event: Event) -> CaseState:
    """The state after `event` but for what it sends: notices and the receipt of its command."""
    update = CHANGES[type(event.body)](state, event, event.body)
    quiet = state.quiet + 1 if isinstance(event.body, e.NoticeSent | e.NoticeFailed) else 0
    after = state.but(**update, seq=event.seq, quiet=quiet, last_at=event.at)
    if after.policy and after.policy.recall:
        after = after.with_more(**recalling.awaited(state, after, event))
    if not (after.policy and after.policy.sharing):
        return after
    shared = sharing.awaited(state, after, event)
    return after.with_more(**shared)


def fold(state: CaseState, events: Iterable[Event]) -> CaseState:
    """The state after all of `events`, one after another."""
    for event in events:
        state = evolve(state, event)
    return state


def _remembered(state: CaseState, command_id: str, other_language: bool) -> Update:
    """The receipt of a command with the last ones; the ids of those that have to make room."""
    given = state.receipt()
    receipt = {command_id: given.but(other_language=True) if other_language else given}
    if len(state.answers) < REMEMBERED_ANSWERS:
        return {"answers": state.answers | receipt}
    known = list(state.answers.items())
    oldest, kept = known[: 1 - REMEMBERED_ANSWERS], dict(known[1 - REMEMBERED_ANSWERS :])
    earlier = remember(state.earlier_commands, (each for each, _ in oldest))
    return {"answers": kept | receipt, "earlier_commands": earlier}


def _opened(state: CaseState, event: Event, body: e.Opened) -> Update:
    return _begun(state, event, body) | {"appeal_of": body.appeal_of, "split_of": body.split_of}


def _begun(state: CaseState, event: Event, body: FirstEvent) -> Update:
    return {
        "fingerprint": body.fingerprint,
        "sent_fingerprint": body.sent_fingerprint,
        "policy_digest": body.policy,
        "service": body.service,
        "channel": body.channel,
        "applicant_type": body.applicant_type,
        "language": body.language,
        "reach": body.reach,
        "submitted_at": body.submitted_at,
        "opened_at": event.at,
        "clock_from": body.clock_from,
        "edition": body.edition,
        "checklist": checklist.begun(state.rules.checklist, body.provided, event.at),
        "clocks": {kind: promised.begin(state.rules, kind, Priority.NORMAL, body.clock_from) for kind in PROMISES},
    }


def _imported(state: CaseState, event: Event, body: e.Imported) -> Update:
    return _begun(state, event, body) | imported(state, event, body)


def _assessed(state: CaseState, event: Event, body: e.Assessed) -> Update:
    assessment = body.assessment
    ticking = limited(rebudgeted(state, assessment.priority), assessment.due_cap, state.edition)
    update: Update = {"assessment": assessment, "team": assessment.team, "priority": assessment.priority}
    if assessment.effect in (Effect.RETURN_COMPLETION, Effect.RETURN_GUIDANCE):
        return update | _return_case(state.but(clocks=ticking), event) | checklist.with_asked(state, assessment.missing)
    return update | {"clocks": ticking, "stage": Stage.QUEUED}


def _claimed(state: CaseState, event: Event, body: e.Claimed) -> Update:
    return _hold(state, event, event.actor) | {"stage": Stage.IN_REVIEW}


def _released(state: CaseState, event: Event, body: e.Released) -> Update:
    stage = Stage.QUEUED if state.stage is Stage.IN_REVIEW else state.stage
    return _UNHELD | {"stage": stage}


def _assigned(state: CaseState, event: Event, body: e.Assigned) -> Update:
    stage = Stage.IN_REVIEW if state.stage is Stage.QUEUED else state.stage
    return _hold(state, event, body.to) | {"stage": stage}


def _proposed(state: CaseState, event: Event, body: e.Proposed) -> Update:
    step = StepTaken(step=body.step, actor=event.actor, at=event.at)
    proposal = Proposal(reason=body.reason, outcome=body.outcome, reply=body.reply, note=body.note, steps=(step,))
    return acted(state, event) | {"proposal": proposal, "stage": Stage.AWAITING_APPROVAL}


def _confirmed(state: CaseState, event: Event, body: e.Confirmed) -> Update:
    if state.proposal is None:
        return {}
    step = StepTaken(step=body.step, actor=event.actor, at=event.at)
    return {"proposal": state.proposal.but(steps=(*state.proposal.steps, step))}


def _sent_back(state: CaseState, event: Event, body: e.SentBack) -> Update:
    return {"proposal": None, "stage": Stage.IN_REVIEW}


def _resolved(state: CaseState, event: Event, body: e.Resolved) -> Update:
    ticking = _all_stopped(state, event, "resolved")
    ticking[ClockKind.FOLLOW_UP] = clocks.start(ClockKind.FOLLOW_UP, state.rules.follow_up.window, event.at)
    decision = _decision(
        kind=body.decision,
        outcome=body.outcome,
        reason=body.reason,
        reply=body.reply,
        actor=event.actor,
        at=event.at,
    )
    return {
        "first_responded_at": state.first_responded_at or event.at,
        "clocks": ticking,
        "proposal": None,
        "pending": (),
        "decision": decision,
        "outcome": body.outcome,
        "resolved_at": event.at,
        "stage": Stage.RESOLVED,
        "consultation": None,
        "reclassification": None,
        "taken_up": False,
    }


def _asked(state: CaseState, event: Event, body: e.Asked) -> Update:
    responded = state.but(**acted(state, event))
    asked: Update = {"first_responded_at": responded.first_responded_at, "proposal": None}
    return asked | _return_case(responded, event) | checklist.with_asked(state, body.documents)


def _reminded(state: CaseState, event: Event, body: e.Reminded) -> Update:
    clock = state.clocks[ClockKind.ANSWER]
    return {"clocks": state.clocks | {ClockKind.ANSWER: clock.but(fired=(REMINDER,))}}


def _chased(state: CaseState, event: Event, body: e.Chased) -> Update:
    clock = state.clocks[body.clock]
    return {"clocks": state.clocks | {body.clock: clock.but(fired=(*clock.fired, chased_mark(clock)))}}


def _interim_replied(state: CaseState, event: Event, body: e.InterimReplied) -> Update:
    return acted(state, event)


def _replied(state: CaseState, event: Event, body: e.Replied) -> Update:
    answered: Update = {"clocks": _clocks_after_answer(state, event, "replied"), "stage": Stage.REPLIED}
    return answered | {"taken_up": False} | checklist.with_arrived(state, body.attachments, event.at)


def _reminder_given(state: CaseState, event: Event, body: e.ReminderGiven) -> Update:
    """A rung is reached: people are to be found for its actions that need some."""
    policy = state.rules.reminders
    actions = policy.actions if policy else ()
    awaited = (PendingAction(rung=REMINDER_RUNG, action=each) for each in actions if each.action in HUMAN_ACTIONS)
    return {
        "reminders": body.number,
        "reminded_at": event.at,
        "escalation": state.escalation + 1,
        "pending": (*state.pending, *awaited),
    }


def _redirected(state: CaseState, event: Event, body: e.Redirected) -> Update:
    return acted(state, event) | _UNHELD | {"team": body.team, "proposal": None, "stage": Stage.QUEUED}


def _merged(state: CaseState, event: Event, body: e.Merged) -> Update:
    return {"into": body.into}


def _rung_reached(state: CaseState, event: Event, body: e.RungReached) -> Update:
    clock = state.clocks[body.clock]
    fired = clock.but(fired=(*clock.fired, body.rung))
    rung = {rung.name: rung for rung in state.rules.ladder}[body.rung]
    actions = (consulting.asked_of(state, body.clock, a) for a in rung.actions if a.action in HUMAN_ACTIONS)
    awaited = tuple(PendingAction(rung=rung.name, action=action) for action in actions)
    return {
        "clocks": state.clocks | {body.clock: fired},
        "escalation": state.escalation + 1,
        "pending": state.pending + awaited,
    }


def _breached(state: CaseState, event: Event, body: e.Breached) -> Update:
    clock = state.clocks[body.clock]
    broken_at = clock.allotted(state.time_of(clock)) if state.edition >= SECOND else None
    return {"clocks": state.clocks | {body.clock: clock.but(breached=True, broken_at=broken_at)}}


def _escalated(state: CaseState, event: Event, body: e.Escalated) -> Update:
    """An escalation moves a case up in the queue; the promise given to the beneficiary stays what it was."""
    update: Update = {"pending": _awaited(state, body) if body.awaits_people else _still_pending(state.pending, body)}
    if body.priority:
        update |= {"priority": body.priority}
    if body.team:
        update |= _UNHELD | {"team": body.team, "stage": _stage_when_unheld(state.stage)}
    if body.action is Action.HAND_OVER and body.people:
        update |= {"assignee": body.people[0], "held_since": event.at, "stage": _stage_when_held(state.stage)}
    return update


def _extended(state: CaseState, event: Event, body: e.Extended) -> Update:
    clock = state.clocks[ClockKind.RESOLUTION]
    longer = clocks.rebudget(clock, clock.budget + body.by)
    return {
        "clocks": state.clocks | {ClockKind.RESOLUTION: longer},
        "extensions": state.extensions + 1,
        "extended": state.extended + body.by,
    }


def _noted(state: CaseState, event: Event, body: e.Noted) -> Update:
    return {"joined": (*state.joined, body.about)} if body.about else {}


def _reprioritised(state: CaseState, event: Event, body: e.Reprioritised) -> Update:
    return {"priority": body.priority, "clocks": rebudgeted(state, body.priority)}


def _reopened(state: CaseState, event: Event, body: e.Reopened) -> Update:
    ticking = _all_stopped(state, event, "reopened")
    for kind in PROMISES:
        before = state.clocks[kind]
        anew = promised.begin(state.rules, kind, state.priority, event.at, run=before.run + 1)
        ticking[kind] = anew.but(limit=before.limit)
    return (
        _UNHELD
        | _given_back(state)
        | {
            "clocks": ticking,
            "stage": Stage.QUEUED,
            "outcome": None,
            "decision": None,
            "resolved_at": None,
            "reopens": state.reopens + 1,
        }
    )


def _given_back(state: CaseState) -> Update:
    """What a reopening gives back: all that a pack limits for the work on one result, which begins anew.

    The returns to the beneficiary, the waits, the extensions, the rungs and the rating. What belongs to the case stays
    used: its reopenings, which bound how often this can happen, and the legal limit.
    """
    anew: Update = {"escalation": 0, "extensions": 0, "extended": timedelta(), "waits": 0}
    return anew if state.edition == FIRST else anew | {"rounds_before": state.round, "rated": False}


def _rated(state: CaseState, event: Event, body: e.Rated) -> Update:
    return {"rating": body.score, "rated": True}


def _closed(state: CaseState, event: Event, body: e.Closed) -> Update:
    return {
        "clocks": _all_stopped(state, event, "closed"),
        "stage": Stage.CLOSED,
        "outcome": body.outcome,
        "closed_at": event.at,
        "pending": (),
        "proposal": None,
        "wait": None,
        "consultation": None,
        "reclassification": None,
    }


def _calendar_changed(state: CaseState, event: Event, body: e.CalendarChanged) -> Update:
    """A closure may say that past time was no working time; another season never does: what was used stays used."""
    before = state.rules
    known = before.calendar_named(body.change.calendar)
    changed = body.change.apply(known)
    policy, season = with_calendar(before, changed), changed.months != known.months

    def under_it(clock: clocks.Clock) -> clocks.Clock:
        was, time = before.time_of(clock.promise), policy.time_of(clock.promise)
        if season and time is not was:
            clock = clocks.settle_up(clock, event.at, "season_announced", was)
        recounted = promised.recount(clock, before, policy, event.at, past_stays=season)
        return clocks.rearm(recounted, event.at, time)

    ticking = {kind: under_it(clock) for kind, clock in state.clocks.items()}
    return {"policy": policy, "clocks": ticking} | recalling.with_clocks_under(state.held_reply, under_it)


def _notice_sent(state: CaseState, event: Event, body: e.NoticeSent) -> Update:
    return {"outbox": tuple(notice for notice in state.outbox if notice.key != body.key)}


def _notice_failed(state: CaseState, event: Event, body: e.NoticeFailed) -> Update:
    left = tuple(notice for notice in state.outbox if notice.key != body.key)
    return {"outbox": left, "failed_notices": (*state.failed_notices, body.key)}


def _refused(state: CaseState, event: Event, body: e.SignalRefused) -> Update:
    return {"refused": state.refused + 1, "refused_commands": joined(state.refused_commands, body.digest)}


def _unchanged(state: CaseState, event: Event, body: Body) -> Update:
    """For an event whose consequences are events of their own."""
    return {}


def _all_stopped(state: CaseState, event: Event, why: str) -> dict[ClockKind, clocks.Clock]:
    return {kind: clocks.stop(clock, event.at, why, state.time_of(clock)) for kind, clock in state.clocks.items()}


def _hold(state: CaseState, event: Event, officer: Actor) -> Update:
    return acted(state, event) | {"assignee": officer, "held_since": event.at}


def _return_case(state: CaseState, event: Event) -> Update:
    """Back to the beneficiary: the directorate's clocks pause, the limit on the answer runs."""
    paused = {
        kind: clock if kind is ClockKind.CONSULTATION else clocks.pause(clock, event.at, "asked", state.time_of(clock))
        for kind, clock in state.clocks.items()
    }
    paused[ClockKind.ANSWER] = clocks.start(ClockKind.ANSWER, state.rules.ask.limit, event.at, run=state.round + 1)
    return {
        "clocks": paused,
        "round": state.round + 1,
        "stage": Stage.AWAITING_BENEFICIARY,
        "taken_up": False,
    }


def _clocks_after_answer(state: CaseState, event: Event, why: str) -> dict[ClockKind, clocks.Clock]:
    calendar = state.rules.working_calendar
    resumed = {kind: clocks.resume(clock, event.at) for kind, clock in state.clocks.items()}
    return resumed | {ClockKind.ANSWER: clocks.stop(state.clocks[ClockKind.ANSWER], event.at, why, calendar)}


def _awaited(state: CaseState, body: e.Escalated) -> tuple[PendingAction, ...]:
    """The pending actions with the search of an escalation by hand; one search serves all that wait for the same."""
    search = PendingAction(rung=body.rung, action=RungAction(action=body.action, target=body.target))
    return state.pending if search in state.pending else (*state.pending, search)


def _still_pending(pending: tuple[PendingAction, ...], done: e.Escalated) -> tuple[PendingAction, ...]:
    """The pending actions less the first one that `done` carried out."""
    for index, item in enumerate(pending):
        if (item.rung, item.action.action, item.action.target) == (done.rung, done.action, done.target):
            return pending[:index] + pending[index + 1 :]
    return pending


def _stage_when_held(stage: Stage) -> Stage:
    return Stage.IN_REVIEW if stage is Stage.QUEUED else stage


def _stage_when_unheld(stage: Stage) -> Stage:
    return Stage.QUEUED if stage is Stage.IN_REVIEW else stage


CHANGES: dict[type[Body], Callable[[CaseState, Event, Any], Update]] = {
    e.Opened: _opened,
    e.Imported: _imported,
    e.Assessed: _assessed,
    e.Claimed: _claimed,
    e.Released: _released,
    e.Assigned: _assigned,
    e.Proposed: _proposed,
    e.Confirmed: _confirmed,
    e.SentBack: _sent_back,
    e.Resolved: _resolved,
    e.Asked: _asked,
    e.Reminded: _reminded,
    e.Replied: _replied,
    e.Redirected: _redirected,
    e.Merged: _merged,
    e.RungReached: _rung_reached,
    e.Breached: _breached,
    e.Escalated: _escalated,
    e.Extended: _extended,
    e.Noted: _noted,
    e.Reprioritised: _reprioritised,
    e.Withdrawn: _unchanged,
    e.Reopened: _reopened,
    e.Rated: _rated,
    e.Closed: _closed,
    e.CalendarChanged: _calendar_changed,
    e.NoticeSent: _notice_sent,
    e.NoticeFailed: _notice_failed,
    e.SignalRefused: _refused,
    e.Reconciled: _unchanged,
    e.Resumed: _unchanged,
    e.Erased: _unchanged,
    e.WaitBegun: waiting.wait_begun,
    e.WaitEnded: waiting.wait_ended,
    e.TakenUp: waiting.taken_up,
    e.Chased: _chased,
    e.Consulted: consulting.consulted,
    e.ConsultationAnswered: consulting.answered,
    e.InterimReplied: _interim_replied,
    e.ReclassificationAsked: classification.reclassification_asked,
    e.Reclassified: classification.reclassified,
    e.NotReclassified: classification.not_reclassified,
    e.Appealed: appeals.appealed,
    e.AppealOpened: appeals.appeal_opened,
    e.AppealConcluded: appeals.appeal_concluded,
    e.SplitAsked: splitting.split_asked,
    e.SplitOff: splitting.second_opened,
    e.NotSplit: splitting.not_split,
    e.DocumentsSeen: checklist.documents_seen,
    e.ReminderGiven: _reminder_given,
    e.Migrated: migrating.migrated,
    e.SharedOut: sharing.shared_out,
    e.NobodyAvailable: sharing.nobody_available,
    e.FaultLinked: faults.fault_linked,
    e.FaultKnown: faults.fault_known,
    e.FaultUnlinked: faults.fault_unlinked,
    e.Recalled: recalling.recalled,
    e.ReplyFinal: _unchanged,
}
"""What each type of event changes; it has a line for every type of `Body`."""
