"""The sentence that describes an event of a case, for every type of event."""

from collections.abc import Callable
from typing import Any

from commands.common.labels import EFFECT, ERASURE_REASON, name_of
from commands.common.terminal import Piece, bad, dim, good, moment, warning, working
from commands.common.titles import outcome_title, role_title, rung_title, stage_title, zone_of
from commands.work.sharing_words import nobody_available, shared_out
from models.case import events
from models.case.commands import SYSTEM
from models.case.events import Body, Event
from models.case.style import CaseStyle
from models.codes import Action, ClockKind, DecisionKind, StopCause, WaitEnd
from models.notices.key import NoticeKey

_DECISIONS = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.REJECT: "rejected",
    DecisionKind.REDIRECT: "redirected",
    DecisionKind.ASK: "asked",
}
_REOPENING_CAUSES = {
    "retry_failed": "the e-service failed again, so it was reopened",
    "low_rating": "the low rating reopened it",
}
_STOPS = {
    StopCause.CANCELLED: "Temporal was asked to cancel it: refused, only its own rules end a case",
    StopCause.TERMINATED: "its workflow was terminated in Temporal: started again from the records",
    StopCause.FAILED: "its workflow failed: started again from the records",
    StopCause.TIMED_OUT: "its workflow timed out: started again from the records",
    StopCause.LOST: "Temporal had lost its workflow: started again from the records",
}
ESCALATIONS = {
    Action.NOTIFY: "told the",
    Action.INFORM: "informed the",
    Action.HAND_OVER: "handed over to the",
}


def sentence(event: Event, style: CaseStyle) -> list[Piece]:
    """The sentence of one event, told as its case is."""
    return SENTENCES[type(event.body)](event.body, name_of(event.actor), style)


def _opened(body: events.Opened, who: str, style: CaseStyle) -> list[Piece]:
    if body.appeal_of:
        return [
            warning(f"appeal against {body.appeal_of.reference}"),
            f", for {body.service}; {_apart_from(body.appeal_of)}",
        ]
    filed = f"filed for {body.service} by {_with_article(body.applicant_type)} through {body.channel}"
    return [f"{filed}; taken out of {body.split_of.reference}" if body.split_of else filed]


def _apart_from(about: events.AppealOf) -> str:
    """Who may not decide an appeal."""
    people = ", ".join(about.took_part) or "nobody of staff"
    took_part = f"{people} took part in that one" + (" and may not decide" if about.took_part else "")
    others = (*(about.levels or ()), *(f"the team {team}" for team in about.apart))
    return took_part + (f"; of another level are: {', '.join(others)}" if others else "")


def _assessed(body: events.Assessed, who: str, style: CaseStyle) -> list[Piece]:
    found = body.assessment
    rules = f" by {', '.join(found.rules)}" if found.rules else ""
    return [f"first stage: {EFFECT[found.effect]}{rules}; team {found.team}, priority {found.priority}"]


def _claimed(body: events.Claimed, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} took it"]


def _released(body: events.Released, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} put it back into the queue"]


def _assigned(body: events.Assigned, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} gave it to {body.to.id}"]


def _proposed(body: events.Proposed, who: str, style: CaseStyle) -> list[Piece]:
    decision = f"{outcome_title(body.outcome, style)} ({body.reason})"
    return [f"{who} proposed: {decision}; another person has to agree", *_with_note(body.note)]


def _confirmed(body: events.Confirmed, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} agreed as {body.step}; another person has to agree", *_with_note(body.note)]


def _sent_back(body: events.SentBack, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} sent the proposal back", *_with_note(body.note)]


def _resolved(body: events.Resolved, who: str, style: CaseStyle) -> list[Piece]:
    why = ", ".join(part for part in (body.reason, body.authority) if part)
    on_time = good("in time") if body.in_time else bad("late")
    return [
        f"{who} {_DECISIONS[body.decision]}: {outcome_title(body.outcome, style)} ({why}), ",
        on_time,
        *_with_note(body.note),
    ]


def _asked(body: events.Asked, who: str, style: CaseStyle) -> list[Piece]:
    wanted = "; ".join((*body.documents, *body.questions))
    return [f"{who} returned it to the beneficiary ({body.reason}): {wanted}", *_with_note(body.note)]


def _imported(body: events.Imported, who: str, style: CaseStyle) -> list[Piece]:
    standing, zone = body.standing, zone_of(style)
    used = f"{working(standing.used)} of the promise used"
    pieces: list[Piece] = [
        f"{who} imported it from {body.channel}, opened there {moment(standing.opened_at, zone)}: ",
        f"{stage_title(standing.stage, style)} in {standing.team}, {used} by {moment(standing.as_of, zone)}",
    ]
    if standing.asked:
        wanted = "; ".join((*standing.asked.documents, *standing.asked.questions))
        pieces.append(f"; asked for since {moment(standing.asked.since, zone)}: {wanted}")
    if standing.wait:
        pieces.append(f"; waits for {standing.wait.party} since {moment(standing.wait.since, zone)}")
    passed = [mark for each in body.passed for mark in each.marks]
    return [*pieces, dim(f"  passed before, and nobody was told: {', '.join(passed)}")] if passed else pieces


def _reminded(body: events.Reminded, who: str, style: CaseStyle) -> list[Piece]:
    return [f"the beneficiary was reminded to answer by {moment(body.due, zone_of(style))}"]


def _replied(body: events.Replied, who: str, style: CaseStyle) -> list[Piece]:
    names = ", ".join(f"{each.file_name} ({each.kind})" for each in body.attachments)
    return ["the beneficiary answered" + (f" with {names}" if names else ""), *_quoted(body.text)]


def _redirected(body: events.Redirected, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} handed it to the team {body.team} ({body.reason})", *_with_note(body.note)]


def _merged(body: events.Merged, who: str, style: CaseStyle) -> list[Piece]:
    return [f"joined to {body.into}" + (", which was escalated" if body.escalate else ""), *_with_note(body.note)]


def _rung_reached(body: events.RungReached, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"the {_readable(body.clock)} clock reached {rung_title(body.rung, style)}")]


def _breached(body: events.Breached, who: str, style: CaseStyle) -> list[Piece]:
    return [bad(f"late: the {_readable(body.clock)} was due {moment(body.due, zone_of(style))}")]


def _escalated(body: events.Escalated, who: str, style: CaseStyle) -> list[Piece]:
    if body.rung is None and not body.people and not body.fallback:
        return _escalated_by_hand(body, who, style)
    cause = rung_title(body.rung, style) if body.rung else "escalation by hand"
    if body.action is Action.RAISE_PRIORITY:
        done = f"raised the priority to {body.priority}"
    elif body.action is Action.REASSIGN:
        done = f"handed it to the team {body.team}"
    else:
        done = _people_reached(body, style)
    return [warning(f"{cause}: {done}"), *_with_note(body.note)]


def _escalated_by_hand(body: events.Escalated, who: str, style: CaseStyle) -> list[Piece]:
    """What the command did; a line of its own says who was told. In cases of earlier versions nobody was."""
    to = f" to the {role_title(body.target.role, style)}" if body.target else ""
    told = "" if body.awaits_people else ", who was not told of it"
    raised = f", priority now {body.priority}" if body.priority else ""
    return [warning(f"{who} escalated it{to}{told}{raised}"), *_with_note(body.note)]


def _people_reached(body: events.Escalated, style: CaseStyle) -> str:
    """Whom an escalation reached; when it reached nobody, where it is listed."""
    wanted = (
        f"{ESCALATIONS[body.action]} {role_title(body.target.role, style)}" if body.target else ESCALATIONS[body.action]
    )
    if body.fallback and not body.people:
        return f"nobody was found{_for_role(body, style)}, nor for the fall-back: it stands on `tawasul attention`"
    people = f" {', '.join(each.id for each in body.people)}" if body.people else ""
    return wanted + people + (" (nobody was found for it, so the fall-back got it)" if body.fallback else "")


def _for_role(body: events.Escalated, style: CaseStyle) -> str:
    return f" for the {role_title(body.target.role, style)}" if body.target else ""


def _extended(body: events.Extended, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} added {working(body.by)} of working time", *_with_note(body.note)]


def _noted(body: events.Noted, who: str, style: CaseStyle) -> list[Piece]:
    if body.about and who == SYSTEM.id:  # the only note the system leaves: a duplicate was joined (domain §2.6)
        return [f"{body.about} was joined: the same request again"]
    return [f"{who} noted" + (f" about {body.about}" if body.about else ""), *_with_note(body.text)]


def _reprioritised(body: events.Reprioritised, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} set the priority {body.priority}", *_with_note(body.note)]


def _withdrawn(body: events.Withdrawn, who: str, style: CaseStyle) -> list[Piece]:
    return [_asked_for(body, who, "withdrew it"), *_quoted(body.note or "")]


def _reopened(body: events.Reopened, who: str, style: CaseStyle) -> list[Piece]:
    cause = _asked_for(body, who, "reopened it") if body.cause == "request" else _REOPENING_CAUSES[body.cause]
    return [warning(cause), *_quoted(body.text)]


def _rated(body: events.Rated, who: str, style: CaseStyle) -> list[Piece]:
    return [f"the beneficiary rated it {body.score} of 5", *_quoted(body.comment or "")]


def _closed(body: events.Closed, who: str, style: CaseStyle) -> list[Piece]:
    by = f"; {_asked_for(body, who, 'closed it')}" if body.requested_by else ""
    return [f"closed: {outcome_title(body.outcome, style)}{by}"]


def _wait_begun(body: events.WaitBegun, who: str, style: CaseStyle) -> list[Piece]:
    promise = "the promise pauses" if body.pauses else "the promise goes on"
    waits = f"{who} waits for {body.party} ({body.reason}), {working(body.limit)} at most; {promise}"
    return [waits, *_with_note(body.note)]


def _wait_ended(body: events.WaitEnded, who: str, style: CaseStyle) -> list[Piece]:
    if body.cause is WaitEnd.LIMIT:
        return [warning("the wait ended without an answer: its time is used up")]
    done = f"{who} got the answer" if body.cause is WaitEnd.ANSWERED else f"{who} went on without the answer"
    return [done, *_quoted(body.answer or ""), *_with_note(body.note)]


def _taken_up(body: events.TakenUp, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} took it up again, without waiting for the beneficiary", *_with_note(body.note)]


def _chased(body: events.Chased, who: str, style: CaseStyle) -> list[Piece]:
    whom = "the third party" if body.clock is ClockKind.THIRD_PARTY else "whoever was asked"
    return [f"{whom} is to be reminded: the answer is due {moment(body.due, zone_of(style))}"]


def _consulted(body: events.Consulted, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} asked {body.to}, {working(body.limit)} to answer", *_quoted(body.question)]


def _consultation_answered(body: events.ConsultationAnswered, who: str, style: CaseStyle) -> list[Piece]:
    if body.way:
        of = f" of {body.said_by}" if body.said_by else ""
        return [f"{who} entered the answer{of}, given by {_readable(body.way)}", *_quoted(body.answer)]
    return [f"{who} answered the question", *_quoted(body.answer)]


def _interim_replied(body: events.InterimReplied, who: str, style: CaseStyle) -> list[Piece]:
    text = " / ".join(dict.fromkeys(body.reply.texts.values()))
    return [f"{who} sent the beneficiary a message that decides nothing", *_quoted(text), *_with_note(body.note)]


def _reclassification_asked(body: events.ReclassificationAsked, who: str, style: CaseStyle) -> list[Piece]:
    again = ", first stage again" if body.assess_again else ""
    return [f"{who} corrected what it is about ({_classified(body) or 'nothing else'}{again})", *_with_note(body.note)]


def _reclassified(body: events.Reclassified, who: str, style: CaseStyle) -> list[Piece]:
    promise = "; promise and ladder of the service apply, the time used stays" if body.terms else ""
    found = f"; first stage: priority {body.assessment.priority}" if body.assessment else ""
    return [f"it is about {_classified(body) or 'the same'}{promise}{found}"]


def _not_reclassified(body: events.NotReclassified, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"the correction changed nothing: the policy does not know {', '.join(body.unknown)}")]


def _appealed(body: events.Appealed, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"{_asked_for(body, who, 'appealed')}; the appeal is {body.appeal}"), *_quoted(body.text)]


def _appeal_opened(body: events.AppealOpened, who: str, style: CaseStyle) -> list[Piece]:
    return [f"the appeal {body.appeal} is with the team {body.team}"]


def _appeal_concluded(body: events.AppealConcluded, who: str, style: CaseStyle) -> list[Piece]:
    return [
        f"the appeal {body.appeal} {'is closed' if body.over else 'was decided'}: {outcome_title(body.outcome, style)}"
    ]


def _split_asked(body: events.SplitAsked, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} splits it: a second matter ({_classified(body)}) becomes {body.second}", *_with_note(body.note)]


def _split(body: events.SplitOff, who: str, style: CaseStyle) -> list[Piece]:
    return [f"the second matter ({body.service}) is the case {body.second}, with the team {body.team}"]


def _not_split(body: events.NotSplit, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"no second case was opened: the policy does not know {', '.join(body.unknown)}")]


def _documents_seen(body: events.DocumentsSeen, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} saw {', '.join(body.documents)}"]


def _reminder_given(body: events.ReminderGiven, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"the beneficiary reminded us, {body.number}×")]


def _classified(body: events.ReclassificationAsked | events.Reclassified | events.SplitAsked) -> str:
    named = (("service", body.service), ("section", body.section), ("problem", body.problem))
    return ", ".join(f"{name} {code}" for name, code in named if code)


def _asked_for(body: events.Requested, who: str, done: str) -> str:
    """Who did something: the beneficiary, or staff because somebody asked them to, and how."""
    if not body.requested_by or not body.way:
        return f"the beneficiary {done}"
    return f"{who} {done}: the {_readable(body.requested_by)} asked for it by {_readable(body.way)}"


def _calendar_replaced(body: events.CalendarChanged, who: str, style: CaseStyle) -> list[Piece]:
    before, after = moment(body.due_before, zone_of(style)), moment(body.due_after, zone_of(style))
    moved = f"; due moved from {before} to {after}" if before != after else ""
    return [f"calendar {body.change.calendar} {body.change.version}: {body.why}{moved}"]


def _migrated(body: events.Migrated, who: str, style: CaseStyle) -> list[Piece]:
    before, after = moment(body.due_before, zone_of(style)), moment(body.due_after, zone_of(style))
    moved = f"; due moved from {before} to {after}" if before != after else ""
    return [f"{who} put it under policy {body.version}, from {body.version_before}: {body.why}{moved}"]


def _notice_sent(body: events.NoticeSent, who: str, style: CaseStyle) -> list[Piece]:
    return [dim(f"{body.channel} sent to the {audience_of(body.key)}")]


def _notice_failed(body: events.NoticeFailed, who: str, style: CaseStyle) -> list[Piece]:
    failed = f"{body.channel} to the {audience_of(body.key)} could not be delivered ({body.error})"
    return [bad(f"{failed}: see `tawasul notices --failed`")]


def _refused(body: events.SignalRefused, who: str, style: CaseStyle) -> list[Piece]:
    kind = "of no kind" if body.command == str(None) else body.command
    return [dim(f"a message {kind} was refused ({body.code}) while {stage_title(body.stage, style)}")]


def _reconciled(body: events.Reconciled, who: str, style: CaseStyle) -> list[Piece]:
    lost = ", ".join(f"{each.kind} by {each.actor}" for each in body.lost if each.command_id) or "no command"
    informed = "; the beneficiary is told what is in force" if body.misinformed else ""
    return [warning(f"two stories from event {body.first} on: this one counts, lost are {lost}{informed}")]


def _resumed(body: events.Resumed, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_STOPS[body.cause])]


def _erased(body: events.Erased, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"erased by {who}: {ERASURE_REASON[body.reason].en}")]


def _with_note(text: str | None) -> list[Piece]:
    return [dim("  note: "), text] if text else []


def _quoted(text: str) -> list[Piece]:
    return ["  «", text, "»"] if text else []


def audience_of(key: str) -> str:
    """The audience of a notice, by its key."""
    try:
        return _readable(NoticeKey.parse(key).audience)
    except ValueError:  # somebody changed the record bypassing constraints and grants: the audit names it
        return "recipient"


def _fault_linked(body: events.FaultLinked, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(f"one of the fault {body.fault}")]


def _fault_known(body: events.FaultKnown, who: str, style: CaseStyle) -> list[Piece]:
    return [f"the fault {body.fault} is known: the beneficiary is told"]


def _fault_unlinked(body: events.FaultUnlinked, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} took it off the fault {body.fault}", *_with_note(body.note)]


def _with_article(thing: str) -> str:
    """`a citizen`, `an employee`."""
    return f"{'an' if thing.startswith(tuple('aeiou')) else 'a'} {_readable(thing)}"


def _readable(code: str) -> str:
    return code.replace("_", " ")


SENTENCES: dict[type[Body], Callable[[Any, str, CaseStyle], list[Piece]]] = {
    events.Opened: _opened,
    events.Imported: _imported,
    events.Assessed: _assessed,
    events.Claimed: _claimed,
    events.Released: _released,
    events.Assigned: _assigned,
    events.Proposed: _proposed,
    events.Confirmed: _confirmed,
    events.SentBack: _sent_back,
    events.Resolved: _resolved,
    events.Asked: _asked,
    events.Reminded: _reminded,
    events.Replied: _replied,
    events.Redirected: _redirected,
    events.Merged: _merged,
    events.RungReached: _rung_reached,
    events.Breached: _breached,
    events.Escalated: _escalated,
    events.Extended: _extended,
    events.Noted: _noted,
    events.Reprioritised: _reprioritised,
    events.Withdrawn: _withdrawn,
    events.Reopened: _reopened,
    events.Rated: _rated,
    events.Closed: _closed,
    events.CalendarChanged: _calendar_replaced,
    events.Migrated: _migrated,
    events.NoticeSent: _notice_sent,
    events.NoticeFailed: _notice_failed,
    events.SignalRefused: _refused,
    events.Reconciled: _reconciled,
    events.Resumed: _resumed,
    events.Erased: _erased,
    events.WaitBegun: _wait_begun,
    events.WaitEnded: _wait_ended,
    events.TakenUp: _taken_up,
    events.Chased: _chased,
    events.Consulted: _consulted,
    events.ConsultationAnswered: _consultation_answered,
    events.InterimReplied: _interim_replied,
    events.ReclassificationAsked: _reclassification_asked,
    events.Reclassified: _reclassified,
    events.NotReclassified: _not_reclassified,
    events.Appealed: _appealed,
    events.AppealOpened: _appeal_opened,
    events.AppealConcluded: _appeal_concluded,
    events.SplitAsked: _split_asked,
    events.SplitOff: _split,
    events.NotSplit: _not_split,
    events.DocumentsSeen: _documents_seen,
    events.ReminderGiven: _reminder_given,
    events.SharedOut: shared_out,
    events.NobodyAvailable: nobody_available,
    events.FaultLinked: _fault_linked,
    events.FaultKnown: _fault_known,
    events.FaultUnlinked: _fault_unlinked,
}
"""The sentence of every type of event; the function gets the body, who acted, and how its case is presented."""
