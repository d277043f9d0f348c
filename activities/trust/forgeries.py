"""Messages that were not authentic, counted: by a metric at once, on record and on the attention list soon."""

import threading
from collections import Counter
from datetime import datetime
from typing import LiteralString

from temporalio.common import MetricMeter

from activities.records.attention import call_attention
from activities.records.database import Connection
from activities.records.store import Records
from models.codes import AttentionKind
from models.trust.forgery import Forgery

_ADD: LiteralString = """
INSERT INTO forgery (hour, reason, tries) VALUES (%(hour)s, %(reason)s, %(tries)s)
ON CONFLICT (hour, reason) DO UPDATE SET tries = forgery.tries + excluded.tries
"""
_COUNTED: LiteralString = """
SELECT reason, sum(tries)::integer AS tries FROM forgery WHERE hour >= %s GROUP BY reason ORDER BY tries DESC, reason
"""
CASES_NOTED = 1_000
"""Cases of which a worker notes at most between two writings that they were sent forgeries; all are counted."""


def counted_since(connection: Connection, since: datetime) -> dict[str, int]:
    """How many messages were not authentic since an instant, by reason, most first."""
    rows = connection.execute(_COUNTED, (since,)).fetchall()
    return {row["reason"]: row["tries"] for row in rows}


class ForgeryTally:
    """What one worker has counted and not yet written. Thread-safe."""

    def __init__(self, records: Records, meter: MetricMeter | None) -> None:
        self._records = records
        self._metric = (meter or MetricMeter.noop).create_counter(
            "tawasul_forgeries", "Messages that were not authentic, by reason"
        )
        self._lock = threading.Lock()
        self._tries: Counter[tuple[datetime, Forgery]] = Counter()
        self._cases: set[tuple[datetime, str]] = set()

    def count(self, reason: Forgery, reference: str, at: datetime) -> None:
        """Count one message."""
        self._metric.add(1, {"reason": str(reason)})
        hour = at.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            self._tries[hour, reason] += 1
            if len(self._cases) < CASES_NOTED:
                self._cases.add((hour, reference))

    def write(self) -> None:
        """Put on record what was counted; what could not be written is kept for the next time."""
        with self._lock:
            tries, self._tries = self._tries, Counter()
            cases, self._cases = self._cases, set()
        try:
            self._write_all(tries, cases)
        except BaseException:
            with self._lock:
                self._tries.update(tries)
                self._cases |= cases
            raise

    def _write_all(self, tries: Counter[tuple[datetime, Forgery]], cases: set[tuple[datetime, str]]) -> None:
        """Put each on record, and take it out of what is left to write."""
        for (hour, reason), number in list(tries.items()):
            self._records.execute(_ADD, {"hour": hour, "reason": reason, "tries": number})
            del tries[hour, reason]
        for hour, reference in list(cases):
            call_attention(self._records, AttentionKind.FORGED_MESSAGES, reference, hour.isoformat(), hour)
            cases.discard((hour, reference))
