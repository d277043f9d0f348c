"""Announced changes of the working calendars, under which new cases start.

Plain psycopg: commands announce and list them, and SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, LiteralString

from psycopg import errors
from psycopg.types.json import Jsonb

from activities.records.database import Connection
from models.calendar.change import CalendarChange
from models.calendar.rules import CalendarRules
from models.case.commands import ChangeCalendar

ANNOUNCED: LiteralString = """
SELECT change, why FROM calendar_change WHERE calendar = %(calendar)s AND pack IN (%(pack)s, '') ORDER BY at
"""
"""The changes of one calendar of a pack, in the order they were announced."""


class AlreadyAnnounced(ValueError):
    """The calendar has a version of this name already, and it says something else."""

    def __init__(self, change: CalendarChange) -> None:
        super().__init__(f"calendar {change.name} has a version {change.version} already: choose another name")


def announce(connection: Connection, change: CalendarChange, why: str, by: str, at: datetime) -> None:
    """Put a change on record; the same change again changes nothing. Raises AlreadyAnnounced."""
    try:
        connection.execute(
            "INSERT INTO calendar_change (pack, calendar, version, change, why, announced_by, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (change.pack, change.calendar, change.version, Jsonb(change.model_dump(mode="json")), why, by, at),
        )
    except errors.UniqueViolation:
        if change not in announced(connection, change.pack, change.calendar):
            raise AlreadyAnnounced(change) from None


def announced(connection: Connection, pack: str, calendar: str) -> tuple[CalendarChange, ...]:
    """The changes of a calendar of a pack, in the order they were announced."""
    rows = connection.execute(ANNOUNCED, {"pack": pack, "calendar": calendar})
    return tuple(CalendarChange.model_validate(row["change"]) for row in rows)


def announced_of(connection: Connection, pack: str, names: Iterable[str]) -> Iterator[CalendarChange]:
    """The changes of several calendars of a pack, those of each in the order they were announced."""
    return (change for name in names for change in announced(connection, pack, name))


def announced_since(rows: Iterable[Mapping[str, Any]], rules: CalendarRules) -> tuple[ChangeCalendar, ...]:
    """The announced changes (the rows of ANNOUNCED) after the last one that a case's calendar has, as commands."""
    changes = [(CalendarChange.model_validate(row["change"]), row["why"]) for row in rows]
    versions = [change.version for change, _ in changes]
    known = versions.index(rules.version) + 1 if rules.version in versions else 0
    return tuple(ChangeCalendar.announcing(change, why) for change, why in changes[known:])
