"""The list of who looked at what, for people."""

from collections.abc import Sequence
from datetime import datetime

from activities.views import ViewEntry
from commands.common import terminal
from commands.common.words.code_words import word
from commands.common.words.language import _, in_arabic, listed


def show_views(found: Sequence[ViewEntry]) -> None:
    """Print views, a line each."""
    zone = terminal.local_zone()
    rows: list[list[terminal.Piece]] = [
        [
            str(each.id),
            terminal.moment(each.at, zone),
            _("{by} for {stands_in_for}", by=each.by, stands_in_for=each.stands_in_for)
            if each.stands_in_for
            else each.by,
            word(each.role, "Role"),
            _what(each),
            each.reference or terminal.counted(each.cases, "case"),
            _about(each),
            each.why or terminal.NONE,
        ]
        for each in found
    ]
    terminal.table(("view", "at", "who looked", "role", "what", "request", "found by", "why"), rows)


def _what(view: ViewEntry) -> terminal.Piece:
    """What was done: `look`, `look with numbers`, or that a look was not allowed."""
    if view.reference and not view.cases:
        return terminal.bad(_("{verb} refused", verb=word(view.verb, "Verb")))
    return (word(view.verb, "Verb") if in_arabic() else view.verb.replace("_", "-")) + (
        _(" with numbers") if view.numbers else ""
    )


def _about(view: ViewEntry) -> str:
    """By what cases were looked for, or the break-glass that opened the case, or how long it lasts."""
    if view.until:
        return _("until {at}", at=terminal.moment(view.until, terminal.local_zone()))
    if view.break_glass:
        return _("break-glass {break_glass}", break_glass=view.break_glass)
    asked = (name if value is True else f"{name} {_short(value)}" for name, value in view.about.items())
    return listed(asked) or terminal.NONE


def _short(value: object) -> str:
    """A value of a filter; of the hashes of a number the beginning of the first, by which searches are compared."""
    if isinstance(value, list) and value:
        return f"{str(value[0])[:8]}…"
    try:
        return terminal.moment(datetime.fromisoformat(str(value)), terminal.local_zone())
    except ValueError:
        return str(value)
