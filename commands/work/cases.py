"""The command cases: finding requests, open and closed, for people, programs and spreadsheets."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.common import terminal
from commands.common.declare import DATE, As, AsJson, OfPack, Why, command, local
from commands.common.labels import WORK
from commands.common.marks import Marks
from commands.common.titles import outcome_title, shown_status, stage_title, zone_of, zone_of_all
from commands.work.inbox import styled_priority
from errors import WrongUsage
from models.codes import CaseOrder, Outcome, Priority, Stage, Verb
from models.teams import name_of

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.cases import CaseFilter
    from models.case.row import CaseRow
    from models.case.style import CaseStyle

app = typer.Typer()

OfStage = Annotated[Stage | None, typer.Option(help="Only in this stage.", show_default=False)]
OfTeam = Annotated[str | None, typer.Option(metavar="TEAM", help="Only of this team.", show_default=False)]
OfService = Annotated[str | None, typer.Option(metavar="CODE", help="Only of this service.", show_default=False)]
OfPriority = Annotated[Priority | None, typer.Option(help="Only of this priority.", show_default=False)]
HeldBy = Annotated[str | None, typer.Option(metavar="STAFF", help="Only held by them.", show_default=False)]
WithOutcome = Annotated[Outcome | None, typer.Option(help="Only ended like this.", show_default=False)]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only past their due instant.")]
Appeals = Annotated[bool, typer.Option("--appeals", help="Only appeals.")]
WithErrorCode = Annotated[
    str | None,
    typer.Option("--error-code", metavar="CODE", help="Only with this error code.", show_default=False),
]
OfFault = Annotated[
    str | None,
    typer.Option("--fault", metavar="FAULT", help="Only of this fault, FT-XXXX-XXXX-XXXX-C.", show_default=False),
]
OfPerson = Annotated[
    str | None,
    typer.Option(
        metavar="-", help="Only of a person, whose number is asked for or read from stdin.", show_default=False
    ),
]
Since = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", formats=DATE, help="Opened on this date or later.", show_default=False),
]
Until = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", formats=DATE, help="Opened on this date or before.", show_default=False),
]
OrderedBy = Annotated[
    CaseOrder | None,
    typer.Option("--sort", help="The order of the list.", show_default="newest, or due with --overdue"),
]
Limit = Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")]
Offset = Annotated[int, typer.Option(min=0, help="How many to pass over.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")]

MOST_TO_READ = 1_000
"""How many requests are a list to read; more, or all, are taken away."""
HEADERS = ("reference", "opened", "service", "stage", "priority", "team", "holder", "time left", "status")


@command(
    app,
    WORK,
    "tawasul cases --team exit_visas --overdue",
    "tawasul cases --error-code ERR-5031",
    'tawasul cases --person - --why "the caller asks for their requests" --as o.salem',
    'tawasul cases --since 2026-01-01 --limit 0 --csv --why "the yearly report" --as d.dana > cases.csv',
    name="cases",
)
def list_cases(
    pack: OfPack = None,
    stage: OfStage = None,
    team: OfTeam = None,
    service: OfService = None,
    priority: OfPriority = None,
    assignee: HeldBy = None,
    outcome: WithOutcome = None,
    overdue: Overdue = False,
    appeals: Appeals = False,
    error_code: WithErrorCode = None,
    fault: OfFault = None,
    person: OfPerson = None,
    since: Since = None,
    until: Until = None,
    sort: OrderedBy = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Find requests, also closed ones: the newest first, with --overdue the longest late. Appeals are marked, and what
    was split off or imported.

    To take a list away (--csv, more than 1000 requests, all by --limit 0) and to search for a person needs a reason. A
    person's number is never typed on the command line, where others could read it.
    """
    from activities.reports.cases import CaseFilter, cases
    from activities.reports.styles import case_styles, policy_styles
    from commands.common.context import packs, records
    from commands.common.looking import Intent, look_through, onlooker
    from commands.common.persons import asked_number, person_hashes, refuse_number
    from commands.common.reader import language_of_reader
    from commands.work.case_sheet import Sheet
    from models.authority import both

    refuse_number("--person", person)
    pack, team = of_pack(pack, team)
    now, who = datetime.now(UTC), onlooker(Intent(staff, why))
    verbs = _verbs(person=person is not None, export=as_csv or not 0 < limit <= MOST_TO_READ)
    scopes = [who.scope(verb) for verb in verbs]
    wanted = CaseFilter(
        pack=pack,
        stage=stage,
        service=service,
        team=team,
        priority=priority,
        assignee=assignee,
        outcome=outcome,
        overdue=overdue,
        appeals=appeals,
        error_codes=_codes(error_code),
        fault=fault,
        persons=tuple(person_hashes(asked_number(), packs())) if person else (),
        since=local(since) if since else None,
        until=local(until + timedelta(days=1)) if until else None,
        order=sort or (CaseOrder.DUE if overdue else CaseOrder.NEWEST),
        limit=limit or None,
        offset=offset,
    )
    with records() as connection:
        check_asked(connection, pack=pack, team=team, service=service)
        with connection.transaction():
            found = cases(connection, wanted, now, reduce(both, scopes))
            look_through(connection, who, verbs[-1], found.count, **_about(wanted))
        reader = language_of_reader(connection, who.actor.id)
        if as_json:
            terminal.as_json([row.model_dump(mode="json") for row in found])
        elif as_csv:
            Sheet(packs(), policy_styles(connection, reader), now).show(found)
        else:
            rows = list(found)
            styles = case_styles(connection, [row.policy for row in rows], reader)
            _print_table(rows, now, styles)
            as_of = terminal.moment(now, zone_of_all(styles.values()))
            terminal.line(terminal.dim(how_many(found.count, found.total, offset, as_of)))


def _codes(error_code: str | None) -> tuple[str, ...]:
    """An error code as requests have it on record: in clear, or as its hash where they are sealed."""
    if not error_code:
        return ()
    import settings
    from models.intake.person_hash import code_hash

    return (error_code.strip(), code_hash(settings.load().index_key, error_code.strip()))


def of_pack(pack: str | None, team: str | None) -> tuple[str | None, str | None]:
    """Pack and team to look for: `town.streets` names both. Raises WrongUsage where it names another pack."""
    named, dot, code = (team or "").rpartition(".")
    if dot and pack not in (None, named):
        raise WrongUsage(f"--team {team} is of the pack {named}, not of {pack}")
    return (named, code) if dot else (pack, team)


def _verbs(*, person: bool, export: bool) -> list[Verb]:
    """What somebody does who asks for a list, the weightiest last."""
    return [Verb.LIST, *([Verb.EXPORT] if export else ()), *([Verb.SEARCH] if person else ())]


def _about(wanted: "CaseFilter") -> dict[str, Any]:
    """The filter as the view keeps it: what was asked for, and persons by their hashes alone."""
    paging = {"limit": wanted.limit or "all", "offset": wanted.offset}
    asked = {name: value for name, value in asdict(wanted).items() if value and name not in (*paging, "order")}
    instants = {name: value.isoformat() for name, value in asked.items() if isinstance(value, datetime)}
    return asked | instants | paging


def check_asked(connection: "Connection", *, pack: str | None, team: str | None, service: str | None) -> None:
    """Check what a list is asked for. Raises WrongUsage for what neither a pack nor an earlier case has."""
    from commands.common.context import known_pack

    known_pack(connection, pack)
    _check_known(connection, "team", team)
    _check_known(connection, "service", service)


def _check_known(connection: "Connection", what: Literal["team", "service"], code: str | None) -> None:
    """Raises WrongUsage for a code that neither a pack nor an earlier case has: it is a typo."""
    from activities.reports.cases import is_on_record
    from commands.common.context import packs

    if code is None or is_on_record(connection, what, code):
        return
    known = sorted({name for pack in packs().values() for name in getattr(pack, f"{what}s")})
    if code not in known:
        raise WrongUsage(f"--{what}: no {what} {code}; {what}s are: {', '.join(known)}")


def _print_table(rows: "list[CaseRow]", now: datetime, styles: "Mapping[str, CaseStyle]") -> None:
    apart, marks = len({row.pack for row in rows}) > 1, Marks(rows)
    cells = (_table_row(row, now, styles.get(row.policy), marks, apart=apart) for row in rows)
    terminal.table((*HEADERS[:-1], *marks.header, HEADERS[-1]), cells)


def _table_row(
    row: "CaseRow", now: datetime, style: "CaseStyle | None", marks: Marks, *, apart: bool
) -> list[terminal.Piece]:
    """A row of the list; `apart`: it has cases of several packs, so teams are named with theirs."""
    return [
        terminal.bold(row.reference),
        terminal.moment(row.opened_at, zone_of(style)),
        row.service,
        _outcome(row.outcome, style) if row.outcome else stage_title(row.stage, style),
        styled_priority(row.priority),
        (name_of(row.team, row.pack) if apart else row.team) if row.team else terminal.NONE,
        row.assignee or terminal.NONE,
        terminal.time_left(row.answer_due_at or row.due_at, now),
        *marks.cell(row),
        shown_status(row.status, style),
    ]


def _outcome(outcome: Outcome, style: "CaseStyle | None") -> str:
    """An outcome by its code, or as the pack of the case calls it."""
    return outcome_title(outcome, style) if style and outcome in style.titles.outcomes else str(outcome)


def how_many(shown: int, total: int, offset: int, at: str, what: str = "request") -> str:
    """`the first 100 of 238 requests at 2026-01-06 09:12`; `at` is as of when, in words."""
    from activities.reports.cases import MOST_COUNTED

    if shown == total:
        return f"{terminal.counted(total, what)} at {at}"
    counted = f"more than {MOST_COUNTED:,}" if total > MOST_COUNTED else f"{total:,}"
    part = f"{offset + 1} to {offset + shown}" if offset else f"the first {shown}"
    return f"{part if shown else 'none'} of {counted} {what}s at {at}"
