"""The command cases: finding requests, open and closed, for people, programs and spreadsheets."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import typer

from commands.common import terminal
from commands.common.declare import OfPack, Watch, Wide
from commands.common.labels import WORK
from commands.common.language import N_, _
from commands.common.list_command import list_command
from commands.common.lists import HowMany, ListForm, list_data
from commands.common.looking import Intent, look_through, onlooker
from commands.common.numbering import numbers_rows, remember
from commands.common.suggest import did_you_mean, staff_ids
from commands.common.titles import zone_of_all
from commands.work.case_filter import about_filter, case_filter, hashes_of_words
from commands.work.case_options import (
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
from commands.work.case_table import TableForm, print_table
from errors import WrongUsage
from models.codes import CaseOrder, Verb

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.cases import CaseFilter, FoundCases, Known
    from commands.common.looking import Onlooker
    from models.packs.pack import Pack

app = typer.Typer()

MOST_FOUND = 5_000
"""How many requests a search may find: words that more have are too common to say anything."""


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
    from commands.common.persons import asked_number, person_hashes, refuse_number
    from commands.common.terminal.watching import watched

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
        error_code=error_code,
        fault=fault,
        persons=tuple(person_hashes(asked_number(), _packs())) if person else (),
        words=hashes_of_words(search) if search else (),
        since=since,
        until=until,
        due_before=due_before,
        order=sort or (CaseOrder.DUE if overdue else CaseOrder.NEWEST),
        limit=form.most,
        offset=form.offset,
    )
    shown = _Shown(intent, form, wide=wide, subjects=subjects or bool(search))
    watched(lambda: _list(wanted, shown, watch=watch), watch=watch)


class _Shown(NamedTuple):
    """Who asks, and in which form the list is wanted."""

    intent: Intent
    form: ListForm
    wide: bool
    subjects: bool


def _list(wanted: "CaseFilter", shown: _Shown, *, watch: bool) -> None:
    """Print the list, with the view of it left behind."""
    from activities.reports.cases import cases, too_many_have
    from activities.reports.styles import policy_styles
    from commands.common.context import records
    from commands.common.reader import language_of_reader
    from commands.work.case_sheet import Sheet
    from models.authority import both

    now, who = datetime.now(UTC), onlooker(shown.intent)
    verbs = [*shown.form.verbs, *([Verb.SEARCH] if wanted.persons or wanted.words else [])]
    scopes = [who.scope(verb) for verb in verbs]
    with records() as connection:
        check_filter(connection, wanted)
        if wanted.words and too_many_have(connection, wanted.words, MOST_FOUND):
            raise WrongUsage(
                _("more than {most_found:,} requests have these words", most_found=MOST_FOUND),
                _("add a word that few have"),
            )
        with connection.transaction():
            found = cases(connection, wanted, now, reduce(both, scopes))
            look_through(connection, who, verbs[-1], found.count, **about_filter(wanted))
        reader = language_of_reader(connection, who.actor.id)
        if shown.form.as_json:
            terminal.as_json(list_data(now, found.total, requests=(row.model_dump(mode="json") for row in found)))
        elif shown.form.as_csv:
            Sheet(_packs(), policy_styles(connection, reader), now).show(found)
        else:
            _print_page(connection, who, found, _Page(now, reader, shown, watch=watch))
            return
        shown.form.tell(HowMany(found.count, found.total, terminal.moment(now, terminal.local_zone())))


class _Page(NamedTuple):
    """How a list is printed: as of when, in which language, in which form, and whether again and again."""

    now: datetime
    reader: str | None
    shown: _Shown
    watch: bool


def _print_page(connection: "Connection", who: "Onlooker", found: "FoundCases", page: _Page) -> None:
    from activities.reports.styles import case_styles
    from commands.completion.seen import note_seen
    from commands.work.about import seen_subjects

    rows, numbered = list(found), numbers_rows() and not page.watch
    styles = case_styles(connection, [row.policy for row in rows], page.reader)
    subjects = seen_subjects(connection, who, rows) if page.shown.subjects else {}
    note_seen(who.actor.id, ((row.reference, row.stage) for row in rows))
    as_of = terminal.moment(page.now, zone_of_all(styles.values()))
    with nullcontext() if page.watch else terminal.paged():
        if rows:
            print_table(rows, TableForm(page.now, page.shown.wide, numbered), styles, subjects)
        page.shown.form.tell(HowMany(found.count, found.total, as_of))
    if numbered:
        remember(row.reference for row in rows)


def _packs() -> "Mapping[str, Pack]":
    from commands.common.context import packs

    return packs()


Asked = str | tuple[str, ...] | None
"""A code that is asked for, or several."""


def _codes(asked: Asked) -> tuple[str, ...]:
    return (asked,) if isinstance(asked, str) else asked or ()


def check_asked(connection: "Connection", *, pack: str | None, team: Asked, service: Asked) -> None:
    """Check what a list is asked for. Raises WrongUsage for what neither a pack nor an earlier case has."""
    from commands.common.context import known_pack

    known_pack(connection, pack)
    for code in _codes(team):
        _check_known(connection, "team", code)
    for code in _codes(service):
        _check_known(connection, "service", code)


def check_filter(connection: "Connection", wanted: "CaseFilter") -> None:
    """The same of everything by which cases are looked for."""
    check_asked(connection, pack=wanted.pack, team=wanted.team, service=wanted.service)
    for what in ("problem", "channel", "assignee"):
        for code in getattr(wanted, what):
            _check_known(connection, what, code)


def _check_known(connection: "Connection", what: "Known", code: str) -> None:
    """Raises WrongUsage for a code that neither a pack nor an earlier case has: it is a typo."""
    from activities.reports.cases import is_on_record

    if is_on_record(connection, what, code):
        return
    known = staff_ids(connection) if what == "assignee" else _in_packs(what)
    if code not in known:
        raise WrongUsage(
            _("--{option}: no {what} {code}", option=what, what=_(_CALLED[what]), code=code),
            did_you_mean(code, known, f"{what}s"),
        )


_CALLED: Mapping[str, str] = {
    "assignee": N_("member of staff"),
    "team": N_("team"),
    "service": N_("service"),
    "problem": N_("problem"),
    "channel": N_("channel"),
}


def _in_packs(what: str) -> set[str]:
    return {name for pack in _packs().values() for name in getattr(pack, f"{what}s")}
