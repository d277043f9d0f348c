"""Who is told of events, as an administrator says it, and the log of what they were told.

Plain psycopg with the administration's role, as all that commands do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg import sql
from psycopg.rows import class_row

from activities.records.database import Connection, columns_of
from errors import TawasulError
from models.codes import DeliveryStatus, EventOrder, WebhookScope
from models.webhooks.subscriber import Subscriber

_PUT: LiteralString = """
INSERT INTO webhook_subscriber (name, url, secrets, scope, types, pack, channels, added_by)
VALUES (%(name)s, %(url)s, %(secrets)s, %(scope)s, %(types)s, %(pack)s, %(channels)s, %(by)s)
ON CONFLICT (name) DO UPDATE SET url = excluded.url, secrets = excluded.secrets, scope = excluded.scope,
    types = excluded.types, pack = excluded.pack, channels = excluded.channels, added_by = excluded.added_by,
    added_at = now(), stopped_at = NULL, removed_at = NULL
WHERE webhook_subscriber.removed_at IS NOT NULL
"""
_CHANGE = sql.SQL("UPDATE webhook_subscriber SET {} WHERE name = %(name)s AND removed_at IS NULL")
_REMOVE: LiteralString = "UPDATE webhook_subscriber SET removed_at = now() WHERE name = %(name)s AND removed_at IS NULL"
_LISTED: LiteralString = """
SELECT s.name, url, secrets, scope, types, pack, channels, added_by, added_at, stopped_at,
    coalesce(pending, 0) AS pending, coalesce(failed, 0) AS failed, oldest, last_sent_at
FROM webhook_subscriber s LEFT JOIN (
    SELECT subscriber, count(*) FILTER (WHERE status = 'pending') AS pending,
        count(*) FILTER (WHERE status = 'failed') AS failed,
        min(lined_up_at) FILTER (WHERE status = 'pending') AS oldest,
        max(ended_at) FILTER (WHERE status = 'sent') AS last_sent_at
    FROM webhook_delivery GROUP BY subscriber
) AS d ON d.subscriber = s.name
WHERE removed_at IS NULL ORDER BY s.name
"""
_REPLAY: LiteralString = """
SELECT replay_webhooks(%(subscriber)s, %(reference)s, %(since)s, %(until)s, %(failed)s) AS lined_up
"""


class SubscriberExists(TawasulError):
    """There is a subscriber of this name."""

    def __init__(self, name: str) -> None:
        super().__init__("subscriber_exists", f"there is a subscriber {name} already")


class NoSuchSubscriber(TawasulError):
    """No subscriber has this name."""

    def __init__(self, name: str) -> None:
        super().__init__("no_such_subscriber", f"no subscriber is named {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSubscriber:
    """A subscriber, and how far it has been told."""

    name: str
    url: str
    secrets: tuple[str, ...]
    scope: WebhookScope
    types: tuple[str, ...]
    pack: str | None
    channels: tuple[str, ...]
    added_by: str
    added_at: datetime
    stopped_at: datetime | None
    pending: int
    failed: int
    oldest: datetime | None
    """Since when the oldest delivery waits."""
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDelivery:
    """A line of the log."""

    subscriber: str
    key: str
    reference: str
    seq: int
    type: str
    at: datetime
    status: DeliveryStatus
    attempts: int
    lined_up_at: datetime
    next_at: datetime
    ended_at: datetime | None
    error: str | None


class LogWanted(NamedTuple):
    """Which lines of the log: of one case, of one status; so many of them, in an order."""

    reference: str | None = None
    status: DeliveryStatus | None = None
    limit: int | None = None
    offset: int = 0
    order: EventOrder = EventOrder.NEWEST


class ReplayWanted(NamedTuple):
    """Which events are delivered again: of one case, that happened in a time, only those that were given up."""

    reference: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    failed: bool = False


def add_subscriber(connection: Connection, new: Subscriber, by: str) -> None:
    """Tell a system of events from now on. Raises SubscriberExists."""
    if not connection.execute(_PUT, _columns(new) | {"by": by}).rowcount:
        raise SubscriberExists(new.name)


def change_subscriber(connection: Connection, changed: Subscriber) -> None:
    """Put a subscriber as it is said now. Raises NoSuchSubscriber."""
    _change(connection, changed.name, {each: value for each, value in _columns(changed).items() if each != "name"})


def resume_subscriber(connection: Connection, name: str) -> None:
    """Send again to a subscriber that had stopped. Raises NoSuchSubscriber."""
    _change(connection, name, {"stopped_at": None})


def remove_subscriber(connection: Connection, name: str) -> None:
    """Tell a subscriber nothing any more, nor what waits. Raises NoSuchSubscriber."""
    if not connection.execute(_REMOVE, {"name": name}).rowcount:
        raise NoSuchSubscriber(name)


def subscribers(connection: Connection) -> list[ListedSubscriber]:
    """All that are told of events."""
    with connection.cursor(row_factory=class_row(ListedSubscriber)) as cursor:
        return cursor.execute(_LISTED).fetchall()


def subscriber_named(connection: Connection, name: str) -> ListedSubscriber:
    """One of them. Raises NoSuchSubscriber."""
    found = next((each for each in subscribers(connection) if each.name == name), None)
    if found is None:
        raise NoSuchSubscriber(name)
    return found


def replay(connection: Connection, name: str, wanted: ReplayWanted) -> int:
    """Line up events for a subscriber again; how many. Raises NoSuchSubscriber."""
    subscriber_named(connection, name)
    row = connection.execute(_REPLAY, {"subscriber": name, **wanted._asdict()}).fetchone()
    return int(row["lined_up"]) if row else 0


_ORDERS = {
    EventOrder.NEWEST: sql.SQL("lined_up_at DESC, reference, seq DESC"),
    EventOrder.OLDEST: sql.SQL("lined_up_at, reference, seq"),
}


def delivery_log(connection: Connection, name: str, wanted: LogWanted) -> tuple[list[LoggedDelivery], int]:
    """Lines of the log of a subscriber, and how many there are in all. Raises NoSuchSubscriber."""
    subscriber_named(connection, name)
    filters = {"subscriber": name, "reference": wanted.reference, "status": wanted.status}
    given = {column: value for column, value in filters.items() if value is not None}
    where = sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(each), sql.Placeholder(each)) for each in given
    )
    counted = connection.execute(sql.SQL("SELECT count(*) AS n FROM webhook_delivery WHERE {}").format(where), given)
    total = counted.fetchone()
    query = sql.SQL("SELECT {} FROM webhook_delivery WHERE {} ORDER BY {} LIMIT %(limit)s OFFSET %(offset)s").format(
        columns_of(LoggedDelivery), where, _ORDERS[wanted.order]
    )
    with connection.cursor(row_factory=class_row(LoggedDelivery)) as cursor:
        found = cursor.execute(query, given | {"limit": wanted.limit, "offset": wanted.offset}).fetchall()
    return found, int(total["n"]) if total else 0


def _columns(subscriber: Subscriber) -> dict[str, Any]:
    return {
        "name": subscriber.name,
        "url": subscriber.url,
        "secrets": list(subscriber.secrets),
        "scope": subscriber.scope,
        "types": list(subscriber.types_told),
        "pack": subscriber.pack,
        "channels": list(subscriber.channels),
    }


def _change(connection: Connection, name: str, columns: Mapping[str, Any]) -> None:
    put = (sql.SQL("{} = {}").format(sql.Identifier(each), sql.Placeholder(each)) for each in columns)
    if not connection.execute(_CHANGE.format(sql.SQL(", ").join(put)), {**columns, "name": name}).rowcount:
        raise NoSuchSubscriber(name)
