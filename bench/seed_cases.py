"""Fills the records with a million cases, a hundred thousand of them open, and measures the lists.

The cases are made inside the database as the owner, without events: lists read only projections and requests.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median

import psycopg

from activities.records.database import Connection, connect
from activities.reports.board import board
from activities.reports.cases import CaseFilter, cases, too_many_have
from activities.reports.inbox import inbox
from commands.looks.case_list import MOST_FOUND
from models.case.commands import Actor
from models.case.row import CaseRow
from models.codes import Role

_CASES = """
INSERT INTO case_row (reference, seq, fingerprint, pack, service, problem, channel, applicant_type, stage, status,
    outcome, team, assignee, priority, submitted_at, opened_at, updated_at, due_at, first_response_due_at,
    first_responded_at, at_risk_at, paused, breached, escalation, rounds, reopens, resolved_at, closed_at, in_time,
    notices_waiting, appeal_open, policy, version, head)
SELECT 'TW-' || lpad(n::text, 13, '0'), 12, md5(n::text), 'passports', 'service_' || floor(random() * 21)::int,
    'technical_error', 'absher_individuals', 'citizen', stage, CASE WHEN stage = 'closed' THEN 'closed' ELSE
    'under_processing' END, CASE WHEN stage = 'closed' THEN 'done' END, team,
    CASE WHEN stage <> 'queued' THEN team || '_' || floor(random() * 30)::int END,
    (ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + floor(random() * 5)::int], opened, opened,
    coalesce(ended, %(now)s), due, opened + interval '1 day',
    CASE WHEN stage <> 'queued' THEN opened + interval '5 hours' END, due - interval '20 hours',
    stage = 'awaiting_beneficiary', coalesce(due < %(now)s, false), floor(random() * 3)::int, 0, 0, ended, ended,
    CASE WHEN stage = 'closed' THEN true END, 0, false, 'slice', 'v1', '\\x00'
FROM (
    SELECT *, CASE WHEN stage NOT IN ('closed', 'awaiting_beneficiary')
                   THEN %(now)s + interval '1 minute' * (random() * 17000 - 3000) END AS due,
           CASE WHEN stage = 'closed' THEN least(opened + interval '10 days' * random(), %(now)s) END AS ended
    FROM (
        SELECT n, 'team_' || floor(random() * 11)::int AS team,
               %(now)s - interval '730 days' * ((%(total)s - n) / %(total)s::float) AS opened,
               CASE WHEN n < %(total)s - %(open)s THEN 'closed' ELSE (ARRAY['queued', 'in_review',
                    'awaiting_beneficiary', 'replied', 'awaiting_approval'])[1 + floor(random() * 5)::int] END AS stage
        FROM generate_series(0, %(total)s - 1) AS n
    ) AS begun
) AS lived
"""

_REQUESTS = """
INSERT INTO request (reference, run_id, source, source_id, fingerprint, received, applicant_key, concerned_key,
    error_code, received_at, words)
SELECT reference, '', 'absher_individuals', fingerprint, fingerprint, '{}', person, person,
       CASE WHEN random() < 0.1 THEN 'E-17' END, opened_at, array(
           SELECT DISTINCT floor(60000 * power(random(), 4))::bigint FROM generate_series(1, 30) WHERE reference <> ''
       )
FROM (SELECT *, encode(sha256(floor(random() * 600000)::int::text::bytea), 'hex') AS person FROM case_row) AS known
"""


RARE_WORD, COMMON_WORD = 1_000, 3
"""Words of a search: one that about one request in two hundred has, and one of the most common."""


def load(owner_url: str, now: datetime, total: int = 1_000_000, open_cases: int = 100_000) -> None:
    """Fill empty records with cases opened over two years, the newest of them open. Half a minute for a million.

    That a request has its case is checked once for all of them at the end: a million single checks take longer.
    """
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT setseed(0.2026)")
        connection.execute(_CASES, {"now": now, "total": total, "open": open_cases})
        connection.execute("ALTER TABLE request DROP CONSTRAINT request_reference_fkey")
        connection.execute("DROP INDEX request_words")
        connection.execute(_REQUESTS)
        connection.execute("CREATE INDEX request_words ON request USING gin (words)")
        connection.execute(
            "ALTER TABLE request ADD CONSTRAINT request_reference_fkey FOREIGN KEY (reference) REFERENCES case_row"
        )
        connection.execute("VACUUM (ANALYZE) case_row, request")


def measure(url: str, now: datetime, repeats: int = 7) -> dict[str, float]:
    """The median duration of each list in milliseconds, on a warm connection."""
    officer = Actor(id="team_3_7", role=Role.OFFICER, teams=("team_3",))
    supervisor = Actor(id="salma", role=Role.SUPERVISOR, teams=("team_3", "team_4"))
    director = Actor(id="dana", role=Role.DIRECTOR)
    of_somebody = CaseFilter(persons=(hashlib.sha256(b"17").hexdigest(),))
    by_words = CaseFilter(words=(RARE_WORD, COMMON_WORD))
    late_in_a_team = CaseFilter(team=("team_3",), overdue=True)
    with connect(url) as connection:
        reads: dict[str, Callable[[], object]] = {
            "inbox of an officer": lambda: inbox(connection, officer, now),
            "inbox of a supervisor of two teams": lambda: inbox(connection, supervisor, now),
            "inbox of a director of all teams": lambda: inbox(connection, director, now),
            "board": lambda: board(connection, now, now - timedelta(hours=9)),
            "cases, by two words": lambda: _searched(connection, by_words, now),
            "cases, the newest hundred": lambda: list(cases(connection, CaseFilter(), now)),
            "cases of a person by number": lambda: list(cases(connection, of_somebody, now)),
            "cases overdue in a team": lambda: list(cases(connection, late_in_a_team, now)),
        }
        return {name: median(_milliseconds(read) for _ in range(repeats)) for name, read in reads.items()}


def _milliseconds(read: Callable[[], object]) -> float:
    began = time.perf_counter()
    read()
    return (time.perf_counter() - began) * 1_000


def _searched(connection: Connection, wanted: CaseFilter, now: datetime) -> list[CaseRow]:
    """What `cases --search` asks for."""
    return [] if too_many_have(connection, wanted.words, MOST_FOUND) else list(cases(connection, wanted, now))
