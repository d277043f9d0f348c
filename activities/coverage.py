"""Coverage of absences: at which times whose substitute is away too, and who stands in then. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from `since` until before `until`."""

    staff_id: str
    since: datetime
    until: datetime
    substitute: str | None = None
    substitute_active: bool = True

    def overlaps(self, since: datetime, until: datetime) -> bool:
        """Whether some of it lies between two instants."""
        return self.since < until and since < self.until

    def within(self, since: datetime, until: datetime) -> "Absence":
        """The part of it between two instants."""
        return replace(self, since=max(self.since, since), until=min(self.until, until))


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which the substitute named for somebody is not there; `stand_ins` are those who stand in then."""

    absent: str
    substitute: str
    since: datetime
    until: datetime
    stand_ins: tuple[str, ...]


def gaps(known: Sequence[Absence], absence: Absence) -> tuple[Gap, ...]:
    """The times within an absence in which its substitute is not there, those that adjoin and are alike as one."""
    found: list[Gap] = []
    for since, until in _pieces(known, absence):
        if absence.substitute is None or (absence.substitute_active and not _away(known, absence.substitute, since)):
            continue
        there = stand_ins(known, absence, since)
        last = found[-1] if found else None
        if last and last.until == since and last.stand_ins == there:
            found[-1] = replace(last, until=until)
        else:
            found.append(Gap(absence.staff_id, absence.substitute, since, until, there))
    return tuple(found)


def circle(known: Sequence[Absence], absence: Absence) -> tuple[str, ...]:
    """The people who at one time would stand in for one another in a circle, beginning and ending with the absent."""
    for since, _ in _pieces(known, absence):
        if absence.substitute and (path := _way_back(known, (absence.staff_id, absence.substitute), since)):
            return path
    return ()


def _way_back(known: Sequence[Absence], path: tuple[str, ...], at: datetime) -> tuple[str, ...]:
    for each in _away(known, path[-1], at):
        if each.substitute == path[0]:
            return (*path, path[0])
        if each.substitute and each.substitute not in path and (way := _way_back(known, (*path, each.substitute), at)):
            return way
    return ()


def stand_ins(known: Sequence[Absence], absence: Absence, at: datetime) -> tuple[str, ...]:
    """Those who stand in for the absent at an instant, over any number of substitutes who are away too."""
    there, seen, open_ = set[str](), {absence.staff_id}, [absence]
    while open_:
        each = open_.pop()
        if each.substitute is None or each.substitute in seen:
            continue
        seen.add(each.substitute)
        if further := _away(known, each.substitute, at):
            open_ += further
        elif each.substitute_active:
            there.add(each.substitute)
    return tuple(sorted(there))


def _pieces(known: Sequence[Absence], absence: Absence) -> Iterator[tuple[datetime, datetime]]:
    """An absence cut where any other begins or ends: in a piece the same people are away all the time."""
    edges = {edge for each in known for edge in (each.since, each.until) if absence.since < edge < absence.until}
    return pairwise(sorted(edges | {absence.since, absence.until}))


def _away(known: Sequence[Absence], staff_id: str, at: datetime) -> list[Absence]:
    return [each for each in known if each.staff_id == staff_id and each.since <= at < each.until]
