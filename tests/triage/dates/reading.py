"""What the tests of dates share: the moment they are read at, and the days of a text."""

from datetime import datetime
from zoneinfo import ZoneInfo

from models.text import normalized_text
from workflows.triage.dates.mentions import mentions

RIYADH = ZoneInfo("Asia/Riyadh")
NOW = datetime(2026, 2, 24, 10, tzinfo=RIYADH)
"""A Tuesday, 7 Ramadan 1447."""
UNREAD = None
"""A date that is there and cannot be read."""


def days(text: str, now: datetime = NOW) -> list[str | None]:
    """The days a text speaks of, as 02-25, with the year when it is another one."""
    found = [mention.day for mention in mentions(normalized_text(text), now)]
    return [None if day is None else day.isoformat().removeprefix(f"{now.year}-") for day in found]
