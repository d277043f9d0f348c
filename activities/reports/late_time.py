"""Where the time of late decisions went: the working time of each stage before them, added up over the cases."""

from collections.abc import Mapping

from psycopg import sql

from activities.records.database import Connection
from activities.reports.counted import Counted, counted
from activities.reports.indicators import Period, occurred, values_of
from models.authority import Scope
from models.codes import Stage

_LATE = sql.SQL("""
{source} SELECT stay.code AS stage, sum(stay.working)::bigint AS working FROM (
    SELECT reference, seq, at, coalesce((
        SELECT max(seq) FROM occurrence o
        WHERE o.reference = occurrence.reference AND o.kind = 'reopened' AND o.seq < occurrence.seq
    ), 0) AS begun
    FROM occurrence WHERE kind = 'decided' AND NOT yes AND at >= %(since)s AND at < %(until)s AND {seen}
) AS late JOIN occurrence stay USING (reference)
WHERE stay.kind = 'stay' AND stay.seq > late.begun AND stay.seq <= late.seq GROUP BY 1
""")


def late_time(
    connection: Connection, period: Period, scope: Scope | None = None, known: Counted | None = None
) -> Mapping[Stage, int]:
    """Seconds of working time in each stage, from the opening or the last reopening to the late decisions of a period;
    the most first. `known`: what is counted, where it was asked before."""
    known = known or counted(connection)
    query = _LATE.format(source=known.source, seen=occurred(period, scope))
    rows = connection.execute(query, values_of(period, scope) | known.parameters).fetchall()
    times = {Stage(row["stage"]): int(row["working"]) for row in rows}
    return dict(sorted(times.items(), key=lambda item: -item[1]))
