"""The command cases: finding requests, open and closed, for people, programs and spreadsheets."""

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, list_data
from commands.common.onlooker.looking import Intent, onlooker
from commands.common.typed.declare import OfPack, Watch, Wide
from commands.common.typed.list_command import list_command
from commands.common.typed.numbering import numbers_rows, remember
from commands.common.words.labels import WORK
from commands.common.words.titles import zone_of_all
from commands.work.lists.case_filter import case_filter
from commands.work.lists.case_options import (
    Appeals,
    DueBefore,
    HeldBy,
    Late,
    OfChannels,
    OfFault,
    OfPerson,
    OfPriorities,
    OfProblems,
    OfServices,
    OfStages,
    OfTeams,
    OrderedBy,
    Overdue,
    Reopened,
    Since,
    Subjects,
    Until,
    WithErrorCode,
    WithOutcomes,
    WithWords,
)
from commands.work.lists.case_table import TableForm, print_table
from models.codes import CaseOrder, Verb

if TYPE_CHECKING:
    from activities.reports.cases import CaseFilter
    from commands.looks.case_list import CasesTold, Sought

app = typer.Typer()


@list_command(
    app,
    WORK,
    "tawasul cases --team exit_visas --overdue",
    "tawasul cases --late --since -7d --sort team",
    "tawasul cases --stage in_review --stage replied --due-before tuesday",
    "tawasul cases --error-code ERR-5031",
    'tawasul cases --search "تأشيرة الخروج النهائي" --why "the caller has no reference" --as o.salem',
    'tawasul cases --person - --why "the caller asks for their requests" --as o.salem',
    'tawasul cases --since 2026-01-01 --limit 0 --csv --why "the yearly report" --as d.dana > cases.csv',
    name="cases",
)
def list_cases(
    form: ListForm,
    intent: Intent,
    pack: OfPack = None,
    stage: OfStages = None,
    team: OfTeams = None,
    service: OfServices = None,
    problem: OfProblems = None,
    channel: OfChannels = None,
    priority: OfPriorities = None,
    assignee: HeldBy = None,
    outcome: WithOutcomes = None,
    overdue: Overdue = False,
    late: Late = False,
    reopened: Reopened = False,
    appeals: Appeals = False,
    error_code: WithErrorCode = None,
    fault: OfFault = None,
    person: OfPerson = None,
    search: WithWords = None,
    since: Since = None,
    until: Until = None,
    due_before: DueBefore = None,
    sort: OrderedBy = None,
    subjects: Subjects = False,
    wide: Wide = False,
    watch: Watch = False,
) -> None:
    """Find requests, also closed ones: the newest first, with --overdue the longest late. Appeals are marked, and what
    was split off or imported.

    To take a list away (--csv, more than 1000 requests, all by --limit 0) and to search for a person or for words needs
    a reason. A person's number is never typed on the command line, where others could read it. Words are searched in
    requests as they were filed, in any spelling and with or without article; whole ones, in any order.
    """
    from commands.common.terminal.watching import watched
    from commands.common.typed.persons import asked_number, refuse_number
    from commands.looks.case_list import Sought

    refuse_number("--person", person)
    if person or search:
        onlooker(intent).scope(Verb.SEARCH)
    wanted = case_filter(
        pack=pack,
        stage=stage,
        team=team,
        service=service,
        problem=problem,
        channel=channel,
        priority=priority,
        assignee=assignee,
        outcome=outcome,
        overdue=overdue,
        late=late,
        reopened=reopened,
        appeals=appeals,
        fault=fault,
        since=since,
        until=until,
        due_before=due_before,
        order=sort or (CaseOrder.DUE if overdue else CaseOrder.NEWEST),
        limit=form.most,
        offset=form.offset,
    )
    shown = _Shown(intent, form, wide=wide, subjects=subjects or bool(search))
    sought = Sought(asked_number() if person else "", search or "", error_code or "")
    watched(lambda: _list(wanted, sought, shown, watch=watch), watch=watch)


class _Shown(NamedTuple):
    """Who asks, and in which form the list is wanted."""

    intent: Intent
    form: ListForm
    wide: bool
    subjects: bool


def _list(wanted: "CaseFilter", sought: "Sought", shown: _Shown, *, watch: bool) -> None:
    """Print the list, with the view of it left behind: what is read is read at once, what is taken away as it comes."""
    from commands.common.onlooker.reader import own_language
    from commands.looks.case_list import CasesAsked, case_list

    if shown.form.as_csv or Verb.EXPORT in shown.form.verbs:
        _take_away(wanted, sought, shown)
        return
    subjects = shown.subjects and not shown.form.as_json
    told = case_list(shown.intent, CasesAsked(wanted, sought, subjects, own_language()))
    if not shown.form.as_json:
        _print_page(told, shown, watch=watch)
        return
    terminal.as_json(list_data(told.now, told.total, requests=(row.model_dump(mode="json") for row in told.rows)))
    shown.form.tell(HowMany(len(told.rows), told.total, terminal.moment(told.now, terminal.local_zone())))


def _take_away(wanted: "CaseFilter", sought: "Sought", shown: _Shown) -> None:
    """Print all of a list for programs or spreadsheets, row by row: it may be longer than memory is large."""
    import settings
    from activities.reports.styles import policy_styles
    from commands.common.context import packs, records
    from commands.common.onlooker.reader import language_of_reader
    from commands.looks.case_list import found_cases, sought_in
    from commands.work.lists.case_sheet import Sheet

    now, who = datetime.now(UTC), onlooker(shown.intent)
    wanted = sought_in(wanted, sought, settings.load().index_key)
    verbs = [*shown.form.verbs, *([Verb.SEARCH] if wanted.persons or wanted.words else [])]
    with records() as connection:
        found = found_cases(connection, who, wanted, verbs, now)
        if shown.form.as_json:
            terminal.as_json(list_data(now, found.total, requests=(row.model_dump(mode="json") for row in found)))
        else:
            Sheet(packs(), policy_styles(connection, language_of_reader(connection, who.actor.id)), now).show(found)
        shown.form.tell(HowMany(found.count, found.total, terminal.moment(now, terminal.local_zone())))


def _print_page(told: "CasesTold", shown: _Shown, *, watch: bool) -> None:
    from commands.completion.seen import note_seen

    rows, numbered = list(told.rows), numbers_rows() and not watch
    note_seen(told.by, ((row.reference, row.stage) for row in rows))
    as_of = terminal.moment(told.now, zone_of_all(told.styles.values()))
    with nullcontext() if watch else terminal.paged():
        if rows:
            print_table(rows, TableForm(told.now, shown.wide, numbered), told.styles, told.subjects)
        shown.form.tell(HowMany(len(rows), told.total, as_of))
    if numbered:
        remember(row.reference for row in rows)
