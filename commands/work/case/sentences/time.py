"""In sentences: what falls due, and what moves it: rungs, breaches, escalations, extensions, calendars."""

from commands.common.terminal import Piece, bad, moment, warning, working
from commands.common.words.code_words import in_words, word
from commands.common.words.language import N_, _, listed
from commands.common.words.pack_titles import team_name
from commands.common.words.titles import role_title, rung_title, zone_of
from commands.work.case.sentences.wording import Sentence, with_note
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle
from models.codes import Action, ClockKind

ESCALATIONS = {
    Action.NOTIFY: N_("told the {role}"),
    Action.INFORM: N_("informed the {role}"),
    Action.HAND_OVER: N_("handed over to the {role}"),
}


def _rung_reached(body: events.RungReached, who: str, style: CaseStyle) -> list[Piece]:
    reached = {"clock": in_words(body.clock), "rung": rung_title(body.rung, style)}
    return [warning(_("the {clock} clock reached {rung}", **reached))]


def _breached(body: events.Breached, who: str, style: CaseStyle) -> list[Piece]:
    return [bad(_("late: the {clock} was due {at}", clock=in_words(body.clock), at=moment(body.due, zone_of(style))))]


def _escalated(body: events.Escalated, who: str, style: CaseStyle) -> list[Piece]:
    if body.rung is None and not body.people and not body.fallback:
        return _escalated_by_hand(body, who, style)
    cause = rung_title(body.rung, style) if body.rung else _("escalation by hand")
    if body.action is Action.RAISE_PRIORITY:
        done = _("raised the priority to {priority}", priority=word(body.priority))
    elif body.action is Action.REASSIGN:
        done = _("handed it to the team {team}", team=team_name(body.team))
    else:
        done = _people_reached(body, style)
    return [warning(f"{cause}: {done}"), *with_note(body.note)]


def _escalated_by_hand(body: events.Escalated, who: str, style: CaseStyle) -> list[Piece]:
    """What the command did; a line of its own says who was told. In cases of earlier versions nobody was."""
    to = _(" to the {role}", role=role_title(body.target.role, style)) if body.target else ""
    told = "" if body.awaits_people else _(", who was not told of it")
    raised = _(", priority now {priority}", priority=word(body.priority)) if body.priority else ""
    return [
        warning(_("{who} escalated it{to}{told}{raised}", who=who, to=to, told=told, raised=raised)),
        *with_note(body.note),
    ]


def _people_reached(body: events.Escalated, style: CaseStyle) -> str:
    """Whom an escalation reached; when it reached nobody, where it is listed."""
    wanted = _(ESCALATIONS[body.action], role=role_title(body.target.role, style) if body.target else "").rstrip()
    if body.fallback and not body.people:
        return _(
            "nobody was found{for_role}, nor for the fall-back: it stands on `tawasul attention`",
            for_role=_for_role(body, style),
        )
    people = _(" {names}", names=listed(each.id for each in body.people)) if body.people else ""
    return wanted + people + (_(" (nobody was found for it, so the fall-back got it)") if body.fallback else "")


def _for_role(body: events.Escalated, style: CaseStyle) -> str:
    return _(" for the {role}", role=role_title(body.target.role, style)) if body.target else ""


def _extended(body: events.Extended, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} added {time} of working time", who=who, time=working(body.by)), *with_note(body.note)]


def _chased(body: events.Chased, who: str, style: CaseStyle) -> list[Piece]:
    whom = _("the third party") if body.clock is ClockKind.THIRD_PARTY else _("whoever was asked")
    return [_("{whom} is to be reminded: the answer is due {at}", whom=whom, at=moment(body.due, zone_of(style)))]


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


SENTENCES: dict[type[Body], Sentence] = {
    events.RungReached: _rung_reached,
    events.Breached: _breached,
    events.Escalated: _escalated,
    events.Extended: _extended,
    events.CalendarChanged: _calendar_replaced,
    events.Chased: _chased,
}
