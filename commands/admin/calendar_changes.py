"""The calendar in force, which is a pack's calendar under the changes announced since, and the next change of it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from activities.records import calendars
from activities.reports.cases import live_references
from commands.common.context import administration, packs, records
from commands.common.process.event_loop import in_thread
from commands.common.terminal.progress import ProgressBar
from commands.common.typed.suggest import did_you_mean
from commands.common.words.language import _, listed
from errors import WrongUsage
from models.calendar.change import CalendarChange, calendar_name
from models.calendar.months import HijriMonth
from models.calendar.rules import CalendarRules, Closure
from models.calendar.working import compile_calendar
from models.case.actor import Actor

LONGEST_CLOSURE = timedelta(days=366)
"""So long the office may be closed at most."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which calendar somebody means: that of a pack, or one by its name; neither, where only one can be meant."""

    pack: str | None = None
    name: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing was said."""
        return self.pack is None and self.name is None


class OwnCalendar(NamedTuple):
    """A calendar and the pack whose it is: another pack may have one of the same name."""

    pack: str
    rules: CalendarRules

    @property
    def name(self) -> str:
        """Its name where packs meet."""
        return calendar_name(self.rules.name, self.pack)


def calendar_of(which: Which) -> OwnCalendar:
    """The calendar that is meant; with nothing said, the only one there is. Raises WrongUsage."""
    known = packs()
    if which.pack is not None and which.pack not in known:
        raise WrongUsage(_("--pack: no pack {pack}", pack=which.pack), did_you_mean(which.pack, known, "packs"))
    if which.name is not None:
        return _calendar_named(which.name, which.pack)
    if which.pack is None and len(known) > 1:
        raise WrongUsage(_("say whose calendar with --pack: {known}", known=listed(known)))
    return _calendars_of(which.pack)[0]


def _calendar_named(name: str, pack: str | None) -> OwnCalendar:
    known = _calendars_of(pack)
    found = [each for each in known if name in {each.rules.name, each.name}]
    if not found:
        names = [each.rules.name if pack else each.name for each in known]
        raise WrongUsage(_("--calendar: no calendar {name}", name=name), did_you_mean(name, names, "calendars"))
    if len(found) > 1:
        owners = ", ".join(each.pack for each in found)
        raise WrongUsage(
            _("several packs have a calendar {name!r}: say whose with --pack: {owners}", name=name, owners=owners)
        )
    return found[0]


def _calendars_of(pack: str | None) -> list[OwnCalendar]:
    """The calendars of a pack, or of all packs; of each that of whatever names none first."""
    owners = [each for each in packs().values() if pack in {None, each.name}]
    return [OwnCalendar(each.name, rules) for each in owners for rules in (each.calendar, *each.calendars.values())]


def calendar_with_season(month: int, which: Which) -> OwnCalendar:
    """The calendar that is meant; with nothing said, the only one with hours for a Hijri month. Raises WrongUsage."""
    return _the_one(lambda rules: month in {each.hijri_month for each in rules.overlays}, which)


def calendar_with_closure(closure: str, which: Which) -> OwnCalendar:
    """The calendar that is meant; with nothing said, the only one that has the closure already. Raises WrongUsage."""
    return _the_one(lambda rules: closure in {each.id for each in rules.closures}, which)


def _the_one(having_it: Callable[[CalendarRules], bool], which: Which) -> OwnCalendar:
    if which.is_open:
        found = [each for each in _calendars_of(None) if having_it(each.rules)]
        if len(found) == 1:
            return found[0]
    return calendar_of(which)


def calendar_in_force(calendar: OwnCalendar) -> tuple[CalendarRules, tuple[CalendarChange, ...]]:
    """A calendar under the changes announced since its pack was written, and these changes."""
    rules = calendar.rules
    with records() as connection:
        changes = calendars.announced(connection, calendar.pack, rules.name)
    for change in changes:
        rules = change.apply(rules)
    return rules, changes


def change_for(
    calendar: OwnCalendar,
    closures: tuple[Closure, ...] = (),
    removed: tuple[str, ...] = (),
    months: tuple[HijriMonth, ...] = (),
) -> CalendarChange:
    """The next change of a calendar; the last change when it is the same again, so that announcing it is resumed.

    Raises WrongUsage when no working time would be left.
    """
    before, changes = calendar_in_force(calendar)
    if changes and (changes[-1].closures, changes[-1].removed, changes[-1].months) == (closures, removed, months):
        return changes[-1]
    change = CalendarChange(
        pack=calendar.pack,
        calendar=calendar.rules.name,
        version=f"{calendar.rules.version}+{len(changes) + 1}",
        closures=closures,
        removed=removed,
        months=months,
    )
    _check_hours_left(change.apply(before), closures)
    return change


def _check_hours_left(rules: CalendarRules, closures: tuple[Closure, ...]) -> None:
    """Raises WrongUsage for a closure that would leave new requests without a due instant."""
    for closure in closures:
        first, last = closure.from_date, closure.to_date
        if isinstance(first, date) and isinstance(last, date) and last - first > LONGEST_CLOSURE:
            raise WrongUsage(
                _("a closure has at most {days} days: compare --from with --to", days=LONGEST_CLOSURE.days)
            )
    try:
        compile_calendar(rules)
    except ValueError as error:
        raise WrongUsage(str(error)) from error


def put_on_record(change: CalendarChange, why: str, by: str, at: datetime) -> None:
    """Keep the change for new cases. Raises WrongUsage when somebody announced another one at the same time."""
    with administration() as connection:
        try:
            calendars.announce(connection, change, why, by, at)
        except calendars.AlreadyAnnounced as error:
            raise WrongUsage(
                _("somebody announced another change just now: look with `calendar show`, then again")
            ) from error


async def signal_cases(change: CalendarChange, why: str, announcer: Actor) -> int:
    """Signal the change to every live case under the calendar, signed by who announces it; returns how many took it.

    Raises Unreachable, SessionOver.
    """
    import client
    import settings
    from models.case.commands import ChangeCalendar
    from sessions.signing import Signers

    command, by = ChangeCalendar.announcing(change, why, announcer), Signers.of(settings.load()).by(announcer)
    with ProgressBar(_("announcing")) as progress:
        return await client.announce(await client.connect(), _live_cases(change, progress), command, by)


async def _live_cases(change: CalendarChange, progress: ProgressBar) -> AsyncIterator[str]:
    """The references of the live cases under the calendar of a change, each counted as it is taken."""
    with records() as connection:
        async for reference in in_thread(live_references(connection, change)):
            yield reference
            progress.step()
