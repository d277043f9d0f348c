"""Announced changes of the working calendars, under which new cases start.

Plain psycopg: commands announce and list them, and SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from datetime import datetime

from psycopg import errors
from psycopg.types.json import Jsonb

from activities.records.database import Connection
from models.calendar.change import CalendarChange


class AlreadyAnnounced(ValueError):
    """The calendar has a version of this name already, and it says something else."""

    def __init__(self, change: CalendarChange) -> None:
        super().__init__(f"calendar {change.calendar} has a version {change.version} already: choose another name")


def announce(connection: Connection, change: CalendarChange, why: str, by: str, at: datetime) -> None:
    """Put a change on record; the same change again changes nothing. Raises AlreadyAnnounced."""
    try:
        connection.execute(
            "INSERT INTO calendar_change (calendar, version, change, why, announced_by, at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (change.calendar, change.version, Jsonb(change.model_dump(mode="json")), why, by, at),
        )
    except errors.UniqueViolation:
        if change not in announced(connection, change.calendar):
            raise AlreadyAnnounced(change) from None


def announced(connection: Connection, calendar: str) -> tuple[CalendarChange, ...]:
    """The changes of a calendar, in the order they were announced."""
    rows = connection.execute("SELECT change FROM calendar_change WHERE calendar = %s ORDER BY at", (calendar,))
    return tuple(CalendarChange.model_validate(row["change"]) for row in rows)
