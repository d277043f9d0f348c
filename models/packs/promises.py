"""Promises as a pack writes them, and what they are for the cases of one service: whose calendar counts, and how."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, Field, Tag

from models.base import Frozen
from models.calendar.counted_days import LONGEST, end_of_days
from models.calendar.day_rule import DayRule
from models.calendar.promise import AMOUNT, DAYS, DayOffset, Promise, way_of
from models.calendar.rules import CalendarRules
from models.calendar.working import WorkingCalendar
from models.codes import ClockKind, Priority
from models.problems import KeyProblem, KeyProblems, unknown_name

if TYPE_CHECKING:
    from models.packs.pack import Pack, Profile, Service


class WrittenPromise(Frozen):
    """A promise that is no plain amount: days by one of the pack's day rules, or an amount in another calendar."""

    amount: timedelta | None = None
    days: int | None = Field(default=None, ge=1, le=LONGEST)
    rule: str | None = None
    calendar: str | None = None


Written = Annotated[Annotated[timedelta, Tag(AMOUNT)] | Annotated[WrittenPromise, Tag(DAYS)], Discriminator(way_of)]
Targets = dict[ClockKind, dict[Priority, Written]]
CaseTargets = dict[ClockKind, dict[Priority, timedelta | Promise]]


def own_calendar(pack: "Pack", service: "Service") -> CalendarRules:
    """The calendar of a service's cases: the one it names, else the pack's."""
    return pack.calendar_named(service.calendar)


def case_targets(pack: "Pack", service: "Service", profile: "Profile", calendar: str) -> CaseTargets:
    """The promises of a service for cases of a calendar. Where none is named beside them, the service's counts."""
    own = profile.calendar or own_calendar(pack, service).name
    return {
        clock: {priority: _promise(pack, written, own, calendar) for priority, written in by_priority.items()}
        for clock, by_priority in profile.targets.items()
    }


def _promise(pack: "Pack", written: timedelta | WrittenPromise, own: str, of_case: str) -> timedelta | Promise:
    given = written if isinstance(written, WrittenPromise) else WrittenPromise(amount=written)
    named = given.calendar or own
    calendar = None if named == of_case else named
    if given.days is None and calendar is None:
        return given.amount or timedelta()
    rule = pack.day_rules.get(given.rule or "", DayRule())
    return Promise(amount=given.amount, days=given.days, rule=rule, calendar=calendar)


def named_calendars(pack: "Pack", targets: CaseTargets) -> dict[str, CalendarRules]:
    """The calendars that promises name, besides the case's own."""
    promises = (each for by_priority in targets.values() for each in by_priority.values())
    names = {each.calendar for each in promises if isinstance(each, Promise) and each.calendar}
    return {name: pack.calendar_named(name) for name in sorted(names)}


_FAR = datetime.fromisoformat("2200-12-31T00:00:00+00:00")
"""The last day of which a request can be."""


def promise_problems(pack: "Pack") -> KeyProblems:
    """Names of calendars and day rules that lead nowhere, and promises of nothing or of two things."""
    names = pack.calendar_names
    for code, service in pack.services.items():
        yield from unknown_name(service.calendar, names, "calendar", "services", code, "calendar")
    for code, profile in pack.profiles.items():
        yield from unknown_name(profile.calendar, names, "calendar", "profiles", code, "calendar")
        for clock, by_priority in profile.targets.items():
            for priority, written in by_priority.items():
                if isinstance(written, WrittenPromise):
                    key = ("profiles", code, "targets", clock, priority)
                    yield from _written(pack, written, names, *key)


def _written(pack: "Pack", written: WrittenPromise, calendars: tuple[str, ...], *key: str) -> KeyProblems:
    yield from unknown_name(written.calendar, calendars, "calendar", *key, "calendar")
    yield from unknown_name(written.rule, pack.day_rules, "day rule", *key, "rule")
    if (written.amount is None) == (written.days is None):
        yield KeyProblem(key, "give an amount of working time or a number of days, one of them")
    elif written.rule and written.days is None:
        yield KeyProblem((*key, "rule"), "a day rule counts days, and there are none")


def days_nobody_can_count(pack: "Pack") -> KeyProblems:
    """Promises in days that a calendar they are counted in does not reach."""
    calendars = {name: WorkingCalendar(pack.calendar_named(name)) for name in pack.calendar_names}
    for code, profile in pack.profiles.items():
        services = [each for each in pack.services.values() if each.profile == code] or [*pack.services.values()][:1]
        for own in {own_calendar(pack, service).name: service for service in services}.values():
            of_case = own_calendar(pack, own).name
            for clock, by_priority in case_targets(pack, own, profile, of_case).items():
                for priority, promise in by_priority.items():
                    if isinstance(promise, Promise) and promise.days:
                        counted_in = calendars[promise.calendar or of_case]
                        most = promise.days + _after_end(profile, clock)
                        if not _reaches(counted_in, most, promise.rule):
                            reason = f"the calendar has not {most} days that count"
                            yield KeyProblem(("profiles", code, "targets", clock, priority, "days"), reason)


def _after_end(profile: "Profile", clock: ClockKind) -> int:
    """How many days after the end of a clock its last rung stands."""
    offsets = (rung.offset for rung in profile.ladder if rung.clock is clock)
    return max((each.days for each in offsets if isinstance(each, DayOffset) and each.days > 0), default=0)


def _reaches(calendar: WorkingCalendar, days: int, rule: DayRule) -> bool:
    try:
        end_of_days(_FAR, days, rule, calendar)
    except ValueError:
        return False
    return True
