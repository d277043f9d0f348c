"""Fills the records with a million cases that have their events: each lives one of some hundred lives.

These are made by the pure core under the real rules, two for each day of two years, and copied inside the database as
the owner. The events of notices are left out, and so is what only a request says.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from activities.packs import load_pack
from bench import cases
from models.case.commands import AnyCommand, Ask, Reply
from models.case.events import Event
from models.case.projection import project
from models.case.state import CaseState, Refusal
from models.intake.request import read_request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack
from models.policy import CasePolicy
from models.triage.assessment import KnownFromRecords
from settings import load as load_settings
from workflows.case.deadlines import next_wake, settle
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.case.opening import decide_opening
from workflows.triage.assess import assess

SERVICE = "exit_reentry_issue"
DAYS, OPEN_DAYS, TEAMS, OFFICERS = 730, 40, 11, 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_REPLY = Reply(text="نأمل إرفاق المستند المطلوب.")
Step = tuple[timedelta, AnyCommand]

_TABLES = """
CREATE TEMP TABLE life (number integer PRIMARY KEY, row jsonb);
CREATE TEMP TABLE life_event (number integer, seq integer, at timestamptz, type varchar, actor varchar, role varchar,
                              command_id varchar, body bytea);
"""
_TYPED = """
CREATE TEMP TABLE life_row AS SELECT life.number AS life, filled.*
FROM life, jsonb_populate_record(NULL::case_row, life.row || '{"head": "\\\\x00"}') AS filled
"""
_CHOSEN = """
CREATE TEMP TABLE chosen AS
SELECT 'TW-' || upper(substr(md5(n::text), 1, 13)) AS reference, 'team_' || n %% %(teams)s AS team,
       n %% %(officers)s AS officer,
       CASE WHEN n < %(closed)s THEN 2 * (n::bigint * %(days)s / %(closed)s)::integer + (n %% 12 = 0)::integer
            ELSE 2 * %(days)s + n %% %(open_lives)s END AS life
FROM generate_series(0, %(total)s - 1) AS n
"""
_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = 'case_row'::regclass AND attnum > 0 AND NOT attisdropped
"""
_ROWS = sql.SQL("INSERT INTO case_row ({columns}) SELECT {values} FROM chosen JOIN life_row USING (life)")
_EVENTS = """
INSERT INTO case_event (reference, seq, at, type, actor, role, command_id, body, hash)
SELECT reference, seq, at, type, actor, role, command_id, body, '\\x00'
FROM chosen JOIN life_event ON number = life ORDER BY reference, seq
"""
_OTHERWISE: Mapping[str, sql.SQL] = {
    "reference": sql.SQL("chosen.reference"),
    "team": sql.SQL("chosen.team"),
    "assignee": sql.SQL("CASE WHEN assignee IS NOT NULL THEN chosen.team || '_' || officer END"),
}
"""What a case has of its own, by its column."""


class _Life(NamedTuple):
    """The events of a case, and its row after them."""

    row: dict[str, Any]
    events: list[Event]


def load(owner_url: str, now: datetime, total: int = 1_000_000, open_cases: int = 100_000) -> None:
    """Fill empty records with cases and their events, opened over two years, the newest of them open. Minutes for a
    million."""
    policy, lives = _policy(), list(_lives(now))
    values = {"total": total, "closed": total - open_cases, "days": DAYS, "teams": TEAMS, "officers": OFFICERS}
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SET work_mem = '256MB'")
        connection.execute(_TABLES)
        _copy(connection, lives)
        connection.execute(_TYPED)
        connection.execute(_CHOSEN, values | {"open_lives": len(lives) - 2 * DAYS})
        connection.execute("INSERT INTO policy VALUES (%s, %s)", (policy.digest, policy.text))
        columns = [row[0] for row in connection.execute(_COLUMNS)]
        values_of = sql.SQL(", ").join(_OTHERWISE.get(each, sql.Identifier(each)) for each in columns)
        connection.execute(_ROWS.format(columns=sql.SQL(", ").join(map(sql.Identifier, columns)), values=values_of))
        connection.execute(_EVENTS)
        connection.execute("TRUNCATE occurrence_due")
        connection.execute("VACUUM (ANALYZE) case_row, case_event")


def _copy(connection: psycopg.Connection[Any], lives: list[_Life]) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY life FROM STDIN") as copy:
        for number, life in enumerate(lives):
            copy.write_row((number, Jsonb(life.row)))
    with connection.cursor() as cursor, cursor.copy("COPY life_event FROM STDIN") as copy:
        for number, life in enumerate(lives):
            for each in life.events:
                head = (each.seq, each.at, each.body.type, each.actor.id, each.actor.role, each.command_id)
                copy.write_row((number, *head, each.model_dump_json().encode()))


def _lives(now: datetime) -> Iterator[_Life]:
    """Two lives begun on each day, one in time and one late; then those of the last days that are still open."""
    pack = load_pack(load_settings().policies / "passports")
    for day in range(DAYS, 0, -1):
        begun = _begun(pack, now - (day + 20) * DAY)
        yield from (_lived(begun, _closed(late=late), now) for late in (False, True))
    for day in range(OPEN_DAYS, 0, -1):
        begun = _begun(pack, now - day * DAY / 4)
        yield from (_lived(begun, steps, now) for steps in _open())


def _begun(pack: Pack, since: datetime) -> tuple[CaseState, list[Event]]:
    """A case opened then, with its first events."""
    request = read_request(cases.request_json("life", cases.residence_number(7), since))
    policy, triage = case_policy(pack, SERVICE), triage_policy(pack, SERVICE)
    assessment = assess(request, KnownFromRecords(), triage, policy.working_calendar, since)
    state, opening = decide_opening(request, policy, assessment, since)
    return state, list(opening)


def _closed(*, late: bool) -> list[Step]:
    return [(3 * HOUR, cases.claim("life")), ((16 if late else 1) * DAY, cases.approve("life"))]


def _open() -> list[list[Step]]:
    """Waiting for an officer, in review, returned to the beneficiary."""
    ask = Ask(command_id="ask-life", actor=cases.OFFICER, reason="documents_missing", reply=_REPLY, questions=("متى؟",))
    claim = (3 * HOUR, cases.claim("life"))
    return [[], [claim], [claim, (4 * HOUR, ask)]]


def _lived(begun: tuple[CaseState, list[Event]], steps: list[Step], now: datetime) -> _Life:
    (state, opening), since = begun, begun[1][0].at
    events = list(opening)
    for after, command in steps:
        if since + after > now:
            break
        state = _until(state, since + after, events)
        verdict = decide(state, command, since + after)
        if isinstance(verdict, Refusal):
            raise RuntimeError(f"{command.kind} was refused: {verdict.detail}")
        state = fold(state, verdict)
        events += verdict
    state = _until(state, now, events)
    return _Life(project(state).model_dump(mode="json"), events)


def _until(state: CaseState, at: datetime, events: list[Event]) -> CaseState:
    """The state once everything happened that falls due up to an instant, when it does."""
    while (wake := next_wake(state)) and wake <= at:
        state, due = settle(state, wake)
        events += due
    return state


def _policy() -> CasePolicy:
    return case_policy(load_pack(load_settings().policies / "passports"), SERVICE)
