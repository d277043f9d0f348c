"""What the board is asked for: of which cases, and for its charts of which days; as it stands in addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from urllib.parse import quote, urlencode

from activities.reports.board import BoardFilter
from activities.reports.indicators import Period
from commands.common.words.language import _
from errors import WrongUsage

USUAL = 30
"""Days of the charts where nobody names others."""
LONGEST = 366
_NAMES = ("pack", "service", "team", "version", "since", "until")
_LONGEST_CODE = 64
_YEARS = range(2000, 2200)


@dataclass(frozen=True)
class BoardQuery:
    """The filters of the board. Service and team may be written with their pack: `passports.exit_visas`."""

    pack: str | None = None
    service: str | None = None
    team: str | None = None
    version: str | None = None
    since: date | None = None
    until: date | None = None
    versions: bool = False
    """Whether versions are told apart too."""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "BoardQuery":
        """What an address asks for. Raises WrongUsage."""
        codes = {name: _code(given.get(name, "")) for name in _NAMES[:4]}
        packs = [codes["pack"], *((codes[name] or "").rpartition(".")[0] for name in ("service", "team"))]
        named = {name: (codes[name] or "").rpartition(".")[2] or None for name in ("service", "team")}
        first, last = _day(given.get("since", "")), _day(given.get("until", ""))
        pack = next((each for each in packs if each), None)
        return cls(pack, named["service"], named["team"], codes["version"], first, last, given.get("versions") == "1")

    @property
    def filter(self) -> BoardFilter:
        """Of which cases."""
        return BoardFilter(pack=self.pack, service=self.service, team=self.team, version=self.version)

    @property
    def narrowed(self) -> dict[str, str | None]:
        """The same as views keep it."""
        return {name: getattr(self, name) for name in _NAMES[:4]}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for but the usual."""
        return self != BoardQuery()

    def days(self, today: date) -> tuple[date, date]:
        """From which day to which. Raises WrongUsage for an order that is none, and for more than a year."""
        last = self.until or today
        first = self.since or last - timedelta(days=USUAL - 1)
        if first > last or (last - first).days >= LONGEST:
            raise WrongUsage(_("choose days that follow each other, a year at most"))
        return first, last

    def period(self, zone: tzinfo, now: datetime) -> Period:
        """The same as instants, for the figures."""
        first, last = self.days(now.astimezone(zone).date())
        since, until = (datetime.combine(each, time(), zone) for each in (first, last + timedelta(days=1)))
        return Period(since=since, until=until, **self.narrowed)

    def address(self, path: str, **more: Any) -> str:
        """An address with these filters, and with others beside or in place of them; without those that are empty."""
        given = {name: getattr(self, name) for name in _NAMES} | {"versions": int(self.versions) or None} | more
        asked = {name: value for name, value in given.items() if value not in (None, "")}
        return path + ("?" + urlencode(asked, doseq=True, quote_via=quote) if asked else "")


def _code(text: str) -> str | None:
    """A code, or none. Raises WrongUsage for what cannot be one."""
    if len(text) > _LONGEST_CODE or not all(each.isalnum() or each in "._-@" for each in text):
        raise WrongUsage(_("this is no code of a pack, a service, a team or a version"))
    return text or None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUsage(_("write the day as 2026-01-31")) from None
    if day and day.year not in _YEARS:
        raise WrongUsage(_("write the day as 2026-01-31"))
    return day
