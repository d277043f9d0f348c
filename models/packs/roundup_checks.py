"""Checks of roundups, of the routes that lead into them, and of the other things by which routes choose."""

from collections.abc import Iterator
from datetime import timedelta

from models.codes import STAFF_ROLES, Audience, Channel
from models.language import Text
from models.notices.quiet import is_quiet
from models.packs.messages import ENTRIES, NUMBER, Roundup
from models.packs.pack import Pack
from models.policy import NoticeRoute
from models.problems import KeyProblem, KeyProblems, unknown_name, unknown_names
from models.text import placeholders
from models.titles import RUNGS_OF_NO_LADDER

_DAY = timedelta(days=1)
_TO_STAFF = frozenset(Audience) - {Audience.BENEFICIARY, Audience.THIRD_PARTY}


def roundup_problems(pack: Pack) -> KeyProblems:
    """Roundups that never go out or lose their entries, and routes into none, or of what cannot be told there."""
    for name, roundup in pack.roundups.items():
        yield from _times(pack, roundup, "roundups", name)
        for part in ("subject", "body"):
            yield from _text(getattr(roundup, part), "roundups", name, part)
        yield from _places(roundup.body, "roundups", name, "body")
    for place, route in enumerate(pack.routes):
        yield from _choice(pack, route, "routes", place)
        if route.roundup is not None:
            yield from _route(pack, route, route.roundup, "routes", place)


def _times(pack: Pack, roundup: Roundup, *key: str) -> KeyProblems:
    when = roundup.when
    if bool(when.at) == (when.every is not None):
        yield KeyProblem((*key, "when"), "says at which local times it goes, or every how much time: one of them")
    if when.every is not None and not timedelta(seconds=1) <= when.every <= _DAY:
        yield KeyProblem((*key, "when", "every"), "lies between a second and a day")
    for at in when.at:
        if pack.quiet and is_quiet(at, pack.quiet):
            yield KeyProblem((*key, "when", "at"), f"{at:%H:%M} lies in the quiet hours")
    if not timedelta() <= roundup.wait < _DAY:
        yield KeyProblem((*key, "wait"), "is not below nothing, and less than a day")


def _text(text: Text, *key: str) -> KeyProblems:
    for language, words in text.texts.items():
        known = {NUMBER, ENTRIES.strip("{}")} if key[-1] == "body" else {NUMBER}
        yield from unknown_names(placeholders(words), known, "placeholder", *key, language)


def _places(body: Text, *key: str) -> KeyProblems:
    for language, words in body.texts.items():
        if [line.strip() for line in words.split("\n")].count(ENTRIES) != 1 or words.count(ENTRIES) != 1:
            yield KeyProblem((*key, language), f"has {ENTRIES} once, in a line of its own")


def _choice(pack: Pack, route: NoticeRoute, *key: str | int) -> KeyProblems:
    yield from unknown_names(route.rungs, {*pack.rungs, *RUNGS_OF_NO_LADDER}, "rung", *key, "rungs")
    yield from unknown_names(route.roles, STAFF_ROLES, "role of staff", *key, "roles")


def _route(pack: Pack, route: NoticeRoute, roundup: str, *key: str | int) -> KeyProblems:
    yield from unknown_name(roundup, pack.roundups, "roundup", *key, "roundup")
    for reason in _reasons_against(pack, route):
        yield KeyProblem((*key, "roundup"), reason)


def _reasons_against(pack: Pack, route: NoticeRoute) -> Iterator[str]:
    if route.audience not in _TO_STAFF or route.channels != (Channel.EMAIL,):
        yield "is for staff, by email alone"
    if route.urgent:
        yield "tells what is urgent too late: leave out one of the two"
    for template in route.templates:
        if template in pack.messages and pack.messages[template].entry is None:
            yield f"needs an `entry` of the message {template!r}, which it has in place of it"
