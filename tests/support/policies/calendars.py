"""Small calendars for tests, and the calendars of the packs."""

import tomllib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.calendar.change import CalendarChange
from models.calendar.rules import CalendarRules, Closure
from models.calendar.working import WorkingCalendar, compile_calendar
from settings import PROJECT

POLICIES = PROJECT / "policies"
RIYADH = ZoneInfo("Asia/Riyadh")
SUNDAY_TO_THURSDAY = [{"hours": {day: ["08:00-15:00"] for day in ("sun", "mon", "tue", "wed", "thu")}}]


def rules(weekly: list[dict[str, Any]] | None = None, timezone: str = "Asia/Riyadh", **layers: Any) -> CalendarRules:
    """Calendar rules from plain data, Sunday to Thursday 08:00-15:00 unless a week is given."""
    week = SUNDAY_TO_THURSDAY if weekly is None else weekly
    data = {"name": "test", "version": "1", "timezone": timezone, "working_day": "PT7H", "weekly": week, **layers}
    return CalendarRules.model_validate(data, extra="forbid")


def compiled(weekly: list[dict[str, Any]] | None = None, **layers: Any) -> WorkingCalendar:
    """Such rules as a compiled calendar."""
    return compile_calendar(rules(weekly, **layers))


def pack(name: str) -> CalendarRules:
    """The calendar of a pack, unknown keys refused."""
    with (POLICIES / name / "calendar.toml").open("rb") as file:
        return CalendarRules.model_validate(tomllib.load(file), extra="forbid")


def at(text: str, zone: ZoneInfo = RIYADH) -> datetime:
    """A wall time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def announce(rules: CalendarRules, closure: Closure, version: str) -> CalendarRules:
    """The rules after a closure was announced."""
    return CalendarChange(calendar=rules.name, version=version, closures=(closure,)).apply(rules)
