"""Occurrences for the cases of `seed_cases`: about ten each, made inside the database as its owner."""

from datetime import datetime

import psycopg

_OF_EACH = """
INSERT INTO occurrence (reference, seq, kind, at, pack, version, service, problem, team, officer, channel, applicant,
    language, code, yes, by_hand, number, working, elapsed)
SELECT reference, happened.seq, kind, at, pack, 'v1', service, problem, team,
    CASE WHEN happened.seq > 3 THEN assignee END, channel,
    CASE WHEN random() < 0.5 THEN 'citizen' ELSE 'resident' END, 'ar', code, yes, happened.seq > 3, number,
    working, elapsed
FROM case_row CROSS JOIN LATERAL (VALUES
    (2, 'opened', opened_at, 'route', NULL::boolean, NULL::integer, NULL::integer, NULL::integer),
    (3, 'notice', opened_at, 'sms', true, NULL, NULL, NULL),
    (4, 'stay', first_responded_at, 'queued', NULL, NULL, (random() * 20000)::int, (random() * 90000)::int),
    (4, 'responded', first_responded_at, NULL, random() < 0.9, NULL, (random() * 20000)::int, (random() * 90000)::int),
    (4, 'taken', first_responded_at, NULL, NULL, NULL, NULL, NULL),
    (5, 'rung', resolved_at, 'half', NULL, NULL, NULL, NULL),
    (6, 'stay', resolved_at, 'in_review', NULL, NULL, (random() * 90000)::int, (random() * 500000)::int),
    (6, 'decided', resolved_at, 'done', random() < 0.85, (random() * 2)::int, (random() * 100000)::int,
        (random() * 900000)::int),
    (7, 'notice', resolved_at, 'sms', true, NULL, NULL, NULL),
    (8, 'rated', closed_at, NULL, false, 1 + (random() * 4)::int, NULL, NULL),
    (9, 'closed', closed_at, 'done', true, NULL, NULL, NULL)
) AS happened (seq, kind, at, code, yes, number, working, elapsed)
WHERE at IS NOT NULL AND at <= %(now)s
"""


def load(owner_url: str, now: datetime) -> None:
    """Fill the records that have cases and no occurrences. Minutes for a million cases."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("DROP INDEX occurrence_of_kind")
        connection.execute(_OF_EACH, {"now": now})
        connection.execute("CREATE INDEX occurrence_of_kind ON occurrence (kind, code, at)")
        connection.execute("TRUNCATE occurrence_due")
        connection.execute("VACUUM (ANALYZE) occurrence")
