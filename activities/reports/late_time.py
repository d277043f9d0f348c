"""Where the time of late decisions went: the working time of each stage before them, added up over the cases."""

from collections.abc import Mapping

from psycopg import sql

from activities.records.database import Connection
from activities.reports.indicators import Period, occurred, values_of
from models.authority import Scope
from models.codes import Stage

_LATE = sql.SQL("""
WITH late AS (
    SELECT reference, seq, at, coalesce((
        SELECT max(seq) FROM occurrence o
        WHERE o.reference = occurrence.reference AND o.kind = 'reopened' AND o.seq < occurrence.seq
    ), 0) AS begun
    FROM occurrence WHERE kind = 'decided' AND NOT yes AND at >= %(since)s AND at < %(until)s AND {seen}
)
SELECT stay.code AS stage, sum(stay.working)::bigint AS working FROM late JOIN occurrence stay USING (reference)
WHERE stay.kind = 'stay' AND stay.seq > late.begun AND stay.seq <= late.seq GROUP BY 1
""")


def late_time(connection: Connection, period: Period, scope: Scope | None = None) -> Mapping[Stage, int]:
    """Seconds of working time in each stage, from the opening or the last reopening to the late decisions of a period;
    the most first."""
    rows = connection.execute(_LATE.format(seen=occurred(period, scope)), values_of(period, scope)).fetchall()
    known = {Stage(row["stage"]): int(row["working"]) for row in rows}
    return dict(sorted(known.items(), key=lambda item: -item[1]))
