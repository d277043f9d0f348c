"""Checks of what a pack says of others: whom a case waits for or asks, for how long, with which ladder; who reminds."""

from collections import Counter
from datetime import timedelta
from itertools import chain

from models.codes import REMINDER_RUNG, PartyKind
from models.packs.pack import Pack
from models.packs.rung_checks import action_problems, day_offset_problems, duplicates, rung_problems
from models.policy import Rung
from models.problems import KeyProblem, KeyProblems


def party_problems(pack: Pack) -> KeyProblems:
    """Codes of two meanings, reasons that fit nobody, times that are none, and rungs beyond the end of a wait."""
    for code, times in Counter(chain(pack.teams, pack.authorities, pack.vendors)).items():
        if times > 1:
            yield KeyProblem(("authorities", code), "is a team, an authority and a vendor at most once")
    for code, contact in pack.contacts.items():
        yield from _contact(pack, contact.language, code)
    yield from _waiting(pack)
    if asked := pack.consultation:
        yield from _times(asked.limit, asked.remind_every, "consultation")
        yield from _ladder(pack, asked.ladder, "consultation", "ladder")
    yield from _names_of_rungs(pack)
    yield from _reminders(pack)


def _contact(pack: Pack, language: str | None, code: str) -> KeyProblems:
    if code not in pack.authorities and code not in pack.vendors:
        yield KeyProblem(("contacts", code), "is no authority and no vendor: a team is told by its staff records")
    if language and language not in pack.languages:
        yield KeyProblem(("contacts", code, "language"), f"is not among the pack's: {', '.join(pack.languages)}")


def _waiting(pack: Pack) -> KeyProblems:
    if (waiting := pack.waiting) is None:
        return
    known = {PartyKind.TEAM: pack.teams, PartyKind.AUTHORITY: pack.authorities, PartyKind.VENDOR: pack.vendors}
    for code, reason in waiting.reasons.items():
        key = ("waiting", "reasons", code)
        yield from _times(reason.limit, waiting.remind_every, *key)
        if not any(known[kind] for kind in reason.parties):
            yield KeyProblem((*key, "parties"), "name a kind of which the pack has somebody")
    yield from _ladder(pack, waiting.ladder, "waiting", "ladder")
    for place, rung in enumerate(waiting.ladder):
        if (rung.share or 0) > 1 or (isinstance(rung.offset, timedelta) and rung.offset > timedelta()):
            yield KeyProblem(("waiting", "ladder", place), "stands beyond the end of the wait, which ends it")


def _times(limit: timedelta, remind_every: timedelta | None, *key: str) -> KeyProblems:
    if limit <= timedelta():
        yield KeyProblem((*key, "limit"), "must be more than nothing")
    if remind_every is not None and remind_every <= timedelta():
        yield KeyProblem((key[0], "remind_every"), "must be more than nothing")


def _ladder(pack: Pack, ladder: tuple[Rung, ...], *key: str) -> KeyProblems:
    for place, rung in enumerate(ladder):
        yield from rung_problems(pack, rung, *key, place)
        yield from day_offset_problems(rung, (), *key, place)


def _reminders(pack: Pack) -> KeyProblems:
    """A reminder that nobody hears of, and a rung that has the name of theirs."""
    if given := pack.reminders:
        yield from action_problems(pack, given.actions, "reminders")
    if any(rung.name == REMINDER_RUNG for profile in pack.profiles.values() for rung in profile.ladder):
        yield KeyProblem(("profiles",), f"the name {REMINDER_RUNG!r} is that of the reminders of beneficiaries")


def _names_of_rungs(pack: Pack) -> KeyProblems:
    """Names of rungs that stand on two ladders of one case."""
    others = [rung.name for given in (pack.waiting, pack.consultation) if given for rung in given.ladder]
    yield from duplicates(others, "rung", "waiting", "ladder")
    for code, profile in pack.profiles.items():
        for name in sorted({rung.name for rung in profile.ladder} & set(others)):
            reason = f"rung {name!r} stands in the ladder of a wait or consultation too"
            yield KeyProblem(("profiles", code, "ladder"), reason)
