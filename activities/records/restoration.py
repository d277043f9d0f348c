"""What else records restored from an older copy lack: closures, which the cases know, and staff, whom they name.

Plain psycopg, as `recovery` reads with it.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from activities.records import calendars
from activities.records.database import LIVE, Connection
from models.calendar.change import CalendarChange
from models.case.commands import ChangeCalendar
from models.case.events import CalendarChanged, Event
from models.codes import STAFF_ROLES

BY_RECONCILE = "reconcile"
"""Who announced a closure that was put back, as far as the records know."""

_CHANGES = "SELECT body FROM case_event WHERE type = 'calendar_changed' ORDER BY at, reference"
_KNOWN = "SELECT pack, calendar, version FROM calendar_change"
_LIVE_UNDER = f"""
SELECT reference::text FROM case_row c JOIN policy p ON p.digest = c.policy
WHERE {LIVE} AND %(pack)s IN (c.pack, '') AND (p.slice::jsonb #>> '{{calendar,name}}' = %(calendar)s
    OR %(calendar)s = ANY(c.calendars)) ORDER BY reference
"""  # noqa: S608 - the only thing filled in is a condition of ours
_UNKNOWN = """
SELECT DISTINCT id FROM (
    SELECT actor AS id FROM case_event WHERE role = ANY(%s)
    UNION ALL
    SELECT assignee FROM case_row WHERE assignee IS NOT NULL
) seen WHERE NOT EXISTS (SELECT FROM staff WHERE staff.id = seen.id) ORDER BY id
"""


class FoundClosure(NamedTuple):
    """A change of the calendar that cases have and the records lacked."""

    command: ChangeCalendar
    restored: bool
    """It is on record again; else another change was announced under its version meanwhile."""


def restore_closures(connection: Connection, administration: Connection) -> Iterator[FoundClosure]:
    """Put the changes on record again that running cases have taken; gives each that was not there.

    Read by one connection and written by the other: workers' roles announce nothing.
    """
    known = {(row["pack"], row["calendar"], row["version"]) for row in connection.execute(_KNOWN)}
    seen = set[tuple[str, str, str]]()
    for event in _changes(connection):
        change, why = event.body.change, event.body.why
        name = (change.pack, change.calendar, change.version)
        if name in seen:
            continue
        seen.add(name)
        if name not in known:
            calendars.announce(administration, change, why, BY_RECONCILE, event.at)
            yield FoundClosure(ChangeCalendar.announcing(change, why), restored=True)
        elif change not in calendars.announced(connection, change.pack, change.calendar):
            yield FoundClosure(ChangeCalendar.announcing(change, why), restored=False)


class _Change(NamedTuple):
    at: datetime
    body: CalendarChanged


def _changes(connection: Connection) -> Iterator[_Change]:
    """The changes that cases took, the earliest first; events that cannot be read are the audit's to name."""
    for row in connection.execute(_CHANGES).fetchall():
        with suppress(ValueError):
            event = Event.model_validate_json(row["body"])
            if isinstance(event.body, CalendarChanged):
                yield _Change(event.at, event.body)


def live_under(connection: Connection, change: CalendarChange) -> list[str]:
    """The live cases under the calendar of a change: their own, or one in which their promises count."""
    values = {"pack": change.pack, "calendar": change.calendar}
    return [row["reference"] for row in connection.execute(_LIVE_UNDER, values)]


def unknown_staff(connection: Connection) -> list[str]:
    """Those who acted as staff, or hold a case, and are not on the staff records."""
    return [row["id"] for row in connection.execute(_UNKNOWN, (list(STAFF_ROLES),))]
