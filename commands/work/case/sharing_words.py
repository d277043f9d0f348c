"""Why a case was given to somebody by the rule of their team, or to nobody, in words."""

from collections.abc import Iterable

from commands.common.terminal import Piece, counted, dim, moment, warning
from commands.common.words.labels import PASSED_OVER, SHARE_BY, name_of
from commands.common.words.language import _, listed
from commands.common.words.titles import zone_of
from models.case import events
from models.case.style import CaseStyle
from models.codes import PassedOver, ShareBy
from models.sharing import Colleague


def shared_out(body: events.SharedOut, who: str, style: CaseStyle) -> list[Piece]:
    """To whom it was given, by which rule, what spoke for them, and who was passed over."""
    chosen = next((each for each in body.among if each.id == body.to.id), None)
    why = f": {_grounds(body, chosen, style)}" if chosen else ""
    what = _("the step {step} ", step=body.step) if body.step else ""
    given = _("{what}given to {to} {rule}", what=what, to=name_of(body.to), rule=SHARE_BY[body.by].word)
    return [f"{given}{why}{_needed(body.skills)}", *_others(body.among)]


def nobody_available(body: events.NobodyAvailable, who: str, style: CaseStyle) -> list[Piece]:
    """That nobody could get it, and why each could not."""
    team = (
        _("nobody of {team} is available", team=body.team)
        if body.among
        else _("nobody works in {team}", team=body.team)
    )
    what = _(" for the step {step}", step=body.step) if body.step else ""
    return [
        warning(
            _(
                "{team}{what}{needed}: it is tried again from time to time",
                team=team,
                what=what,
                needed=_needed(body.skills),
            )
        ),
        *_others(body.among),
    ]


def _grounds(body: events.SharedOut, chosen: Colleague, style: CaseStyle) -> str:
    """`held 3 requests, the fewest`, `nothing given since 2026-01-06 09:12, the longest`."""
    last = (
        _("nothing given since {at}", at=moment(chosen.last_at, zone_of(style)))
        if chosen.last_at
        else _("nothing given yet")
    )
    if body.by is not ShareBy.LEAST_LOADED:
        return _("{last}, the longest", last=last)
    alike = [each for each in body.among if not each.passed_over and each.load == chosen.load]
    held = _("held {count}, the fewest", count=counted(chosen.load, "request"))
    return (
        _("{held}; {last}, the longest of {count} alike", held=held, last=last, count=len(alike))
        if len(alike) > 1
        else held
    )


def _needed(skills: tuple[str, ...]) -> str:
    return _(" (needs {skills})", skills=listed(skills)) if skills else ""


def _others(among: Iterable[Colleague]) -> list[Piece]:
    passed = [f"{each.id} ({_reason(each, each.passed_over)})" for each in among if each.passed_over]
    return [dim(_("  passed over: ")), listed(passed)] if passed else []


def _reason(colleague: Colleague, why: PassedOver) -> str:
    said = PASSED_OVER[why].word
    return listed([said, counted(colleague.load, "request")]) if why is PassedOver.FULL else said
