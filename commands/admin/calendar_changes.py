"""Calendars as they are in force: a pack's rules under the changes announced since; and announcing another change."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

from activities.records.calendars import AlreadyAnnounced, announced
from activities.records.calendars import announce as put
from activities.reports.cases import live_references
from commands.common.context import packs, records
from errors import WrongUsage
from models.calendar.change import CalendarChange
from models.calendar.rules import CalendarRules, Closure
from models.calendar.working import compile_calendar

LONGEST_CLOSURE = timedelta(days=366)
"""So long the office may be closed at most."""


def named(pack: str | None) -> CalendarRules:
    """The calendar of a pack; without a name, of the only one there is. Raises WrongUsage."""
    known = packs()
    if pack is None and len(known) == 1:
        return next(iter(known.values())).calendar
    if pack is None or pack not in known:
        raise WrongUsage(f"say whose calendar with --pack: {', '.join(known)}")
    return known[pack].calendar


def holding(closure: str, pack: str | None) -> CalendarRules:
    """The calendar of a pack; without a name, the only one that has the closure already. Raises WrongUsage."""
    if pack is None:
        calendars = [each.calendar for each in packs().values()]
        have = [rules for rules in calendars if closure in {each.id for each in rules.closures}]
        if len(have) == 1:
            return have[0]
    return named(pack)


def effective(rules: CalendarRules) -> tuple[CalendarRules, tuple[CalendarChange, ...]]:
    """A calendar under the changes announced since its pack was written, and these changes."""
    with records() as connection:
        changes = announced(connection, rules.name)
    for change in changes:
        rules = change.apply(rules)
    return rules, changes


def change_for(
    rules: CalendarRules, closures: tuple[Closure, ...] = (), removed: tuple[str, ...] = ()
) -> CalendarChange:
    """The next change of a calendar. The last one said again is that one, which resumes it.

    Raises WrongUsage when no working time would be left.
    """
    before, changes = effective(rules)
    if changes and (changes[-1].closures, changes[-1].removed) == (closures, removed):
        return changes[-1]
    version = f"{rules.version}+{len(changes) + 1}"
    change = CalendarChange(calendar=rules.name, version=version, closures=closures, removed=removed)
    _check_hours_left(change.apply(before), closures)
    return change


def _check_hours_left(rules: CalendarRules, closures: tuple[Closure, ...]) -> None:
    """Raises WrongUsage for a closure that would leave new requests without a due instant."""
    for closure in closures:
        first, last = closure.from_date, closure.to_date
        if isinstance(first, date) and isinstance(last, date) and last - first > LONGEST_CLOSURE:
            raise WrongUsage(f"a closure has at most {LONGEST_CLOSURE.days} days: compare --from with --to")
    try:
        compile_calendar(rules)
    except ValueError as error:
        raise WrongUsage(str(error)) from error


def put_on_record(change: CalendarChange, why: str, by: str, at: datetime) -> None:
    """Keep the change for new cases. Raises WrongUsage when somebody announced another one at the same time."""
    with records() as connection:
        try:
            put(connection, change, why, by, at)
        except AlreadyAnnounced as error:
            raise WrongUsage(
                "somebody announced another change just now: look with `calendar show`, then again"
            ) from error


async def tell_cases(change: CalendarChange, why: str) -> int:
    """Signal the change to every live case under the calendar; how many were told. Raises Unreachable."""
    import client
    from models.case.commands import SYSTEM, CalendarChanged

    name = f"calendar:{change.calendar}:{change.version}".replace("+", ".")
    command = CalendarChanged(command_id=name, actor=SYSTEM, change=change, why=why)
    return await client.announce(await client.connect(), _live(change.calendar), command)


async def _live(calendar: str) -> AsyncIterator[str]:
    users = [pack.name for pack in packs().values() if pack.calendar.name == calendar]
    with records() as connection:
        for reference in live_references(connection, users):
            yield reference
