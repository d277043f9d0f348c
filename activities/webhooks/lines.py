"""What waits for a subscriber, in the records: taken in order for each case, marked, and removed in the end.

Statements are SQL text: taking and marking are one statement each, which SQLAlchemy's expressions would hide. All
instants are the records' own. Whoever takes a delivery has it for a minute; if they die, another tries it then.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from activities.records.store import Records
from models.codes import DeliveryStatus, WebhookScope

TAKEN_FOR = timedelta(minutes=1)
"""How long a delivery belongs to who took it: longer than a try takes."""
GIVE_UP = timedelta(hours=72)
"""How long a delivery is tried, from when its event was on record."""
TRIED_AT_LEAST = timedelta(hours=1)
"""And how long at least from its first try, which may have had to wait for others of its case."""
LONGEST_BETWEEN = timedelta(minutes=5)
"""Between two tries of one delivery; the first pause is a second, each further one twice as long."""
KEPT_FOR = timedelta(days=30)
"""How long the log has what was delivered."""

_SUBSCRIBER = """
SELECT url, secrets, scope FROM webhook_subscriber WHERE name = %(subscriber)s
  AND removed_at IS NULL AND stopped_at IS NULL
"""
_FIRST_OF_ITS_CASE = """
d.subscriber = %(subscriber)s AND d.status = 'pending' AND NOT EXISTS (
    SELECT FROM webhook_delivery b WHERE b.subscriber = d.subscriber AND b.reference = d.reference
    AND b.seq < d.seq AND b.status = 'pending')
"""
_TAKE = f"""
WITH due AS (
    SELECT d.subscriber, d.reference, d.seq FROM webhook_delivery d
    WHERE {_FIRST_OF_ITS_CASE} AND d.next_at <= now()
    ORDER BY d.attempts, d.next_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE webhook_delivery w SET next_at = now() + %(taken_for)s FROM due
WHERE (w.subscriber, w.reference, w.seq) = (due.subscriber, due.reference, due.seq)
RETURNING w.reference, w.seq, w.key, w.body
"""  # noqa: S608 - the only thing filled in is a condition of ours
_NEXT = f"""
SELECT extract(epoch FROM min(d.next_at) - now())::float AS wait FROM webhook_delivery d WHERE {_FIRST_OF_ITS_CASE}
"""  # noqa: S608 - as above
_ONE = "subscriber = %(subscriber)s AND reference = %(reference)s AND seq = %(seq)s AND status = 'pending'"
_FIX = f"UPDATE webhook_delivery SET body = %(body)s WHERE {_ONE} AND body IS NULL"  # noqa: S608 - as above
_SENT = f"""
UPDATE webhook_delivery SET status = 'sent', attempts = attempts + 1, ended_at = now(), error = NULL,
    first_tried_at = coalesce(first_tried_at, now())
WHERE {_ONE}
"""  # noqa: S608 - as above
_OVER = """
now() >= lined_up_at + %(give_up)s AND now() >= coalesce(first_tried_at, now()) + %(at_least)s
"""
_FAILED = f"""
UPDATE webhook_delivery SET attempts = attempts + 1, error = %(code)s,
    first_tried_at = coalesce(first_tried_at, now()),
    next_at = now() + greatest(%(pause)s, least(%(longest)s, interval '1 second' * power(2, least(attempts, 12)))),
    status = CASE WHEN {_OVER} THEN 'failed' ELSE status END,
    ended_at = CASE WHEN {_OVER} THEN now() END
WHERE {_ONE}
RETURNING status
"""  # noqa: S608 - as above
_PUT_BACK = f"UPDATE webhook_delivery SET next_at = now() WHERE {_ONE}"  # noqa: S608 - as above
_FIRST_DUE = """
SELECT s.name, d.reference, d.seq FROM webhook_subscriber s, LATERAL (
    SELECT reference, seq FROM webhook_delivery
    WHERE subscriber = s.name AND status = 'pending' AND next_at <= now() ORDER BY attempts, next_at LIMIT 1
) AS d
WHERE s.removed_at IS NULL AND s.stopped_at IS NULL ORDER BY s.name
"""
_STOP = """
UPDATE webhook_subscriber SET stopped_at = now() WHERE name = %(subscriber)s AND stopped_at IS NULL RETURNING name
"""
_PRUNE = """
DELETE FROM webhook_delivery WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM webhook_delivery WHERE subscriber = %(subscriber)s AND status = 'sent'
    AND ended_at < now() - %(kept_for)s LIMIT 1000))
"""


class SendingTo(NamedTuple):
    """What is to be known of a subscriber to send to it."""

    url: str
    secrets: tuple[str, ...]
    scope: WebhookScope


class WaitingDelivery(NamedTuple):
    """A delivery that was taken; without a body until its first try fixes it."""

    reference: str
    seq: int
    key: str
    body: str | None


def first_due(records: Records) -> dict[str, tuple[str, int]]:
    """The subscribers for whom something is due, and for each what is: an event of a case."""
    return {row.name: (row.reference, row.seq) for row in records.all(_FIRST_DUE, {})}


@dataclass(frozen=True)
class WaitingLine:
    """The deliveries to one subscriber."""

    records: Records
    subscriber: str

    def sending_to(self) -> SendingTo | None:
        """The subscriber; none where it was removed or has stopped."""
        rows = self.records.all(_SUBSCRIBER, {"subscriber": self.subscriber})
        return SendingTo(rows[0].url, tuple(rows[0].secrets), WebhookScope(rows[0].scope)) if rows else None

    def take(self, most: int) -> list[WaitingDelivery]:
        """Deliveries that are due, of each case the oldest alone, those that were tried least first."""
        given = {"subscriber": self.subscriber, "most": most, "taken_for": TAKEN_FOR}
        return [WaitingDelivery(row.reference, row.seq, row.key, row.body) for row in self.records.all(_TAKE, given)]

    def next_in(self) -> float | None:
        """Seconds until the next one is due; none when nothing waits."""
        wait = self.records.one(_NEXT, {"subscriber": self.subscriber}).wait
        return None if wait is None else max(float(wait), 0.0)

    def fix(self, delivery: WaitingDelivery, body: str) -> None:
        """Keep the bytes of a delivery for all tries."""
        self.records.execute(_FIX, self._of(delivery) | {"body": body})

    def sent(self, delivery: WaitingDelivery) -> None:
        """Mark a delivery as taken by the subscriber."""
        self.records.execute(_SENT, self._of(delivery))

    def failed(self, delivery: WaitingDelivery, code: str, pause: timedelta) -> bool:
        """Mark a try that failed; whether the delivery is given up with it."""
        limits = {"give_up": GIVE_UP, "at_least": TRIED_AT_LEAST, "longest": LONGEST_BETWEEN}
        rows = self.records.all(_FAILED, self._of(delivery) | limits | {"code": code, "pause": pause})
        return any(row.status == DeliveryStatus.FAILED for row in rows)

    def put_back(self, delivery: WaitingDelivery) -> None:
        """Give back a delivery that was taken and not tried."""
        self.records.execute(_PUT_BACK, self._of(delivery))

    def stop(self) -> bool:
        """Send nothing more to the subscriber until somebody resumes it; whether it was sent to until now."""
        return bool(self.records.all(_STOP, {"subscriber": self.subscriber}))

    def prune(self) -> None:
        """Remove some of what was delivered long ago."""
        self.records.execute(_PRUNE, {"subscriber": self.subscriber, "kept_for": KEPT_FOR})

    def _of(self, delivery: WaitingDelivery) -> dict[str, object]:
        return {"subscriber": self.subscriber, "reference": delivery.reference, "seq": delivery.seq}
