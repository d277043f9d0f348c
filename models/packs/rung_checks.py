"""Checks of the rungs of a ladder, and of what they name."""

from collections.abc import Iterable
from datetime import timedelta

from models.calendar.counted_days import LONGEST
from models.calendar.promise import DayOffset
from models.codes import STAFF_ROLES, Action
from models.packs.pack import Pack
from models.packs.promises import WrittenPromise
from models.policy import Rung, RungAction, Target
from models.problems import KeyProblem, KeyProblems, unknown_name

LARGEST_SHARE = 10
"""No rung stands further out than at ten times the budget; every calendar can compute that."""


def rung_problems(pack: Pack, rung: Rung, *key: str | int) -> KeyProblems:
    """A rung that stands nowhere, or does nothing that can be done."""
    if (rung.share is None) == (rung.offset is None):
        yield KeyProblem(key, "give a share of the budget or an offset from its end, one of them")
    if rung.share is not None and not 0 < rung.share <= LARGEST_SHARE:
        yield KeyProblem((*key, "share"), f"must be more than 0 and at most {LARGEST_SHARE}: 0.5 is half of the budget")
    yield from action_problems(pack, rung.actions, *key)


def day_offset_problems(rung: Rung, promises: Iterable[timedelta | WrittenPromise], *key: str | int) -> KeyProblems:
    """A rung at days from the end of a clock that promises no days."""
    if not isinstance(rung.offset, DayOffset):
        return
    if not any(isinstance(each, WrittenPromise) and each.days is not None for each in promises):
        yield KeyProblem((*key, "offset"), "no promise of this clock is in days: write working time, as -1d")
    elif not -LONGEST <= rung.offset.days <= LONGEST:
        yield KeyProblem((*key, "offset", "days"), f"must be from -{LONGEST} to {LONGEST}")


def action_problems(pack: Pack, actions: tuple[RungAction, ...], *key: str | int) -> KeyProblems:
    """A rung that does nothing, or nothing that can be done."""
    if not actions:
        yield KeyProblem((*key, "actions"), "a rung does at least one thing")
    for place, action in enumerate(actions):
        yield from _action(pack, action, *key, "actions", place)


def _action(pack: Pack, action: RungAction, *key: str | int) -> KeyProblems:
    needs = {Action.RAISE_PRIORITY: "priority", Action.REASSIGN: "team"}.get(action.action, "target")
    if getattr(action, needs) is None:
        yield KeyProblem((*key, needs), f"{action.action} needs a {needs}")
    yield from unknown_name(action.team, pack.teams, "team", *key, "team")
    yield from target_problems(pack, action.target, *key, "target")


def target_problems(pack: Pack, target: Target | None, *key: str | int) -> KeyProblems:
    """A role that is not of staff, or a team that the pack does not have."""
    if target is not None:
        yield from unknown_name(target.role, STAFF_ROLES, "role of staff", *key, "role")
        yield from unknown_name(target.team, pack.teams, "team", *key, "team")


def duplicates(names: Iterable[str], what: str, *key: str | int) -> KeyProblems:
    """Names that stand there twice."""
    listed = list(names)
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield KeyProblem(key, f"{what} {name!r} stands here twice")
