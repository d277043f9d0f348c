"""The commands of the working calendar: check, show, announce, month, cancel, seed."""

import gzip
import re
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.common import terminal
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, Yes, command, group, opened
from commands.common.typed.instants import date_ahead
from commands.common.typed.suggest import did_you_mean
from commands.common.words.advice import ExitCode
from commands.common.words.code_words import word
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import WrongUsage
from models.codes import Verb

if TYPE_CHECKING:
    from models.calendar.change import CalendarChange
    from models.calendar.rules import CalendarRules, Closure, Interval
    from models.case.actor import Actor

app = group("calendar")

PackName = Annotated[str | None, typer.Option("--pack", metavar="PACK", help="Whose calendar.", show_default=False)]
CalendarName = Annotated[
    str | None,
    typer.Option("--calendar", metavar="NAME", help="Which one, where a pack has several.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="List the running requests that would move; change nothing.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="Why the deadlines of running requests move.")]


@command(app, ADMIN, "tawasul calendar check vectors.jsonl.gz", "tawasul calendar check - --json < vectors.jsonl")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Working-time cases, JSON lines, also .gz; - for stdin.")],
    as_json: AsJson = False,
) -> ExitCode:
    """Compute working-time cases of other libraries and print where we agree and where not."""
    from models.calendar.vectors import check_vectors

    with opened(file) as source:
        content = source.read()
    try:
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
        report = check_vectors(text.splitlines())
    except (ValueError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise WrongUsage(f"{file}: {str(error).splitlines()[0]}") from error
    if as_json:
        terminal.as_json(report.model_dump(mode="json"))
    else:
        rows = ([each.id, each.tier, each.op, str(each.expected), str(each.got)] for each in report.differences)
        if report.differences:
            terminal.table(("case", "tier", "asks", "expected", "we say"), rows)
        agree = terminal.good if not report.differences else terminal.bad
        terminal.line(agree(_("{agree} of {checked} agree", agree=report.agree, checked=report.checked)))
    return ExitCode.REFUSED if report.differences else ExitCode.DONE


@command(app, ADMIN, "tawasul calendar show --pack passports")
def show(pack: PackName = None, calendar: CalendarName = None, as_json: AsJson = False) -> None:
    """Weekly hours, seasons and closures in force, announced changes included."""
    from commands.admin.calendar_changes import Which, calendar_in_force, calendar_of

    own = calendar_of(Which(pack, calendar))
    rules, changes = calendar_in_force(own)
    if as_json:
        terminal.as_json({"pack": own.pack, **rules.model_dump(mode="json")})
        return
    _show_rules(own.name, rules, len(changes))


def _show_rules(name: str, rules: "CalendarRules", announced: int) -> None:
    hours = _("a working day is {time}", time=terminal.working(rules.working_day))
    changes = _("{count} announced", count=terminal.counted(announced, "change"))
    terminal.line(terminal.bold(name), f" {rules.version}, {rules.timezone}, {hours}, {changes}")
    terminal.heading(_("Week"))
    for pattern in rules.weekly:
        span = _("{since} to {until}", since=pattern.since or "…", until=pattern.until or "…")
        days = (f"{day} {_hours(intervals)}" for day, intervals in pattern.hours.items())
        terminal.line(f"  {span}  ", ", ".join(days))
    terminal.heading(_("Seasons"))
    for overlay in rules.overlays:
        when = (
            _("Hijri month {hijri_month}", hijri_month=overlay.hijri_month)
            if overlay.hijri_month
            else _("{from_date} to {to_date}", from_date=overlay.from_date, to_date=overlay.to_date)
        )
        terminal.line(f"  {when}  {overlay.name}")
    for month in rules.months:
        terminal.line(
            _(
                "  {id} begins on {from_date}, as announced by {source}",
                id=month.id,
                from_date=month.from_date,
                source=month.source,
            )
        )
    terminal.heading(_("Closures"))
    rows = sorted(map(_closure_row, rules.closures), key=lambda row: str(row[1]))
    terminal.table(("id", "from", "to", "status", "occasion"), rows, indent="  ")


def _hours(intervals: "Iterable[Interval]") -> str:
    return " ".join(str(each.model_dump()) for each in intervals)


def _closure_row(closure: "Closure") -> list[terminal.Piece]:
    return [closure.id, str(closure.from_date), str(closure.to_date), word(closure.status), closure.name]


Status = Literal["estimated", "announced", "confirmed"]
"""How sure a closure is, as `ClosureStatus` has it; that one loads pydantic."""


@command(
    app,
    ADMIN,
    "tawasul calendar announce --pack passports --id eid-al-fitr-1447 --from 2026-03-18 --to 2026-03-25 \\",
    '    --name "إجازة عيد الفطر" --source "Royal Court" --why "Eid announced" --as d.dana',
)
def announce(
    id: Annotated[str, typer.Option("--id", metavar="ID", help="The occasion; an id in use is replaced.")],
    first: Annotated[datetime, typer.Option("--from", metavar="DATE", parser=date_ahead, help="The first day closed.")],
    last: Annotated[datetime, typer.Option("--to", metavar="DATE", parser=date_ahead, help="The last day closed.")],
    name: Annotated[str, typer.Option(metavar="TEXT", help="What the occasion is called.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Who announced it.")],
    status: Annotated[Status, typer.Option(help="How sure it is.")] = "announced",
    why: Why = "closure announced",
    dry_run: DryRun = False,
    yes: Yes = False,
    pack: PackName = None,
    calendar: CalendarName = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Announce a closure, or move one: the deadlines of running requests move with it, and say why."""
    from pydantic import ValidationError

    from commands.admin.calendar_changes import Which, calendar_with_closure, change_for
    from models.calendar.rules import Closure

    if not re.fullmatch(r"[\x21-\x7e]{1,64}", id):
        raise WrongUsage(_("--id: name the occasion in 1 to 64 Latin letters, digits or signs, without spaces"))
    fields = {"id": id, "name": name, "source": source, "status": status}
    try:
        closure = Closure.model_validate({**fields, "from_date": first.date(), "to_date": last.date()})
    except ValidationError as error:
        raise WrongUsage(_closure_problem(error.errors(include_url=False)[0])) from None
    order = _Order(why, staff, dry_run=dry_run, yes=yes, as_json=as_json)
    order.publish(change_for(calendar_with_closure(id, Which(pack, calendar)), closures=(closure,)))


def _closure_problem(complaint: Any) -> str:
    """What is wrong with a closure, under the option's own name."""
    from models.validation import reason_of

    field = complaint["loc"][0] if complaint["loc"] else ""
    option = {"from_date": "--from", "to_date": "--to"}.get(field, f"--{field}")
    return f"{option}: {reason_of(complaint)}" if field else reason_of(complaint)


@command(
    app,
    ADMIN,
    'tawasul calendar month 1447-09 --from 2026-02-19 --source "Supreme Court" --dry-run',
    'tawasul calendar month 1447-09 --from 2026-02-19 --source "Supreme Court" --why "no moon was seen" --as d.dana',
)
def month(
    name: Annotated[str, typer.Argument(metavar="MONTH", help="The Hijri year and month, as 1447-09 for Ramadan.")],
    first: Annotated[datetime, typer.Option("--from", metavar="DATE", parser=date_ahead, help="Its first day.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Who announced it.")],
    why: Why = "first day announced",
    dry_run: DryRun = False,
    yes: Yes = False,
    pack: PackName = None,
    calendar: CalendarName = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Announce the first day of a Hijri month: the hours of its season follow, for running requests too.

    What was used until then stays used. Taken back by `cancel --id hijri-1447-09`.
    """
    from pydantic import ValidationError

    from commands.admin.calendar_changes import Which, calendar_with_season, change_for
    from models.calendar.months import HijriMonth

    if not (parts := re.fullmatch(r"(\d{4})-(\d{1,2})", name)):
        raise WrongUsage(_("«{name}»: write a Hijri year and month, as 1447-09", name=name))
    fields = {"year": int(parts[1]), "month": int(parts[2]), "from_date": first.date(), "source": source}
    try:
        begins = HijriMonth.model_validate(fields)
    except ValidationError as error:
        raise WrongUsage(_month_problem(name, error.errors(include_url=False)[0])) from None
    order = _Order(why, staff, dry_run=dry_run, yes=yes, as_json=as_json)
    order.publish(change_for(calendar_with_season(begins.month, Which(pack, calendar)), months=(begins,)))


def _month_problem(name: str, complaint: Any) -> str:
    from models.validation import reason_of

    return (
        f"«{name}»: {reason_of(complaint)}"
        if complaint["loc"]
        else _("--from: {complaint}", complaint=reason_of(complaint))
    )


@command(app, ADMIN, 'tawasul calendar cancel --id eid-al-fitr-1447 --pack passports --why "entered twice" --as d.dana')
def cancel(
    id: Annotated[str, typer.Option("--id", metavar="ID", help="The closure, or announced month, to take back.")],
    why: Why = "closure taken back",
    dry_run: DryRun = False,
    yes: Yes = False,
    pack: PackName = None,
    calendar: CalendarName = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Take a closure, or the announced first day of a month, back: the deadlines of running requests move with it."""
    from commands.admin.calendar_changes import Which, calendar_in_force, calendar_with_closure, change_for

    order = _Order(why, staff, dry_run=dry_run, yes=yes, as_json=as_json)
    own = calendar_with_closure(id, Which(pack, calendar))
    in_force = calendar_in_force(own)[0]
    if id not in {each.id for each in in_force.closures} | {each.id for each in in_force.months}:
        raise WrongUsage(
            _("the calendar {name} has no closure {id}; `tawasul calendar show` lists them", name=own.name, id=id)
        )
    order.publish(change_for(own, removed=(id,)))


class _Order:
    """What is to be done with a change: put it on record and tell every running request, or show what that would do."""

    def __init__(self, why: str, staff: str | None, *, dry_run: bool, yes: bool, as_json: bool) -> None:
        self._why, self._dry_run, self._yes, self._as_json = why, dry_run, yes, as_json
        from commands.common.onlooker.looking import Intent, onlooker

        self._who = onlooker(Intent(staff))
        self._who.scope(Verb.CALENDAR)

    def publish(self, change: "CalendarChange") -> None:
        """Announce the change, or show its preview.

        Raises NotAllowed, and typer.Abort when a person at the terminal does not agree.
        """
        self._who.check_pack(Verb.CALENDAR, change.pack or "")
        if not self._dry_run:
            told = _("every running request under it moves, and its beneficiary is informed")
            confirmed(_("the calendar {name} is changed: {told}", name=change.name, told=told), yes=self._yes)
            _publish(change, self._why, self._who.actor, as_json=self._as_json)
            return
        from commands.admin.calendar_preview import preview, show

        seen = preview(change, self._why, datetime.now(UTC))
        show(change, seen, _zone_of(change), as_json=self._as_json)


def _zone_of(change: "CalendarChange") -> str:
    from commands.admin.calendar_changes import Which, calendar_of

    return calendar_of(Which(change.pack, change.calendar)).rules.timezone


def _publish(change: "CalendarChange", why: str, actor: "Actor", *, as_json: bool) -> None:
    """Put a change on record, then signal it to every live case. Doing it again is safe."""
    from commands.admin.calendar_changes import put_on_record, signal_cases
    from commands.common.process import event_loop

    put_on_record(change, why, actor.id, datetime.now(UTC))
    signalled = event_loop.run(signal_cases(change, why, actor))
    if as_json:
        terminal.as_json({"change": change.model_dump(mode="json"), "cases_told": signalled})
    else:
        running = _("told to {count}", count=terminal.counted(signalled, "running request"))
        terminal.line(
            terminal.good(_("announced")),
            _(": calendar {name} {version}; {running}", name=change.name, version=change.version, running=running),
        )


@command(app, ADMIN, "tawasul calendar seed 2026-2030 --pack passports >> policies/passports/calendar.toml")
def seed(
    years: Annotated[str, typer.Argument(metavar="YEARS", help="A year, or a first and last one as 2026-2030.")],
    pack: Annotated[
        str | None,
        typer.Option(metavar="PACK", help="Leave out what the calendar of this pack has already.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Propose the closures of some years from the holiday library, as policy text to review and correct."""
    from models.calendar.holidays import estimated_closures
    from models.calendar.rules import HIJRI_KNOWN

    first, _dash, last = years.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise WrongUsage(_("«{years}»: write years as 2026 or 2026-2030", years=years))
    earliest, latest = HIJRI_KNOWN[0].year + 1, HIJRI_KNOWN[1].year
    if len(years) > 9 or not earliest <= int(first) <= int(last or first) <= latest:
        raise WrongUsage(
            _(
                "«{years}»: the Eids are known for {earliest}-{latest}; write the earlier year first",
                years=years,
                earliest=earliest,
                latest=latest,
            )
        )
    had = _closures_of(pack) if pack else ()
    closures = [each for each in estimated_closures(int(first), int(last or first)) if each.id not in had]
    if as_json:
        terminal.as_json([closure.model_dump(mode="json") for closure in closures])
        return
    for closure in closures:
        terminal.line("[[closures]]")
        for name in ("id", "name", "from_date", "to_date", "source", "status"):
            value = getattr(closure, name)
            terminal.line(f"{name} = {value}" if name.endswith("_date") else f'{name} = "{value}"')
        terminal.line()


def _closures_of(pack: str) -> set[str]:
    """The ids of the closures that the calendar of a pack has. Raises WrongUsage."""
    from commands.common.context import packs

    known = packs()
    if pack not in known:
        raise WrongUsage(_("--pack: no pack {pack}", pack=pack), did_you_mean(pack, known, "packs"))
    return {closure.id for closure in known[pack].calendar.closures}
