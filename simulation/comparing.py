"""One case under two policies: whether it changes sides, and by what."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from simulation.figures import CaseFigures, Side


class Why(StrEnum):
    """What differs between two lives of one case, most telling first."""

    NOT_OPENED = "not_opened"
    """One of the policies does not open it."""
    FIRST_STAGE = "first_stage"
    PRIORITY = "priority"
    TEAM = "team"
    PROMISE = "promise"
    START = "start"
    """The instant from which it counts."""
    CALENDAR = "calendar"
    PAUSES = "pauses"
    """The working time used at the end, other things being equal."""
    REFUSED = "refused"
    """Commands that are taken under one and refused under the other."""
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that comes out otherwise: before, after, and why."""

    name: str
    reference: str
    before: CaseFigures | None
    after: CaseFigures | None
    why: tuple[Why, ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Where it stands under the one and the other policy."""
        return _side(self.before), _side(self.after)

    @property
    def moved(self) -> timedelta:
        """By how much the due instant moves; nothing where one policy has none."""
        due = [each.due for each in (self.before, self.after) if each and each.due]
        return due[1] - due[0] if len(due) == 2 else timedelta()

    @property
    def changes_sides(self) -> bool:
        """Whether it is in time under one and late under the other, or not opened by one."""
        before, after = self.sides
        return before.is_late != after.is_late or (before is Side.NOT_OPENED) != (after is Side.NOT_OPENED)


def _side(figures: CaseFigures | None) -> Side:
    return figures.side if figures else Side.NOT_OPENED


def change_of(name: str, reference: str, before: CaseFigures | None, after: CaseFigures | None) -> ChangedCase | None:
    """What changes for a case; none when it comes out the same."""
    if before is None or after is None:
        both = before is None and after is None
        return None if both else ChangedCase(name, reference, before, after, (Why.NOT_OPENED,))
    why = tuple(each for each, differs in _differences(before, after) if differs)
    moved = before.side is not after.side or before.due != after.due or before.rungs != after.rungs
    return ChangedCase(name, reference, before, after, why) if moved or why else None


def _differences(before: CaseFigures, after: CaseFigures) -> tuple[tuple[Why, bool], ...]:
    same_start = before.clock_from == after.clock_from and before.calendar == after.calendar
    return (
        (Why.FIRST_STAGE, (before.effect, before.rules) != (after.effect, after.rules)),
        (Why.PRIORITY, before.priority is not after.priority),
        (Why.TEAM, before.team != after.team),
        (Why.PROMISE, before.promised != after.promised),
        (Why.START, before.clock_from != after.clock_from),
        (Why.CALENDAR, before.calendar != after.calendar),
        (Why.PAUSES, same_start and before.used != after.used),
        (Why.REFUSED, before.refused != after.refused),
        (Why.OUTCOME, before.outcome is not after.outcome),
    )
