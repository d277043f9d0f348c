"""The command simulate: recorded cases lived again under a policy, or under two side by side."""

import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from commands.common import terminal
from commands.common.lists import AsCsv, OfService, OfTeam
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import As, AsJson, Why, command
from commands.common.typed.instants import day_begins, day_ends
from commands.common.words.labels import WORK
from commands.common.words.language import _
from commands.common.words.language import language as spoken
from commands.work.lists.case_filter import of_pack
from commands.work.lists.check_filter import check_asked
from errors import WrongUsage
from models.codes import Verb
from simulation.change_order import ChangeOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from activities.records.database import Connection
    from commands.simulation.sources import LogSource, SimulationPlan
    from models.calendar.change import CalendarChange
    from models.packs.pack import Pack
    from simulation.policies import PolicySource
    from simulation.running import Outcomes

app = typer.Typer()


class ReportLanguage(StrEnum):
    """A language of the report."""

    EN = "en"
    AR = "ar"


Folder = Annotated[
    Path | None, typer.Option("--policy", metavar="DIR", help="The pack to try.", show_default="as recorded")
]
Against = Annotated[
    Path | None,
    typer.Option("--against", metavar="DIR", help="The pack to compare it with.", show_default="as recorded"),
]
Logs = Annotated[
    list[Path] | None, typer.Option("--log", metavar="FILE", help="Cases of another system's log.", show_default=False)
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="What the lines of the log mean.", show_default="by its name"),
]
FromRecords = Annotated[bool, typer.Option("--records", help="The cases on record that you may see.")]
FirstStage = Annotated[bool, typer.Option("--first-stage", help="Run the first stage again too.")]
First = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="So many cases: of a log the first, of the records the newest.")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Opened on this date or later, or -90d.")]
Until = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Up to the end of this date, or +7d.", show_default="now, or the log's end"),
]
Limit = Annotated[int, typer.Option(min=0, help="How many changed cases are listed; 0 for all.")]
Processes = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="How many at once.", show_default="one per processor")
]
OrderedBy = Annotated[ChangeOrder, typer.Option("--sort", help="The order of the changed cases.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page with charts into this file.", show_default=False),
]
InLanguage = Annotated[
    ReportLanguage | None, typer.Option("--language", help="Of the report.", show_default="that of --lang")
]


@command(
    app,
    WORK,
    "tawasul simulate --policy drafts/passports --records",
    "tawasul simulate --policy drafts/city --against policies/city --log city.jsonl.gz --mapping city.toml",
    name="simulate",
)
def simulate(
    policy: Folder = None,
    against: Against = None,
    logs: Logs = None,
    mapping: MappingFile = None,
    from_records: FromRecords = False,
    first_stage: FirstStage = False,
    service: OfService = None,
    team: OfTeam = None,
    since: Since = None,
    until: Until = None,
    first: First = None,
    limit: Limit = 100,
    sort: OrderedBy = ChangeOrder.SIDES,
    processes: Processes = None,
    language: InLanguage = None,
    as_csv: AsCsv = False,
    html: Html = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Live recorded cases again under a policy: the same rules decide, and people act when they did.

    Late, at risk, rungs, notices and load, of one policy or of two side by side, and the cases that change sides, with
    why. Nothing is started or changed. Of the records you see the cases of your units; with --csv, --html or
    --limit 0 a reason is needed.
    """
    from commands.simulation.report import show

    if bool(logs) == from_records:
        raise WrongUsage(_("say which cases: --log FILE, or --records"))
    chosen = _Choice(policy, against, first_stage, limit or None, sort, processes or os.cpu_count() or 1)
    narrowed = _Narrowed(day_begins("--since", since), *of_pack(None, team), service, first)
    end = day_ends("--until", until)
    taken_away = as_csv or html is not None or not limit
    with WaitLine(_("simulating")):
        if logs:
            outcomes, plan = _of_logs(chosen, logs, mapping, end, first)
        else:
            outcomes, plan = _of_records(chosen, narrowed, end, staff, why, taken_away=taken_away)
    _refuse_other_packs(chosen, outcomes)
    if html:
        _write_page(html, outcomes, plan, str(language or spoken()))
    else:
        show(outcomes, plan, str(language or spoken()), as_json=as_json, as_csv=as_csv)


def _refuse_other_packs(chosen: "_Choice", outcomes: "Outcomes") -> None:
    """Raises WrongUsage where no case is of the pack that is tried: figures of nothing would read as good ones."""
    tried = chosen.policy or chosen.against
    if tried and outcomes.passed_over and not any(each.cases for each in outcomes.tallies):
        cases = terminal.counted(outcomes.passed_over, "case")
        raise WrongUsage(_("{cases}, and none is of the pack {name}", cases=cases, name=tried.name))


def _write_page(file: Path, outcomes: "Outcomes", plan: "SimulationPlan", language: str) -> None:
    from commands.simulation.page import page

    try:
        file.write_text(page(outcomes, plan, language), encoding="utf-8")
    except OSError as error:
        raise WrongUsage(_("--html {file}: {strerror}", file=file, strerror=error.strerror)) from error
    terminal.line(_("written: "), terminal.bold(str(file)))


class _Narrowed(NamedTuple):
    """Which cases of the records are meant."""

    since: datetime | None
    pack: str | None
    team: str | None
    service: str | None
    first: int | None


class _Choice:
    """What is tried, and how."""

    def __init__(
        self,
        policy: Path | None,
        against: Path | None,
        again: bool,
        limit: int | None,
        order: ChangeOrder,
        processes: int,
    ) -> None:
        self.policy = read_pack(policy) if policy else None
        self.against = read_pack(against) if against else None
        self.again, self.limit, self.order, self.processes = again, limit, order, processes

    def plan(self, policies: "tuple[PolicySource, ...]", until: datetime) -> "SimulationPlan":
        """How cases are relived by some policies."""
        from commands.simulation.sources import SimulationPlan

        return SimulationPlan(policies, until, self.processes, self.limit, self.order)

    def policies(
        self, otherwise: "PolicySource", announced: "Callable[[Pack], tuple[CalendarChange, ...]]" = lambda pack: ()
    ) -> "tuple[PolicySource, ...]":
        """The one or two policies, the one to compare with first; `otherwise` stands for one that is not named."""
        from simulation.policies import PackPolicies

        def of(pack: "Pack") -> PackPolicies:
            return PackPolicies(pack, announced(pack), again=self.again)

        tried = of(self.policy) if self.policy else otherwise
        if self.against:
            return of(self.against), tried
        return (otherwise, tried) if self.policy else (tried,)


def read_pack(folder: Path) -> "Pack":
    """The pack in a folder. Raises WrongUsage."""
    from activities.packs import InvalidPack, load_pack

    try:
        return load_pack(folder)
    except InvalidPack as error:
        raise WrongUsage(f"{folder}: {error.problems[0]}", _("`tawasul policy check` says all of it")) from error
    except OSError as error:
        raise WrongUsage(_("{folder} is no folder of a pack", folder=folder)) from error


def _of_logs(
    chosen: _Choice, paths: list[Path], mapping: Path | None, until: datetime | None, first: int | None
) -> "tuple[Outcomes, SimulationPlan]":
    from commands.simulation.sources import log_source
    from simulation.policies import PackPolicies

    sources = [log_source(path, mapping) for path in paths]
    until = until or _end_of(sources, chosen.processes, first)
    plan = chosen.plan(chosen.policies(PackPolicies(sources[0].pack)), until)
    total = plan.nothing()
    for source in sources:
        total += source.outcomes(plan, first)
    return total, plan


def _end_of(sources: "list[LogSource]", processes: int, first: int | None) -> datetime:
    ends = [end for each in sources if (end := each.end(processes, first))]
    if not ends:
        raise WrongUsage(_("the log has no cases"))
    return max(ends)


def _of_records(
    chosen: _Choice,
    narrowed: _Narrowed,
    until: datetime | None,
    staff: str | None,
    why: str | None,
    *,
    taken_away: bool,
) -> "tuple[Outcomes, SimulationPlan]":
    from functools import reduce

    from activities.records.lives import LivesWanted, stored_lives, stored_policies
    from commands.common.context import records, records_url
    from commands.common.onlooker.looking import Intent, look_through, onlooker
    from commands.simulation.sources import records_outcomes
    from models.authority import both
    from simulation.policies import OwnPolicies

    who = onlooker(Intent(staff, why))
    verbs = [Verb.LIST, *([Verb.EXPORT] if taken_away else [])]
    scope = reduce(both, [who.scope(verb) for verb in verbs])
    wanted = LivesWanted(until=until, requests=True, **narrowed._asdict())
    with records() as connection, connection.transaction():
        check_asked(connection, pack=narrowed.pack, team=narrowed.team, service=narrowed.service)
        policies = chosen.policies(OwnPolicies(), lambda pack: announced_changes(connection, pack))
        plan = chosen.plan(policies, until or datetime.now(UTC))
        lives = stored_lives(connection, records_url(), scope, wanted)
        outcomes = records_outcomes(lives, stored_policies(connection), plan)
        look_through(connection, who, verbs[-1], outcomes.tallies[0].cases, simulated=True)
    return outcomes, plan


def announced_changes(connection: "Connection", pack: "Pack") -> "tuple[CalendarChange, ...]":
    """The changes of a pack's calendars that were announced here: new cases are opened under them."""
    from activities.records.calendars import announced_of

    return tuple(announced_of(connection, pack.name, pack.calendar_names))
