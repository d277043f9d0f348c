"""The command what-if: other numbers of people, shifts, absences, rules of assignment, or more cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.declare import AsJson, command, local
from commands.common.labels import WORK
from errors import WrongUsage
from simulation.people.assignment import Assignment

if TYPE_CHECKING:
    from models.calendar.working import WorkingCalendar
    from simulation.people.measuring import Distance, MeanOverSeeds
    from simulation.people.model import PeopleModel
    from simulation.people.pace import Observed, WorkPace
    from simulation.people.staffing import OfficerAway, Staffing
    from simulation.policies import PackPolicies
    from simulation.recorded import PastCase

app = typer.Typer()
AFTERWARDS = timedelta(days=30)
"""How long a run goes on after the last arrival."""


@command(
    app,
    WORK,
    "tawasul what-if --log tickets.jsonl.gz --officers 6 --arrivals 1.5",
    "tawasul what-if --log city.jsonl.gz --policy drafts/city --against policies/city --assignment urgent --seeds 10",
    name="what-if",
)
def what_if(
    log: Annotated[Path, typer.Option("--log", metavar="FILE", help="Cases of another system's log.")],
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What its lines mean.", show_default="by its name")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="DIR", help="The pack to try.", show_default="the log's")
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
    first: Annotated[int | None, typer.Option(min=2, metavar="N", help="So many cases of the log.")] = None,
    as_json: AsJson = False,
) -> None:
    """Try other people on recorded requests: how many, when they work, who gets what, or more requests.

    The pace is learned from the first half of the log, and shown beside the second half as it was. Then the second half
    is played anew by a model of discrete events, in which the rules of the case decide on every act. Two policies get
    the same chances. Intervals are of 95 %, over the seeds.
    """
    played = _played(log, mapping, first)
    staffing = _staffing(played, officers, supervisors, shift, absent, assignment, arrivals)
    policies = [_policies(each) for each in (against, policy) if each] or [played.policies]
    runs = [[_run(played, each, staffing, seed) for seed in range(1, seeds + 1)] for each in policies]
    checked = [_check(played, seed) for seed in range(1, min(seeds, 3) + 1)]
    _show(played, staffing, policies, runs, checked, as_json=as_json)


@dataclass(frozen=True)
class _Played:
    """A log with its pace, learned from its first half, and the cases of the second."""

    policies: "PackPolicies"
    calendar: "WorkingCalendar"
    pace: "WorkPace"
    later: "Sequence[PastCase]"
    as_they_were: "Sequence[Observed]"
    until: datetime


def _played(log: Path, mapping: Path | None, first: int | None) -> _Played:
    from commands.simulation.sources import log_source
    from simulation.lives import Life, relive
    from simulation.logs.cases import recorded
    from simulation.logs.reading import end_of, read_log
    from simulation.people.pace import ActOf, learned, observed
    from simulation.policies import PackPolicies

    source = log_source(log, mapping)
    cases = sorted(read_log(log, source.mapping, first), key=lambda case: case.arrived)
    end = end_of(cases) or datetime.now(UTC)
    policies, seen, records = PackPolicies(source.pack), list["Observed"](), list["PastCase"]()
    for case in cases:
        record = recorded(case, source.mapping, source.pack, end)
        life = relive(record, policies, end)
        if isinstance(life, Life):
            records.append(record)
            acts = [ActOf(event.at, event.who) for event in case.events if event.who]
            seen.append(observed(life, acts))
    half = len(records) // 2
    calendar = policies.of(records[0]).working_calendar
    try:
        pace = learned(seen[:half], calendar)
    except (ValueError, IndexError) as error:
        raise WrongUsage(f"{log}: {error}") from error
    return _Played(policies, calendar, pace, records[half:], seen[half:], records[-1].opened_at + AFTERWARDS)


def _policies(folder: Path) -> "PackPolicies":
    from commands.simulation.simulate import read_pack
    from simulation.policies import PackPolicies

    return PackPolicies(read_pack(folder))


def _staffing(
    played: _Played,
    officers: int | None,
    supervisors: int,
    shift: str | None,
    absent: list[str] | None,
    assignment: Assignment,
    arrivals: float,
) -> "Staffing":
    from simulation.people.staffing import Staffing

    return Staffing(
        officers=officers or max(round(played.pace.people_a_day), 1),
        supervisors=supervisors,
        assignment=assignment,
        shifts=_shifts(played.calendar, shift) if shift else None,
        away=tuple(_away(each) for each in absent or ()),
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
        raise WrongUsage(f"--shift {shift}: write it as 08:00-16:00") from error


def _away(text: str) -> "OfficerAway":
    from simulation.people.staffing import OfficerAway

    try:
        number, since, until = text.split(":")
        days = [local(datetime.fromisoformat(each)) for each in (since, until)]
        return OfficerAway(int(number), days[0], days[1] + timedelta(days=1))
    except ValueError as error:
        raise WrongUsage(f"--absent {text}: write it as 2:2026-01-04:2026-01-08") from error


class _SeededRun:
    """The figures of one seed."""

    def __init__(self, late: float, taken: Sequence[float], decided: Sequence[float], open_cases: int) -> None:
        self.late, self.taken, self.decided, self.open_cases = late, taken, decided, open_cases


def _run(played: _Played, policies: "PackPolicies", staffing: "Staffing", seed: int) -> _SeededRun:
    from models.codes import UNDECIDED
    from simulation.figures import figures_of
    from simulation.people.measuring import waits_of
    from simulation.people.pace import observed

    lives = _model()(policies, staffing, played.pace, seed).run(played.later, played.until)
    waits = waits_of(map(observed, lives))
    late = sum(figures_of(life, played.until).side.is_late for life in lives)
    undecided = sum(life.state.stage in UNDECIDED for life in lives)
    return _SeededRun(late / max(len(lives), 1), waits.taken, waits.decided, undecided)


def _model() -> "type[PeopleModel]":
    """The model. Raises WrongUsage where SimPy is not installed."""
    try:
        from simulation.people.model import PeopleModel
    except ImportError as missing:
        raise WrongUsage("SimPy is not installed", "install the extra `simulate` of the project") from missing
    return PeopleModel


def _check(played: _Played, seed: int) -> "tuple[Distance, Distance]":
    """The second half by the model with the people there were, beside the second half as it was."""
    from simulation.people.measuring import distance, waits_of
    from simulation.people.staffing import Staffing

    as_usual = Staffing(max(round(played.pace.people_a_day), 1))
    run, was = _run(played, played.policies, as_usual, seed), waits_of(played.as_they_were)
    return distance(run.taken, was.taken), distance(run.decided, was.decided)


def _figures(runs: Sequence[_SeededRun]) -> "dict[str, MeanOverSeeds]":
    from simulation.people.measuring import interval, quantiles

    found = {
        "late_share": [each.late for each in runs],
        "open_at_the_end": [float(each.open_cases) for each in runs],
        "taken_median_hours": [quantiles(each.taken)[2] for each in runs if each.taken],
        "taken_p90_hours": [quantiles(each.taken)[4] for each in runs if each.taken],
        "decided_median_hours": [quantiles(each.decided)[2] for each in runs if each.decided],
        "decided_p90_hours": [quantiles(each.decided)[4] for each in runs if each.decided],
    }
    return {name: interval(values) for name, values in found.items() if values}


def _differences(runs: "Sequence[Sequence[_SeededRun]]") -> "dict[str, MeanOverSeeds]":
    """The differences of two policies, seed by seed: the same chances on both sides."""
    from simulation.people.measuring import interval

    pairs = list(zip(*runs, strict=True))
    return {
        "late_share": interval([after.late - before.late for before, after in pairs]),
        "open_at_the_end": interval([float(after.open_cases - before.open_cases) for before, after in pairs]),
    }


def _show(
    played: _Played,
    staffing: "Staffing",
    policies: "Sequence[PackPolicies]",
    runs: Sequence[Sequence[_SeededRun]],
    checked: "Sequence[tuple[Distance, Distance]]",
    *,
    as_json: bool,
) -> None:
    data: dict[str, Any] = {
        "cases": len(played.later),
        "officers": staffing.officers,
        "supervisors": staffing.supervisors,
        "assignment": staffing.assignment,
        "arrivals": staffing.arrivals,
        "seeds": list(range(1, len(runs[0]) + 1)),
        "learned": {"cases": len(played.pace.lags), "people_a_day": round(played.pace.people_a_day, 2)},
        "policies": [
            {"policy": each.name, "figures": {name: found._asdict() for name, found in _figures(of).items()}}
            for each, of in zip(policies, runs, strict=True)
        ],
        "difference": {k: v._asdict() for k, v in _differences(runs).items()} if len(runs) == 2 else None,
        "check": [{"taken": taken._asdict(), "decided": decided._asdict()} for taken, decided in checked],
    }
    if as_json:
        terminal.as_json(data)
    else:
        _print(data)


def _print(data: dict[str, Any]) -> None:
    terminal.line(
        terminal.bold(f"{data['cases']:,} cases × {data['arrivals']:g}"),
        f", {data['officers']} officers and {data['supervisors']} supervisors a team, assignment: {data['assignment']};"
        f" seeds {data['seeds'][0]} to {data['seeds'][-1]}",
    )
    names = [each["policy"] for each in data["policies"]]
    rows = (
        [*(_interval(each["figures"].get(name)) for each in data["policies"]), name.replace("_", " ")]
        for name in data["policies"][0]["figures"]
    )
    terminal.table((*names, "figure, mean and interval of 95 %"), rows)
    if data["difference"]:
        terminal.heading("The second less the first, with the same chances")
        differences = ([_interval(each), name.replace("_", " ")] for name, each in data["difference"].items())
        terminal.table(("difference", "figure"), differences, indent="  ")
    terminal.heading("How good the model is: the second half of the log, as it was and by the model")
    terminal.line(f"  learned from {data['learned']['cases']:,} cases; {data['learned']['people_a_day']} people a day")
    rows = (
        [f"{each[what]['largest']:.3f}", _hours(each[what]["ours"]), _hours(each[what]["theirs"]), what]
        for each in data["check"]
        for what in ("taken", "decided")
    )
    heads = ("largest difference", "model: hours at 10 25 50 75 90 %", "as it was", "until")
    terminal.table(heads, rows, indent="  ")


def _interval(found: dict[str, float | None] | None) -> str:
    if found is None:
        return terminal.NONE
    mean, low, high = found["mean"], found["low"], found["high"]
    return f"{mean:,.3g}" if low is None or high is None else f"{mean:,.3g} ({low:,.3g} to {high:,.3g})"


def _hours(values: Sequence[float]) -> str:
    return " ".join(f"{each:,.1f}" for each in values)
