"""How many cases were opened lately: of one applicant within a day, by one channel within an hour.

SQL text: the n-th newest of an index, which SQLAlchemy would only wrap. Of requests at one moment the later one may be
on record first, so what was received after a request counts for it too.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activities.records.store import Records
from models.intake.person_hash import applicant_key
from models.intake.request import Request
from models.packs.pack import Openings

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_OF_APPLICANT = """
SELECT received_at AS at FROM request WHERE applicant_key = %(about)s AND received_at >= %(since)s
ORDER BY received_at DESC OFFSET %(before)s LIMIT 1
"""
_BY_CHANNEL = """
SELECT opened_at AS at FROM case_row WHERE channel = %(about)s AND opened_at >= %(since)s
ORDER BY opened_at DESC OFFSET %(before)s LIMIT 1
"""
LOOK_EVERY = 10.0
"""Seconds for which what was counted of a channel holds: its many openings are not counted at each of them."""


@dataclass(frozen=True)
class Pace:
    """Says when a request comes too soon. Shared by the threads of a worker."""

    _of_channels: dict[str, tuple[float, datetime | None]] = field(default_factory=dict)

    def free_again(self, records: Records, request: Request, limits: Openings, at: datetime) -> datetime | None:
        """From when on a case of this applicant and channel may be opened; none: now."""
        about = applicant_key(records.index_key, request)
        oldest = _oldest(records, _OF_APPLICANT, limits.per_applicant_a_day, about=about, since=at - _DAY)
        if oldest:
            return oldest + _DAY
        oldest = self._by_channel(records, request.channel, limits.per_channel_an_hour, at)
        return oldest + _HOUR if oldest else None

    def _by_channel(self, records: Records, channel: str, limit: int, at: datetime) -> datetime | None:
        looked, oldest = self._of_channels.get(channel, (0.0, None))
        if oldest or not looked or time.monotonic() > looked + LOOK_EVERY:
            oldest = _oldest(records, _BY_CHANNEL, limit, about=channel, since=at - _HOUR)
            self._of_channels[channel] = (time.monotonic(), oldest)
        return oldest


def _oldest(records: Records, statement: str, limit: int, **about: object) -> datetime | None:
    """The oldest of the last openings that use a limit up; none while it is not used up."""
    times: list[datetime] = [row.at for row in records.all(statement, about | {"before": limit - 1})]
    return times[0] if times else None
