"""Reports on cases, from the records alone: lists by filter, one case in detail, notices.

Plain psycopg: commands read this, and SQLModel would add 0.24 s to the 0.17 s of their imports. The columns read are
the fields of the dataclasses; a test holds them to `models.tables`.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, LiteralString

from psycopg import ServerCursor, sql

from activities.records.database import LIVE, UNDECIDED, Connection, allow_long_statements, columns_of
from activities.reports.scopes import parameters, within
from errors import NoSuchCase
from models.authority import Scope
from models.case.row import CaseRow
from models.codes import CaseOrder, Outcome, Priority, Stage

if TYPE_CHECKING:
    from models.calendar.change import CalendarChange

_RESOLVED, _REOPENED, _RECALLED = "resolved", "reopened", "recalled"
"""Types of events (`models.case.events`, which no list of cases needs)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases; what is left out does not matter. `since` and `until` bound the opening, the end not included."""

    pack: str | None = None
    stage: tuple[Stage, ...] = ()
    """Of these and those below any."""
    service: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    priority: tuple[Priority, ...] = ()
    assignee: tuple[str, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    channel: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    overdue: bool = False
    late: bool = False
    """Whose promise is broken: open or decided."""
    reopened: bool = False
    appeals: bool = False
    live: bool = False
    """Only those that are not closed."""
    error_code: tuple[str, ...] = ()
    """An error code in clear and as its hash (`models.intake.person_hash.code_hash`), one of which the request has."""
    fault: str | None = None
    persons: tuple[str, ...] = ()
    """Person hashes (`models.intake.person_hash`), any of which applicant or person concerned must have."""
    words: tuple[int, ...] = ()
    """Word hashes (`models.intake.word_hash`), all of which the request must have."""
    since: datetime | None = None
    until: datetime | None = None
    due_before: datetime | None = None
    """Undecided ones that are due before."""
    order: CaseOrder = CaseOrder.NEWEST
    limit: int | None = 100
    offset: int = 0


_CONDITIONS: dict[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "stage": "stage = ANY(%(stage)s)",
    "service": "service = ANY(%(service)s)",
    "team": "team = ANY(%(team)s)",
    "priority": "priority = ANY(%(priority)s)",
    "assignee": "assignee = ANY(%(assignee)s)",
    "outcome": "outcome = ANY(%(outcome)s)",
    "channel": "channel = ANY(%(channel)s)",
    "problem": "problem = ANY(%(problem)s)",
    "late": "(in_time IS FALSE OR breached OR " + LIVE + " AND due_at <= %(now)s)",
    "reopened": "reopens > 0",
    "appeals": "appeal_of IS NOT NULL",
    "live": LIVE,
    "overdue": LIVE + " AND due_at <= %(now)s",
    "persons": "reference IN (SELECT reference FROM request WHERE applicant_key = ANY(%(persons)s)"
    " UNION SELECT reference FROM request WHERE concerned_key = ANY(%(persons)s))",
    "words": "reference IN (SELECT reference FROM request WHERE words @> %(words)s::bigint[])",
    "due_before": UNDECIDED + " AND least(answer_due_at, due_at) < %(due_before)s",
    "error_code": "reference IN (SELECT reference FROM request WHERE error_code = ANY(%(error_code)s))",
    "fault": "fault = %(fault)s",
    "since": "opened_at >= %(since)s",
    "until": "opened_at < %(until)s",
}

_NEXT_DUE: LiteralString = "least(answer_due_at, due_at) NULLS LAST"
_ORDERS: dict[CaseOrder, LiteralString] = {
    CaseOrder.NEWEST: "opened_at DESC",
    CaseOrder.OLDEST: "opened_at",
    CaseOrder.DUE: _NEXT_DUE,
    CaseOrder.UPDATED: "updated_at DESC",
    CaseOrder.TEAM: "team, " + _NEXT_DUE,
    CaseOrder.HOLDER: "assignee NULLS LAST, " + _NEXT_DUE,
    CaseOrder.SERVICE: "service, " + _NEXT_DUE,
    CaseOrder.PRIORITY: "array_position(%(priorities)s, priority) DESC, " + _NEXT_DUE,
}
_CASES = sql.SQL("SELECT * FROM case_row WHERE {} ORDER BY {}, reference LIMIT %(limit)s OFFSET %(offset)s")
MOST_COUNTED = 100_000
_TOTAL = sql.SQL("SELECT count(*) FROM (SELECT 1 FROM case_row WHERE {} LIMIT %(most)s) AS found")
_HAVE_WORDS = """
SELECT count(*) FROM (SELECT 1 FROM request WHERE words @> %(words)s::bigint[] LIMIT %(most)s) AS found
"""
_COUNTED = "MOVE FORWARD ALL IN cases"
_FROM_THE_FIRST = "MOVE ABSOLUTE 0 IN cases"
_AT_ONCE = 500
_FROM = """
SELECT reference FROM case_row WHERE reference >= %(first)s AND reference < %(end)s ORDER BY reference LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class FoundCases:
    """The cases that a filter found, as they were then: how many, and one after another however many there are."""

    count: int
    rows: Iterator[CaseRow]
    total: int
    """How many meet the filter in all; `MOST_COUNTED` and one for more than that."""

    def __iter__(self) -> Iterator[CaseRow]:
        return self.rows


def cases(connection: Connection, wanted: CaseFilter, now: datetime, scope: Scope | None = None) -> FoundCases:
    """The cases that meet a filter and that somebody sees (everybody's without a scope), in the order it asks for.

    They can be read after the end of the transaction, so that what is shown is what was counted in it.
    """
    values = {name: _parameter(value) for name, value in asdict(wanted).items()}
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _CONDITIONS.items() if values[name]]
    conditions += [within(scope)] if scope else []
    condition = sql.SQL(" AND ").join(conditions or [sql.SQL("true")])
    values |= {"now": now, "priorities": list(Priority)} | (parameters(scope) if scope else {})
    allow_long_statements(connection)
    cursor = connection.cursor("cases", scrollable=True, withhold=True)
    cursor.itersize = _AT_ONCE
    cursor.execute(_CASES.format(condition, sql.SQL(_ORDERS[wanted.order])), values)
    count = connection.execute(_COUNTED).rowcount
    connection.execute(_FROM_THE_FIRST)
    total = count if count < (wanted.limit or math.inf) and not wanted.offset else _total(connection, condition, values)
    return FoundCases(count, _rows(cursor), total)


def _parameter(value: Any) -> Any:
    """A value of a filter as the query takes it: several codes as a list of plain texts."""
    if not isinstance(value, tuple):
        return value
    return [str(each) if isinstance(each, str) else each for each in value]


def too_many_have(connection: Connection, words: tuple[int, ...], most: int) -> bool:
    """Whether more requests than `most` have all these words, by their hashes."""
    found = connection.execute(_HAVE_WORDS, {"words": list(words), "most": most + 1}).fetchone()
    return bool(found and found["count"] > most)


def _total(connection: Connection, condition: sql.Composable, values: dict[str, Any]) -> int:
    found = connection.execute(_TOTAL.format(condition), values | {"most": MOST_COUNTED + 1}).fetchone()
    return int(found["count"]) if found else 0


def _rows(cursor: ServerCursor[dict[str, Any]]) -> Iterator[CaseRow]:
    with cursor:
        for row in cursor:
            yield CaseRow.model_validate(row)


def row_of(connection: Connection, reference: str) -> CaseRow:
    """The row of a case. Raises NoSuchCase."""
    for row in connection.execute("SELECT * FROM case_row WHERE reference = %s", (reference,)):
        return CaseRow.model_validate(row)
    raise NoSuchCase(reference)


def references_from(connection: Connection, beginning: str, most: int) -> list[str]:
    """The references that begin so, the first of them. They are compared byte by byte, so the key finds them."""
    rows = connection.execute(_FROM, {"first": beginning, "end": f"{beginning}\x7f", "most": most})
    return [row["reference"] for row in rows]


Known = Literal["pack", "team", "service", "problem", "channel", "assignee"]
"""Columns of which a list is asked for a code."""


def is_on_record(connection: Connection, column: Known, code: str) -> bool:
    """Whether some case, open or closed, has this code."""
    query = sql.SQL("SELECT 1 FROM case_row WHERE {} = %s LIMIT 1").format(sql.Identifier(column))
    return connection.execute(query, (code,)).fetchone() is not None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event as it is on record; `body` is its own part of the JSON, whatever version wrote it."""

    seq: int
    at: datetime
    type: str
    actor: str
    role: str
    command_id: str | None
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as it was, or will be, sent."""

    key: str
    reference: str
    seq: int
    audience: str
    channel: str
    template: str
    recipients: list[str]
    outcomes: dict[str, str]
    """What became of each recipient of a mail to several people, as far as it is known."""
    subject: str
    body: str
    status: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything on record about one case."""

    row: CaseRow
    request: dict[str, Any] | None
    events: tuple[TimelineEntry, ...]
    notices: tuple[NoticeLine, ...]

    @property
    def decision(self) -> TimelineEntry | None:
        """The decision in force: the last one, unless the case was reopened after it. One that was recalled is none."""
        recalled = {event.body["reply"] for event in self.events if event.type == _RECALLED}
        turns = [event for event in self.events if event.type in (_RESOLVED, _REOPENED) and event.seq not in recalled]
        return turns[-1] if turns and turns[-1].type == _RESOLVED else None


_DETAIL = "SELECT c.*, r.received FROM case_row c LEFT JOIN request r USING (reference) WHERE reference = %s"
_EVENTS = sql.SQL("SELECT {} FROM case_event WHERE reference = %s ORDER BY seq").format(columns_of(TimelineEntry))


def case_detail(connection: Connection, reference: str) -> CaseDetail | None:
    """One case with its request, timeline and notices; none when it is not on record."""
    found = connection.execute(_DETAIL, (reference,)).fetchone()
    if found is None:
        return None
    return CaseDetail(
        row=CaseRow.model_validate(found),
        request=found["received"],
        events=tuple(
            TimelineEntry(**event | {"body": _body_of(event["body"])}) for event in _events(connection, reference)
        ),
        notices=tuple(notices(connection, reference=reference)),
    )


def _events(connection: Connection, reference: str) -> list[dict[str, Any]]:
    return connection.execute(_EVENTS, (reference,)).fetchall()


def _body_of(event: bytes) -> dict[str, Any]:
    """The body of an event; empty for what is none, written bypassing constraints and grants (the audit names it)."""
    try:
        own = json.loads(event)["body"]
    except (ValueError, LookupError, TypeError):
        return {}
    return own if isinstance(own, dict) else {}


_NOTICES = sql.SQL("""
SELECT {} FROM notice WHERE (%(reference)s::varchar IS NULL OR reference = %(reference)s)
  AND (%(status)s::varchar IS NULL OR status = %(status)s)
ORDER BY created_at DESC, key
""")


def notices(connection: Connection, *, reference: str | None = None, status: str | None = None) -> list[NoticeLine]:
    """Notices, the newest first; of one case, or of one status only."""
    rows = connection.execute(_NOTICES.format(columns_of(NoticeLine)), {"reference": reference, "status": status})
    return [NoticeLine(**row | {"body": row["body"].decode(errors="replace")}) for row in rows]


_LIVE_UNDER = f"""
SELECT reference FROM case_row WHERE {LIVE} AND %(pack)s IN (pack, '') AND (%(calendar)s = ANY(calendars) OR policy IN (
    SELECT digest FROM policy WHERE slice::jsonb #>> '{{calendar,name}}' = %(calendar)s
))
"""  # noqa: S608 - the only thing filled in is a condition of ours


def live_references(connection: Connection, change: "CalendarChange") -> Iterator[str]:
    """The cases under the calendar of a change that are not closed: each has a running workflow."""
    allow_long_statements(connection)
    with connection.cursor() as cursor:
        for row in cursor.stream(_LIVE_UNDER, {"pack": change.pack, "calendar": change.calendar}):
            yield row["reference"]
