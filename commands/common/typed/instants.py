"""Instants that people type: `2026-01-06`, `2026-01-06 09:12`, or with seconds and an offset; else in a given zone.

Or as they say them: `today`, `tuesday`, `-3d`, `-4h` (`commands.common.typed.relative`).
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from commands.common.terminal import local_zone
from commands.common.typed.relative import said_date, said_instant, words_like
from commands.common.words.language import N_, _, in_one_line
from errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.case.events import Event

HOW_TO_WRITE_A_DATE = N_("write it as 2026-01-06, or say today, tomorrow, tuesday or -3d")
HOW_TO_WRITE = N_("write it as 2026-01-06 or '2026-01-06 09:12', or say today, yesterday, tuesday, -3d or -4h")


class Between(NamedTuple):
    """The time between two instants, both included; None: without that bound."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def bounded(self) -> bool:
        """Whether there is any bound."""
        return self != Between()

    def of(self, events: "Iterable[Event]") -> "Iterator[Event]":
        """The events that happened in it."""
        return (event for event in events if self._covers(event.at))

    def _covers(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


def between(since: str | None, until: str | None, zone: tzinfo) -> Between:
    """The time that `--since` and `--until` name; a date alone is the whole day. Raises WrongUsage."""
    found = Between(
        beginning_of("--since", since, zone) if since else None, end_of("--until", until, zone) if until else None
    )
    if found.since and found.until and found.since > found.until:
        raise WrongUsage(_("--since {since} is after --until {until}", since=since, until=until))
    return found


def date_ahead(text: str) -> datetime:
    """The midnight of a date that somebody plans, without a zone; a weekday is the next one. Raises WrongUsage."""
    return _midnight(text, ahead=True)


def date_past(text: str) -> datetime:
    """The midnight of a date from which or up to which is looked, without a zone; a weekday is the last one.

    Raises WrongUsage.
    """
    return _midnight(text, ahead=False)


def _midnight(text: str, *, ahead: bool) -> datetime:
    if day := _date(text.strip(), local_zone(), ahead=ahead):
        return datetime.combine(day, time())
    raise WrongUsage(_("«{text}» is no date", text=text), in_one_line((_meant(text), _(HOW_TO_WRITE_A_DATE))))


def day_of(option: str, text: str, zone: tzinfo) -> date:
    """The date that a text names. Raises WrongUsage."""
    if day := _date(text, zone, ahead=False):
        return day
    hint = in_one_line((_meant(text), _(HOW_TO_WRITE_A_DATE)))
    raise WrongUsage(_("{option}: «{text}» is no date", option=option, text=text), hint)


def day_begins(option: str, text: str | None) -> datetime | None:
    """The local beginning of the date that a text names; none of no text. Raises WrongUsage."""
    return datetime.combine(day_of(option, text, zone := local_zone()), time(), zone) if text else None


def day_ends(option: str, text: str | None) -> datetime | None:
    """The local beginning of the day after the date that a text names; none of no text. Raises WrongUsage."""
    return begins + timedelta(days=1) if (begins := day_begins(option, text)) else None


def beginning_of(option: str, text: str, zone: tzinfo, *, ahead: bool = False) -> datetime:
    """The instant a text names, or the beginning of the date; `ahead`: a weekday is the next one. Raises WrongUsage."""
    day = _date(text, zone, ahead=ahead)
    return _beginning(day, zone) if day else _instant(option, text, zone)


def end_of(option: str, text: str, zone: tzinfo, *, ahead: bool = False) -> datetime:
    """The instant a text names, or the last one of the date. Raises WrongUsage."""
    day = _date(text, zone, ahead=ahead)
    if day is None:
        return _instant(option, text, zone)
    return _beginning(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def _beginning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _date(text: str, zone: tzinfo, *, ahead: bool) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return said_date(text, datetime.now(zone).date(), ahead=ahead)


def _instant(option: str, text: str, zone: tzinfo) -> datetime:
    if said := said_instant(text, datetime.now(UTC)):
        return said
    try:
        named = datetime.fromisoformat(text)
        return (named if named.tzinfo else named.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        wrong = _(
            "{option} {text} is no instant: {how_to_write}", option=option, text=text, how_to_write=_(HOW_TO_WRITE)
        )
        raise WrongUsage(wrong, _meant(text)) from None


def _meant(text: str) -> str:
    """Which day may be meant by a word; empty where none is written alike."""
    alike = " ".join(f"«{each}»" for each in words_like(text))
    return _("did you mean {alike}?", alike=alike) if alike else ""
