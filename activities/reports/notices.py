"""Notices of many cases, by filter: what was sent, waits or could not be sent.

Plain psycopg, as all reports that commands read. Those of one case are in its detail (`activities.reports.cases`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString, NamedTuple

from psycopg import sql

from activities.records.database import Connection, columns_of
from activities.reports.cases import MOST_COUNTED, NoticeLine
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.codes import Audience, Channel, NoticeOrder, NoticeStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """Which notices; what is left out does not matter. `since` and `until` are of their making, both included."""

    status: NoticeStatus | None = None
    channel: Channel | None = None
    audience: Audience | None = None
    since: datetime | None = None
    until: datetime | None = None
    pack: str | None = None
    team: str | None = None
    service: str | None = None
    order: NoticeOrder = NoticeOrder.NEWEST
    limit: int | None = 100
    offset: int = 0


class FoundNotices(NamedTuple):
    """The notices that a filter found, and how many meet it; `MOST_COUNTED` and one for more than that."""

    lines: list[NoticeLine]
    total: int


_OF_NOTICES: Mapping[str, LiteralString] = {
    "status": "status = %(status)s",
    "channel": "channel = %(channel)s",
    "audience": "audience = %(audience)s",
    "since": "created_at >= %(since)s",
    "until": "created_at <= %(until)s",
}
_OF_CASES: Mapping[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "team": "team = %(team)s",
    "service": "service = %(service)s",
}
_ORDERS: Mapping[NoticeOrder, LiteralString] = {
    NoticeOrder.NEWEST: "created_at DESC, key",
    NoticeOrder.OLDEST: "created_at, key",
}
_NOTICES = sql.SQL("SELECT {} FROM notice WHERE {} ORDER BY {} LIMIT %(limit)s OFFSET %(offset)s")
_TOTAL = sql.SQL("SELECT count(*) AS count FROM (SELECT 1 FROM notice WHERE {} LIMIT %(most)s) AS found")
_IN_CASES = sql.SQL("reference IN (SELECT reference FROM case_row WHERE {})")


def found_notices(connection: Connection, wanted: NoticeFilter, scope: Scope) -> FoundNotices:
    """The notices of the cases that somebody sees, in the order that is asked for."""
    values = asdict(wanted) | parameters(scope) | {"most": MOST_COUNTED + 1}
    condition = _condition(wanted, scope)
    query = _NOTICES.format(columns_of(NoticeLine), condition, sql.SQL(_ORDERS[wanted.order]))
    rows = connection.execute(query, values)
    lines = [NoticeLine(**row | {"body": row["body"].decode(errors="replace")}) for row in rows]
    if not wanted.offset and (wanted.limit is None or len(lines) < wanted.limit):
        return FoundNotices(lines, len(lines))
    counted = connection.execute(_TOTAL.format(condition), values).fetchone()
    return FoundNotices(lines, int(counted["count"]) if counted else 0)


def _condition(wanted: NoticeFilter, scope: Scope) -> sql.Composable:
    given = {name for name, value in asdict(wanted).items() if value}
    of_cases: list[sql.Composable] = [sql.SQL(text) for name, text in _OF_CASES.items() if name in given]
    of_cases += [] if scope.all_teams else [within(scope)]
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _OF_NOTICES.items() if name in given]
    conditions += [_IN_CASES.format(sql.SQL(" AND ").join(of_cases))] if of_cases else []
    return sql.SQL(" AND ").join(conditions or [sql.SQL("true")])
