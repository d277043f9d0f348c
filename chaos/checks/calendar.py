"""Working time by a slow and obvious calendar: each local day is cut into pieces, and each piece is open or closed.

It is written from docs/policies.md alone and shares no code with `models.calendar`, against which it is tested.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hijridate import Gregorian, Hijri

Json = Mapping[str, Any]
Piece = tuple[datetime, datetime]
"""An open stretch of time, its end not included, in UTC."""

DAY = timedelta(days=1)
NOTHING = timedelta()
_LONGEST = 3_660
"""Days after which a calendar that never opens is given up."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Calendar:
    """The calendar of some rules, as a pack or a policy on record has them."""

    def __init__(self, rules: Json) -> None:
        self.rules = rules
        self.zone = ZoneInfo(rules["timezone"])
        self._days: dict[date, tuple[Piece, ...]] = {}
        self._begun: dict[date, tuple[Piece, ...]] = {}

    def used(self, since: datetime, until: datetime) -> timedelta:
        """The working time from one instant to a later one; nothing when it is not later."""
        day, last, total = _local_date(since, self.zone), _local_date(until, self.zone), NOTHING
        while day <= last:
            for begins, ends in self.pieces(day):
                total += max(min(ends, until) - max(begins, since), NOTHING)
            day += DAY
        return total

    def after(self, since: datetime, amount: timedelta) -> datetime:
        """The first instant by which so much working time, more than none, has passed since another.

        Raises ValueError when the calendar has not so much.
        """
        day, left = _local_date(since, self.zone), amount
        for _ in range(_LONGEST):
            for begins, ends in self.pieces(day):
                start = max(begins, since)
                if ends - start >= left and ends > start:
                    return start + left
                left -= max(ends - start, NOTHING)
            day += DAY
        raise ValueError(f"the calendar {self.rules['name']} has no {amount} of working time after {since}")

    def last_worked(self, since: datetime, until: datetime) -> datetime | None:
        """The last instant up to another by which somebody worked; None when nobody did since a third."""
        day = _local_date(until, self.zone)
        while day >= _local_date(since, self.zone):
            for begins, ends in reversed(self.pieces(day)):
                if max(begins, since) < min(ends, until):
                    return min(ends, until)
            day -= DAY
        return None

    def pieces(self, day: date) -> tuple[Piece, ...]:
        """The open stretches of one local day, from midnight to midnight, in order."""
        if day not in self._days:
            self._days[day] = tuple(self._open_pieces(day))
        return self._days[day]

    def begun_on(self, day: date) -> tuple[Piece, ...]:
        """The open stretches of the hours that begin on a local day, in order; a working day has one."""
        if day not in self._begun:
            opened = [*self._intervals(day, self._hours(day))]
            breaks = [piece for each in (-DAY, NOTHING, DAY) for piece in self._cut_out(day + each)]
            self._begun[day] = tuple(_open_between(opened, breaks, set()))
        return self._begun[day]

    def _open_pieces(self, day: date) -> Iterator[Piece]:
        midnight, next_midnight = _instant(day, time(), self.zone), _instant(day + DAY, time(), self.zone)
        opened = [piece for each in (day - DAY, day) for piece in self._intervals(each, self._hours(each))]
        breaks = [piece for each in (day - DAY, day) for piece in self._cut_out(each)]
        for begins, ends in _open_between(opened, breaks, {midnight, next_midnight}):
            if midnight <= begins and ends <= next_midnight:
                yield begins, ends

    def _cut_out(self, day: date) -> Iterator[Piece]:
        return self._intervals(day, self._breaks(day))

    def _hours(self, day: date) -> list[str]:
        """The hours that begin on a day, before breaks: by an opening, a closure, an overlay, or the week."""
        if opening := _last(each for each in self._all("openings") if _covers(each, day)):
            return list(opening["hours"])
        if any(not closure.get("hours") for closure in self._closures(day)):
            return []
        overlay = _last(each for each in self._all("overlays") if _overlaid(each, day, self._all("months")))
        week = overlay or _last(each for each in self._all("weekly") if _in_force(each, day))
        return list(week["hours"].get(_WEEKDAYS[day.weekday()], ())) if week else []

    def _breaks(self, day: date) -> list[str]:
        return [hours for closure in self._closures(day) for hours in closure.get("hours") or ()]

    def _closures(self, day: date) -> list[Json]:
        return [each for each in self._all("closures") if _covers(each, day) and _in_force(each, day)]

    def _all(self, layer: str) -> list[Json]:
        return list(self.rules.get(layer) or ())

    def _intervals(self, day: date, hours: list[str]) -> Iterator[Piece]:
        """Hours as `07:30-14:30` on a local day; an end not after its start is on the next day."""
        for text in hours:
            opens, closes = (_clock_time(part) for part in text.split("-"))
            yield _instant(day, opens, self.zone), _instant(day if closes > opens else day + DAY, closes, self.zone)


def calendar_of(rules: Json) -> Calendar:
    """The calendar of some rules; equal rules share one, as its days are worth keeping."""
    return _calendar(json.dumps(rules, default=str, sort_keys=True))


@lru_cache(maxsize=256)
def _calendar(text: str) -> Calendar:
    return Calendar(json.loads(text))


def changed(rules: Json, change: Json) -> Json:
    """The rules after closures or first days of months were announced, moved or taken back."""
    closures, months = (list(change.get(layer) or ()) for layer in ("closures", "months"))
    gone = {*(change.get("removed") or ()), *(each["id"] for each in closures)}
    named = {_month_id(each) for each in months} | gone
    kept = [each for each in rules.get("closures") or () if each["id"] not in named]
    kept_months = [each for each in rules.get("months") or () if _month_id(each) not in named]
    others = {layer: value for layer, value in rules.items() if layer != "months"}
    in_force = {"months": [*kept_months, *months]} if kept_months or months else {}
    return {**others, **in_force, "closures": [*kept, *closures], "version": change["version"]}


def _month_id(month: Json) -> str:
    return f"hijri-{month['year']}-{month['month']:02}"


def changes_of(announced: Iterable[Json], pack: str, calendar: str) -> list[Json]:
    """What was announced of a calendar of a pack, in order; a change that names no pack is of all that have it."""
    of_pack = (each for each in announced if each.get("pack", "") in ("", pack))
    return [each["change"] for each in of_pack if each["calendar"] == calendar]


def last_announced(announced: Iterable[Json], pack: str, calendar: str) -> dict[str, Json | None]:
    """What was announced last of each closure of a calendar, by its id; None of one that was taken back."""
    last: dict[str, Json | None] = {}
    for change in changes_of(announced, pack, calendar):
        last |= dict.fromkeys(change.get("removed") or ())
        last |= {closure["id"]: closure for closure in change.get("closures") or ()}
    return last


def _local_date(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _clock_time(text: str) -> time:
    return time.fromisoformat("00:00" if text == "24:00" else text)


def _open_between(opened: list[Piece], breaks: list[Piece], also: set[datetime]) -> Iterator[Piece]:
    """The stretches between two instants at which something opens or closes, where something is open."""
    cuts = also | {instant for piece in (*opened, *breaks) for instant in piece}
    for begins, ends in pairwise(sorted(cuts)):
        if _inside(begins, opened) and not _inside(begins, breaks):
            yield begins, ends


def _inside(instant: datetime, pieces: list[Piece]) -> bool:
    return any(begins <= instant < ends for begins, ends in pieces)


def _last(found: Iterator[Json]) -> Json | None:
    return next(iter([*found][-1:]), None)


def _covers(dated: Json, day: date) -> bool:
    """Whether a day lies between `from_date` and `to_date`, two dates or two days of every year as `*-09-23`."""
    begins = str(dated["from_date"])
    ends = str(dated.get("to_date") or begins)
    return begins <= (f"*{day:-%m-%d}" if begins.startswith("*") else day.isoformat()) <= ends


def _in_force(effective: Json, day: date) -> bool:
    since, until = effective.get("since"), effective.get("until")
    return (not since or str(since) <= day.isoformat()) and (not until or day.isoformat() <= str(until))


def _overlaid(overlay: Json, day: date, announced: list[Json]) -> bool:
    begins, ends, month = overlay.get("from_date"), overlay.get("to_date"), overlay.get("hijri_month")
    within = (not begins or str(begins) <= day.isoformat()) and (not ends or day.isoformat() <= str(ends))
    return within and (not month or _in_month(day, month, announced))


def _in_month(day: date, month: int, announced: list[Json]) -> bool:
    """Whether a day is one of the 29 or 30 days from the first one of a Hijri month."""
    if not announced:
        return bool(Gregorian.fromdate(day).to_hijri().month == month)
    first_days = {(each["year"], each["month"]): date.fromisoformat(str(each["from_date"])) for each in announced}
    years = {Gregorian.fromdate(day + DAY * near).to_hijri().year for near in (-3, 0, 3)}
    for year in years:
        begins = first_days.get((year, month)) or _computed(year, month)
        after = (year, month + 1) if month != 12 else (year + 1, 1)
        length = ((first_days.get(after) or _computed(*after)) - begins).days
        if timedelta() <= day - begins < max(29, min(30, length)) * DAY:
            return True
    return False


def _computed(year: int, month: int) -> date:
    day: date = Hijri(year, month, 1).to_gregorian()
    return day
