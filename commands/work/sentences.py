"""The sentence that describes an event of a case, for every type of event."""

from collections.abc import Callable
from typing import Any

from commands.common.code_words import word
from commands.common.labels import EFFECT, ERASURE_REASON, name_of
from commands.common.language import N_, _, in_arabic, listed
from commands.common.terminal import Piece, bad, dim, good, moment, warning, working
from commands.common.titles import outcome_title, role_title, stage_title, zone_of
from commands.work.sharing_words import nobody_available, shared_out
from models.case import events
from models.case.actor import SYSTEM
from models.case.events import Body, Event
from models.case.style import CaseStyle
from models.codes import Action, ClockKind, DecisionKind, StopCause, WaitEnd
from models.notices.key import NoticeKey

_DECISIONS = {
    DecisionKind.APPROVE: N_("{who} approved: {outcome} ({why}), "),
    DecisionKind.REJECT: N_("{who} rejected: {outcome} ({why}), "),
    DecisionKind.REDIRECT: N_("{who} redirected: {outcome} ({why}), "),
    DecisionKind.ASK: N_("{who} asked: {outcome} ({why}), "),
}
_REOPENING_CAUSES = {
    "retry_failed": N_("the e-service failed again, so it was reopened"),
    "low_rating": N_("the low rating reopened it"),
}
_STOPS = {
    StopCause.CANCELLED: N_("Temporal was asked to cancel it: refused, only its own rules end a case"),
    StopCause.TERMINATED: N_("its workflow was terminated in Temporal: started again from the records"),
    StopCause.FAILED: N_("its workflow failed: started again from the records"),
    StopCause.TIMED_OUT: N_("its workflow timed out: started again from the records"),
    StopCause.LOST: N_("Temporal had lost its workflow: started again from the records"),
}
_WITHDREW = (
    N_("the beneficiary withdrew it"),
    N_("{who} withdrew it: the {requested_by} asked for it by {way}"),
)
_REOPENED = (
    N_("the beneficiary reopened it"),
    N_("{who} reopened it: the {requested_by} asked for it by {way}"),
)
_CLOSED = (
    N_("the beneficiary closed it"),
    N_("{who} closed it: the {requested_by} asked for it by {way}"),
)
_APPEALED = (
    N_("the beneficiary appealed"),
    N_("{who} appealed: the {requested_by} asked for it by {way}"),
)
"""What a beneficiary did, and what staff did because somebody asked them to, and how."""
ESCALATIONS = {
    Action.NOTIFY: N_("told the {role}"),
    Action.INFORM: N_("informed the {role}"),
    Action.HAND_OVER: N_("handed over to the {role}"),
}


def sentence(event: Event, style: CaseStyle) -> list[Piece]:
    """The sentence of one event, told as its case is."""
    return SENTENCES[type(event.body)](event.body, name_of(event.actor), style)


def _opened(body: events.Opened, who: str, style: CaseStyle) -> list[Piece]:
    if body.appeal_of:
        return [
            warning(_("appeal against {reference}", reference=body.appeal_of.reference)),
            _(", for {service}; {apart_from}", service=body.service, apart_from=_apart_from(body.appeal_of)),
        ]
    filed = _(
        "filed for {service} by {applicant_type} through {channel}",
        service=body.service,
        applicant_type=_with_article(body.applicant_type),
        channel=body.channel,
    )
    return [
        _("{filed}; taken out of {reference}", filed=filed, reference=body.split_of.reference)
        if body.split_of
        else filed
    ]


def _apart_from(about: events.AppealOf) -> str:
    """Who may not decide an appeal."""
    people = ", ".join(about.took_part) or _("nobody of staff")
    took_part = _("{people} took part in that one", people=people) + (
        _(" and may not decide") if about.took_part else ""
    )
    others = (*(about.levels or ()), *(_("the team {team}", team=team) for team in about.apart))
    return took_part + (_("; of another level are: {others}", others=listed(others)) if others else "")


def _assessed(body: events.Assessed, who: str, style: CaseStyle) -> list[Piece]:
    found = body.assessment
    rules = _(" by {rules}", rules=listed(found.rules)) if found.rules else ""
    return [
        _(
            "first stage: {effect}{rules}; team {team}, priority {priority}",
            effect=_(EFFECT[found.effect]),
            rules=rules,
            team=found.team,
            priority=word(found.priority),
        )
    ]


def _claimed(body: events.Claimed, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took it", who=who)]


def _released(body: events.Released, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} put it back into the queue", who=who)]


def _assigned(body: events.Assigned, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} gave it to {id}", who=who, id=body.to.id)]


def _proposed(body: events.Proposed, who: str, style: CaseStyle) -> list[Piece]:
    decision = f"{outcome_title(body.outcome, style)} ({body.reason})"
    return [
        _("{who} proposed: {decision}; another person has to agree", who=who, decision=decision),
        *_with_note(body.note),
    ]


def _confirmed(body: events.Confirmed, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} agreed as {step}; another person has to agree", who=who, step=body.step), *_with_note(body.note)]


def _sent_back(body: events.SentBack, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} sent the proposal back", who=who), *_with_note(body.note)]


def _resolved(body: events.Resolved, who: str, style: CaseStyle) -> list[Piece]:
    why = ", ".join(part for part in (body.reason, body.authority) if part)
    on_time = good(_("in time")) if body.in_time else bad(_("late"))
    return [
        _(_DECISIONS[body.decision], who=who, outcome=outcome_title(body.outcome, style), why=why),
        on_time,
        *_with_note(body.note),
    ]


def _asked(body: events.Asked, who: str, style: CaseStyle) -> list[Piece]:
    wanted = _("; ").join((*body.documents, *body.questions))
    return [
        _("{who} returned it to the beneficiary ({reason}): {wanted}", who=who, reason=body.reason, wanted=wanted),
        *_with_note(body.note),
    ]


def _imported(body: events.Imported, who: str, style: CaseStyle) -> list[Piece]:
    standing, zone = body.standing, zone_of(style)
    used = _("{time} of the promise used", time=working(standing.used))
    pieces: list[Piece] = [
        _(
            "{who} imported it from {channel}, opened there {at}: ",
            who=who,
            channel=body.channel,
            at=moment(standing.opened_at, zone),
        ),
        _(
            "{stage} in {team}, {used} by {at}",
            stage=stage_title(standing.stage, style),
            team=standing.team,
            used=used,
            at=moment(standing.as_of, zone),
        ),
    ]
    if standing.asked:
        wanted = _("; ").join((*standing.asked.documents, *standing.asked.questions))
        pieces.append(_("; asked for since {at}: {wanted}", at=moment(standing.asked.since, zone), wanted=wanted))
    if standing.wait:
        pieces.append(
            _("; waits for {party} since {at}", party=standing.wait.party, at=moment(standing.wait.since, zone))
        )
    passed = [mark for each in body.passed for mark in each.marks]
    return (
        [*pieces, dim(_("  passed before, and nobody was told: {passed}", passed=listed(passed)))] if passed else pieces
    )


def _reminded(body: events.Reminded, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the beneficiary was reminded to answer by {at}", at=moment(body.due, zone_of(style)))]


def _replied(body: events.Replied, who: str, style: CaseStyle) -> list[Piece]:
    names = ", ".join(f"{each.file_name} ({each.kind})" for each in body.attachments)
    return [_("the beneficiary answered") + (_(" with {names}", names=names) if names else ""), *_quoted(body.text)]


def _redirected(body: events.Redirected, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _("{who} handed it to the team {team} ({reason})", who=who, team=body.team, reason=body.reason),
        *_with_note(body.note),
    ]


def _merged(body: events.Merged, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _("joined to {into}", into=body.into) + (_(", which was escalated") if body.escalate else ""),
        *_with_note(body.note),
    ]


def _rung_reached(body: events.RungReached, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("the {clock} clock reached {rung}", clock=_readable(body.clock), rung=body.rung))]


def _breached(body: events.Breached, who: str, style: CaseStyle) -> list[Piece]:
    return [bad(_("late: the {clock} was due {at}", clock=_readable(body.clock), at=moment(body.due, zone_of(style))))]


def _escalated(body: events.Escalated, who: str, style: CaseStyle) -> list[Piece]:
    if body.rung is None and not body.people and not body.fallback:
        return _escalated_by_hand(body, who, style)
    cause = _("rung {rung}", rung=body.rung) if body.rung else _("escalation by hand")
    if body.action is Action.RAISE_PRIORITY:
        done = _("raised the priority to {priority}", priority=word(body.priority))
    elif body.action is Action.REASSIGN:
        done = _("handed it to the team {team}", team=body.team)
    else:
        done = _people_reached(body, style)
    return [warning(f"{cause}: {done}"), *_with_note(body.note)]


def _escalated_by_hand(body: events.Escalated, who: str, style: CaseStyle) -> list[Piece]:
    """What the command did; a line of its own says who was told. In cases of earlier versions nobody was."""
    to = _(" to the {role}", role=role_title(body.target.role, style)) if body.target else ""
    told = "" if body.awaits_people else _(", who was not told of it")
    raised = _(", priority now {priority}", priority=word(body.priority)) if body.priority else ""
    return [
        warning(_("{who} escalated it{to}{told}{raised}", who=who, to=to, told=told, raised=raised)),
        *_with_note(body.note),
    ]


def _people_reached(body: events.Escalated, style: CaseStyle) -> str:
    """Whom an escalation reached; when it reached nobody, where it is listed."""
    wanted = _(ESCALATIONS[body.action], role=role_title(body.target.role, style) if body.target else "").rstrip()
    if body.fallback and not body.people:
        return _(
            "nobody was found{for_role}, nor for the fall-back: it stands on `tawasul attention`",
            for_role=_for_role(body, style),
        )
    people = f" {listed(each.id for each in body.people)}" if body.people else ""
    return wanted + people + (_(" (nobody was found for it, so the fall-back got it)") if body.fallback else "")


def _for_role(body: events.Escalated, style: CaseStyle) -> str:
    return _(" for the {role}", role=role_title(body.target.role, style)) if body.target else ""


def _extended(body: events.Extended, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} added {time} of working time", who=who, time=working(body.by)), *_with_note(body.note)]


def _noted(body: events.Noted, who: str, style: CaseStyle) -> list[Piece]:
    if body.about and who == SYSTEM.id:  # the only note the system leaves: a duplicate was joined (domain §2.6)
        return [_("{about} was joined: the same request again", about=body.about)]
    return [
        _("{who} noted", who=who) + (_(" about {about}", about=body.about) if body.about else ""),
        *_with_note(body.text),
    ]


def _reprioritised(body: events.Reprioritised, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} set the priority {priority}", who=who, priority=word(body.priority)), *_with_note(body.note)]


def _withdrawn(body: events.Withdrawn, who: str, style: CaseStyle) -> list[Piece]:
    return [_asked_for(body, who, _WITHDREW), *_quoted(body.note or "")]


def _reopened(body: events.Reopened, who: str, style: CaseStyle) -> list[Piece]:
    cause = _asked_for(body, who, _REOPENED) if body.cause == "request" else _(_REOPENING_CAUSES[body.cause])
    return [warning(cause), *_quoted(body.text)]


def _rated(body: events.Rated, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the beneficiary rated it {score} of 5", score=body.score), *_quoted(body.comment or "")]


def _closed(body: events.Closed, who: str, style: CaseStyle) -> list[Piece]:
    by = f"; {_asked_for(body, who, _CLOSED)}" if body.requested_by else ""
    return [_("closed: {outcome}{by}", outcome=outcome_title(body.outcome, style), by=by)]


def _wait_begun(body: events.WaitBegun, who: str, style: CaseStyle) -> list[Piece]:
    promise = _("the promise pauses") if body.pauses else _("the promise goes on")
    waits = _(
        "{who} waits for {party} ({reason}), {time} at most; {promise}",
        who=who,
        party=body.party,
        reason=body.reason,
        time=working(body.limit),
        promise=promise,
    )
    return [waits, *_with_note(body.note)]


def _wait_ended(body: events.WaitEnded, who: str, style: CaseStyle) -> list[Piece]:
    if body.cause is WaitEnd.LIMIT:
        return [warning(_("the wait ended without an answer: its time is used up"))]
    done = (
        _("{who} got the answer", who=who)
        if body.cause is WaitEnd.ANSWERED
        else _("{who} went on without the answer", who=who)
    )
    return [done, *_quoted(body.answer or ""), *_with_note(body.note)]


def _taken_up(body: events.TakenUp, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took it up again, without waiting for the beneficiary", who=who), *_with_note(body.note)]


def _chased(body: events.Chased, who: str, style: CaseStyle) -> list[Piece]:
    whom = _("the third party") if body.clock is ClockKind.THIRD_PARTY else _("whoever was asked")
    return [_("{whom} is to be reminded: the answer is due {at}", whom=whom, at=moment(body.due, zone_of(style)))]


def _consulted(body: events.Consulted, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _("{who} asked {to}, {time} to answer", who=who, to=body.to, time=working(body.limit)),
        *_quoted(body.question),
    ]


def _consultation_answered(body: events.ConsultationAnswered, who: str, style: CaseStyle) -> list[Piece]:
    if body.way:
        of = _(" of {said_by}", said_by=body.said_by) if body.said_by else ""
        return [
            _("{who} entered the answer{of}, given by {way}", who=who, of=of, way=_readable(body.way)),
            *_quoted(body.answer),
        ]
    return [_("{who} answered the question", who=who), *_quoted(body.answer)]


def _interim_replied(body: events.InterimReplied, who: str, style: CaseStyle) -> list[Piece]:
    text = " / ".join(dict.fromkeys(body.reply.texts.values()))
    return [
        _("{who} sent the beneficiary a message that decides nothing", who=who),
        *_quoted(text),
        *_with_note(body.note),
    ]


def _recalled(body: events.Recalled, who: str, style: CaseStyle) -> list[Piece]:
    return [f"{who} took the official reply back before it was sent", *_with_note(body.note)]


def _reply_final(body: events.ReplyFinal, who: str, style: CaseStyle) -> list[Piece]:
    return ["the official reply goes out: the time to recall it is over"]


def _reclassification_asked(body: events.ReclassificationAsked, who: str, style: CaseStyle) -> list[Piece]:
    again = _(", first stage again") if body.assess_again else ""
    return [
        _(
            "{who} corrected what it is about ({classified}{again})",
            who=who,
            classified=_classified(body) or _("nothing else"),
            again=again,
        ),
        *_with_note(body.note),
    ]


def _reclassified(body: events.Reclassified, who: str, style: CaseStyle) -> list[Piece]:
    promise = _("; promise and ladder of the service apply, the time used stays") if body.terms else ""
    found = _("; first stage: priority {priority}", priority=word(body.assessment.priority)) if body.assessment else ""
    return [
        _(
            "it is about {classified}{promise}{found}",
            classified=_classified(body) or _("the same"),
            promise=promise,
            found=found,
        )
    ]


def _not_reclassified(body: events.NotReclassified, who: str, style: CaseStyle) -> list[Piece]:
    return [
        warning(_("the correction changed nothing: the policy does not know {unknown}", unknown=listed(body.unknown)))
    ]


def _appealed(body: events.Appealed, who: str, style: CaseStyle) -> list[Piece]:
    return [
        warning(
            _("{asked_for}; the appeal is {appeal}", asked_for=_asked_for(body, who, _APPEALED), appeal=body.appeal)
        ),
        *_quoted(body.text),
    ]


def _appeal_opened(body: events.AppealOpened, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the appeal {appeal} is with the team {team}", appeal=body.appeal, team=body.team)]


def _appeal_concluded(body: events.AppealConcluded, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _(
            N_("the appeal {appeal} is closed: {outcome}")
            if body.over
            else N_("the appeal {appeal} was decided: {outcome}"),
            appeal=body.appeal,
            outcome=outcome_title(body.outcome, style),
        )
    ]


def _split_asked(body: events.SplitAsked, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _(
            "{who} splits it: a second matter ({classified}) becomes {second}",
            who=who,
            classified=_classified(body),
            second=body.second,
        ),
        *_with_note(body.note),
    ]


def _split(body: events.SplitOff, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _(
            "the second matter ({service}) is the case {second}, with the team {team}",
            service=body.service,
            second=body.second,
            team=body.team,
        )
    ]


def _not_split(body: events.NotSplit, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("no second case was opened: the policy does not know {unknown}", unknown=listed(body.unknown)))]


def _documents_seen(body: events.DocumentsSeen, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} saw {documents}", who=who, documents=listed(body.documents))]


def _reminder_given(body: events.ReminderGiven, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("the beneficiary reminded us, {number}×", number=body.number))]


def _classified(body: events.ReclassificationAsked | events.Reclassified | events.SplitAsked) -> str:
    named = ((_("service"), body.service), (_("section"), body.section), (_("problem"), body.problem))
    return listed(f"{name} {code}" for name, code in named if code)


def _asked_for(body: events.Requested, who: str, done: tuple[str, str]) -> str:
    """Who did something: the beneficiary, or staff because somebody asked them to, and how."""
    themselves, by_staff = done
    if not body.requested_by or not body.way:
        return _(themselves)
    return _(
        by_staff,
        who=who,
        requested_by=_readable(body.requested_by),
        way=_readable(body.way),
    )


def _calendar_replaced(body: events.CalendarChanged, who: str, style: CaseStyle) -> list[Piece]:
    before, after = moment(body.due_before, zone_of(style)), moment(body.due_after, zone_of(style))
    moved = _("; due moved from {before} to {after}", before=before, after=after) if before != after else ""
    return [
        _(
            "calendar {calendar} {version}: {why}{moved}",
            calendar=body.change.calendar,
            version=body.change.version,
            why=body.why,
            moved=moved,
        )
    ]


def _migrated(body: events.Migrated, who: str, style: CaseStyle) -> list[Piece]:
    before, after = moment(body.due_before, zone_of(style)), moment(body.due_after, zone_of(style))
    moved = _("; due moved from {before} to {after}", before=before, after=after) if before != after else ""
    return [
        _(
            "{who} put it under policy {version}, from {version_before}: {why}{moved}",
            who=who,
            version=body.version,
            version_before=body.version_before,
            why=body.why,
            moved=moved,
        )
    ]


def _notice_sent(body: events.NoticeSent, who: str, style: CaseStyle) -> list[Piece]:
    return [dim(_("{channel} sent to the {key}", channel=body.channel, key=audience_of(body.key)))]


def _notice_failed(body: events.NoticeFailed, who: str, style: CaseStyle) -> list[Piece]:
    failed = _(
        "{channel} to the {key} could not be delivered ({error})",
        channel=body.channel,
        key=audience_of(body.key),
        error=body.error,
    )
    return [bad(_("{failed}: see `tawasul notices --failed`", failed=failed))]


def _refused(body: events.SignalRefused, who: str, style: CaseStyle) -> list[Piece]:
    kind = _("of no kind") if body.command == str(None) else body.command
    return [
        dim(
            _(
                "a message {kind} was refused ({code}) while {stage}",
                kind=kind,
                code=body.code,
                stage=stage_title(body.stage, style),
            )
        )
    ]


def _reconciled(body: events.Reconciled, who: str, style: CaseStyle) -> list[Piece]:
    lost = ", ".join(
        _("{kind} by {actor}", kind=each.kind, actor=each.actor) for each in body.lost if each.command_id
    ) or _("no command")
    informed = _("; the beneficiary is told what is in force") if body.misinformed else ""
    return [
        warning(
            _(
                "two stories from event {first} on: this one counts, lost are {lost}{informed}",
                first=body.first,
                lost=lost,
                informed=informed,
            )
        )
    ]


def _resumed(body: events.Resumed, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_(_STOPS[body.cause]))]


def _erased(body: events.Erased, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("erased by {who}: {why}", who=who, why=ERASURE_REASON[body.reason].word))]


def _with_note(text: str | None) -> list[Piece]:
    return [dim(_("  note: ")), text] if text else []


def _quoted(text: str) -> list[Piece]:
    return ["  «", text, "»"] if text else []


def audience_of(key: str) -> str:
    """The audience of a notice, by its key."""
    try:
        return _readable(NoticeKey.parse(key).audience)
    except ValueError:  # somebody changed the record bypassing constraints and grants: the audit names it
        return _("recipient")


def _fault_linked(body: events.FaultLinked, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("one of the fault {fault}", fault=body.fault))]


def _fault_known(body: events.FaultKnown, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the fault {fault} is known: the beneficiary is told", fault=body.fault)]


def _fault_unlinked(body: events.FaultUnlinked, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took it off the fault {fault}", who=who, fault=body.fault), *_with_note(body.note)]


def _with_article(thing: str) -> str:
    """`a citizen`, `an employee`."""
    if in_arabic():
        return thing
    return f"{'an' if thing.startswith(tuple('aeiou')) else 'a'} {_readable(thing)}"


def _readable(code: str) -> str:
    return word(code).replace("_", " ")


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
    events.Recalled: _recalled,
    events.ReplyFinal: _reply_final,
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
