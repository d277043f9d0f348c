"""The command what-if: other numbers of people, shifts, absences, rules of assignment, or more cases."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.lists import AsCsv
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import As, AsJson, Why, command, local
from commands.common.words.labels import WORK
from commands.common.words.language import _
from commands.common.words.language import language as spoken
from commands.simulation.simulate import FromRecords, InLanguage, read_pack
from commands.simulation.what_if_runs import WhatIfOrder
from errors import WrongUsage
from simulation.people.assignment import Assignment

if TYPE_CHECKING:
    from commands.simulation.played import PlayedCases
    from commands.simulation.what_if_runs import SeededRun
    from models.calendar.working import WorkingCalendar
    from simulation.people.measuring import Distance
    from simulation.people.model import PeopleModel
    from simulation.people.staffing import OfficerAway, Staffing
    from simulation.policies import PolicySource

app = typer.Typer()

OrderedBy = Annotated[WhatIfOrder, typer.Option("--sort", help="The order of the teams.")]


@command(
    app,
    WORK,
    "tawasul what-if --log tickets.jsonl.gz --officers 6 --arrivals 1.5",
    "tawasul what-if --log city.jsonl.gz --policy drafts/city --against policies/city --assignment urgent --seeds 10",
    "tawasul what-if --log tickets.jsonl.gz --officers 6 --csv > six.csv",
    "tawasul what-if --records --officers 6 --absent 2:2026-01-04:2026-01-08 --language ar",
    name="what-if",
)
def what_if(
    log: Annotated[
        Path | None, typer.Option("--log", metavar="FILE", help="Cases of another system's log.", show_default=False)
    ] = None,
    from_records: FromRecords = False,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What its lines mean.", show_default="by its name")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="DIR", help="The pack to try.", show_default="as it was")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The pack to compare it with.", show_default=False)
    ] = None,
    officers: Annotated[
        int | None, typer.Option(min=1, help="Of each team.", show_default="as many as worked a day")
    ] = None,
    supervisors: Annotated[int, typer.Option(min=0, help="Of each team.")] = 1,
    shift: Annotated[
        str | None, typer.Option(metavar="HH:MM-HH:MM", help="Every day that is open.", show_default="working hours")
    ] = None,
    absent: Annotated[
        list[str] | None, typer.Option(metavar="N:DATE:DATE", help="Officer N is away from a date up to another.")
    ] = None,
    assignment: Annotated[Assignment, typer.Option(help="Who gets a case.")] = Assignment.OLDEST,
    arrivals: Annotated[float, typer.Option(min=0.01, max=20, help="So many times the cases.")] = 1.0,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="How many runs, each with other chances.")] = 5,
    first: Annotated[
        int | None,
        typer.Option(min=2, metavar="N", help="So many cases: of a log the first, of the records the newest."),
    ] = None,
    sort: OrderedBy = WhatIfOrder.CASES,
    language: InLanguage = None,
    as_csv: AsCsv = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Try other people on recorded requests: how many, when they work, who gets what, or more requests.

    The pace, and what is decided on each service, are learned from the first half of the cases, and shown beside the
    second half as it was. Then the second half is played anew by a model of discrete events, in which the rules of the
    case decide on every act. Two policies get the same chances. Intervals are of 95 %, over the seeds.
    """
    from commands.simulation.played import played_log, played_records
    from commands.simulation.titles import SimulationTitles
    from commands.simulation.what_if_report import as_data, print_report, print_sheet

    if (log is not None) == from_records:
        raise WrongUsage(_("say which cases: --log FILE, or --records"))
    packs = [read_pack(each) for each in (against, policy) if each]
    with WaitLine(_("simulating")):
        played = played_log(log, mapping, first, packs) if log else played_records(first, staff, why, packs)
        staffing = _staffing(played, officers, supervisors, shift, absent, assignment, arrivals)
        runs = [[_run(played, each, staffing, seed) for seed in range(1, seeds + 1)] for each in played.tried]
        checked = [_check(played, seed) for seed in range(1, min(seeds, 3) + 1)]
    data = as_data(played, staffing, runs, checked, sort)
    if as_json:
        terminal.as_json(data)
    elif as_csv:
        print_sheet(data, str(language or spoken()))
    else:
        print_report(data, SimulationTitles(played.tried, str(language or spoken())))


def _staffing(
    played: "PlayedCases",
    officers: int | None,
    supervisors: int,
    shift: str | None,
    absent: list[str] | None,
    assignment: Assignment,
    arrivals: float,
) -> "Staffing":
    from simulation.people.staffing import Staffing

    many = officers or max(round(played.pace.people_a_day), 1)
    return Staffing(
        officers=many,
        supervisors=supervisors,
        assignment=assignment,
        shifts=_shifts(played.calendar, shift) if shift else None,
        away=tuple(_away(each, many) for each in absent or ()),
        arrivals=arrivals,
    )


def _shifts(calendar: "WorkingCalendar", shift: str) -> "WorkingCalendar":
    """The calendar with other hours on the days that have any. Raises WrongUsage."""
    from models.calendar.rules import CalendarRules
    from models.calendar.working import compile_calendar

    rules = calendar.rules.model_dump(mode="json")
    for week in rules["weekly"]:
        week["hours"] = {day: [shift] for day, hours in week["hours"].items() if hours}
    rules |= {"overlays": [], "name": f"{rules['name']}, {shift}"}
    try:
        return compile_calendar(CalendarRules.model_validate(rules))
    except ValueError as error:
        raise WrongUsage(_("--shift {shift}: write it as 08:00-16:00", shift=shift)) from error


def _away(text: str, officers: int) -> "OfficerAway":
    """Who of so many officers is away from when to when. Raises WrongUsage."""
    from simulation.people.staffing import OfficerAway

    try:
        number, since, until = text.split(":")
        first, last = (local(datetime.fromisoformat(each)) for each in (since, until))
        who = int(number)
    except ValueError as error:
        raise WrongUsage(_("--absent {text}: write it as 2:2026-01-04:2026-01-08", text=text)) from error
    if last < first:
        raise WrongUsage(_("--absent {text} ends before it begins", text=text))
    if not 0 < who <= officers:
        raise WrongUsage(_("--absent {text}: the officers are 1 to {officers}", text=text, officers=officers))
    return OfficerAway(who, first, last + timedelta(days=1))


def _run(played: "PlayedCases", policies: "PolicySource", staffing: "Staffing", seed: int) -> "SeededRun":
    from commands.simulation.what_if_runs import SeededRun, TeamCase
    from models.codes import UNDECIDED
    from simulation.figures import figures_of
    from simulation.people.measuring import hours, waits_of
    from simulation.people.pace import observed

    lives = _model()(policies, staffing, played.pace, seed).run(played.later, played.until)
    waits = waits_of(map(observed, lives))
    undecided = sum(life.state.stage in UNDECIDED for life in lives)
    outcomes = Counter(str(life.state.outcome) for life in lives if life.state.outcome)
    teams = defaultdict[str, list[TeamCase]](list)
    for life in lives:
        seen, late = observed(life), figures_of(life, played.until).side.is_late
        teams[life.state.team or ""].append(TeamCase(late, hours(seen.arrived, seen.taken) if seen.taken else None))
    late_cases = sum(each.late for cases in teams.values() for each in cases)
    return SeededRun(late_cases / max(len(lives), 1), waits.taken, waits.decided, undecided, outcomes, teams)


def _model() -> "type[PeopleModel]":
    """The model. Raises WrongUsage where SimPy is not installed."""
    try:
        from simulation.people.model import PeopleModel
    except ImportError as missing:
        raise WrongUsage(_("SimPy is not installed"), _("install the extra `simulate` of the project")) from missing
    return PeopleModel


def _check(played: "PlayedCases", seed: int) -> "tuple[Distance | None, Distance | None]":
    """The second half by the model with the people there were, beside the second half as it was; none where nobody took
    or decided any case of it."""
    from simulation.people.measuring import distance, waits_of
    from simulation.people.staffing import Staffing

    as_usual = Staffing(max(round(played.pace.people_a_day), 1))
    run, was = _run(played, played.policies, as_usual, seed), waits_of(played.as_they_were)
    pairs = ((run.taken, was.taken), (run.decided, was.decided))
    taken, decided = (distance(*each) if all(each) else None for each in pairs)
    return taken, decided
