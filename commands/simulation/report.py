"""The report of a simulation: as text for people, as JSON, and the changed cases for a spreadsheet."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.simulation.titles import SimulationTitles
from commands.simulation.words import COLUMN, FIGURE, HEADING, SENTENCE, SIDE, WHY, said
from simulation.figures import Side

if TYPE_CHECKING:
    from commands.simulation.sources import SimulationPlan
    from simulation.comparing import ChangedCase
    from simulation.figures import CaseFigures, PolicyFigures
    from simulation.running import Outcomes

MOST_ROWS = 20


def show(outcomes: "Outcomes", plan: "SimulationPlan", language: str, *, as_json: bool, as_csv: bool) -> None:
    """Print a report."""
    if as_json:
        terminal.as_json(as_data(outcomes, plan))
    elif as_csv:
        _print_sheet(outcomes, plan, language)
    else:
        _Text(outcomes, plan, language).show()


def as_data(outcomes: "Outcomes", plan: "SimulationPlan") -> dict[str, Any]:
    """The report for programs."""
    names = [each.name for each in plan.policies]
    tallies = [{"policy": name} | _tally_data(tally) for name, tally in zip(names, outcomes.tallies, strict=True)]
    return {
        "as_of": plan.until,
        "policies": tallies,
        "passed_over": outcomes.passed_over,
        "unreadable": outcomes.unreadable,
        "changed": outcomes.changed,
        "changed_sides": [
            {"before": before, "after": after, "cases": count}
            for (before, after), count in outcomes.changed_sides.most_common()
        ],
        "listed": len(outcomes.changes),
        "changes": [_change_data(each) for each in outcomes.changes],
        "own_due_dates": asdict(outcomes.own_dates),
    }


def _tally_data(tally: "PolicyFigures") -> dict[str, Any]:
    data = {each.name: getattr(tally, each.name) for each in fields(tally)}
    for name in ("arrivals", "acts"):
        found: Counter[tuple[str, int]] = data[name]
        data[name] = [{"team": team, "hour": hour, "count": count} for (team, hour), count in sorted(found.items())]
    return data | {"late": tally.late}


def _change_data(change: "ChangedCase") -> dict[str, Any]:
    return {
        "case": change.name,
        "reference": change.reference,
        "changes_sides": change.changes_sides,
        "why": list(change.why),
        "before": _figures_data(change.before),
        "after": _figures_data(change.after),
    }


def _figures_data(figures: "CaseFigures | None") -> dict[str, Any] | None:
    if figures is None:
        return None
    data = {each.name: getattr(figures, each.name) for each in fields(figures) if each.name != "work"}
    return data | {"rungs": [each._asdict() for each in figures.rungs]}


SHEET = ("case", "reference", "service", "service_title", "before", "after", "due_before", "due_after")
SHEET_MORE = ("team_before", "team_after", "why")


def _print_sheet(outcomes: "Outcomes", plan: "SimulationPlan", language: str) -> None:
    """Print the changed cases; instants are local. Beside it on stderr, of how many they are."""
    from commands.common.terminal.spreadsheet import spreadsheet

    names, headers = (
        SimulationTitles(plan.policies, language),
        [said(COLUMN[each], language) for each in (*SHEET, *SHEET_MORE)],
    )
    spreadsheet(headers, (_sheet_row(each, names, language) for each in outcomes.changes), as_of=plan.until)
    if len(outcomes.changes) < outcomes.changed:
        terminal.line(listed_text(outcomes, language), to=sys.stderr)


def _sheet_row(change: "ChangedCase", names: SimulationTitles, language: str) -> list[object]:
    before, after = change.before, change.after
    service = next((each.service for each in (after, before) if each), "")
    return [
        *(change.name, change.reference, service, names.service(service)),
        *(said(SIDE[side], language) for side in change.sides),
        *(each.due.astimezone(terminal.local_zone()) if each and each.due else None for each in (before, after)),
        *(names.team(each.team) if each else None for each in (before, after)),
        ("، " if language == "ar" else ", ").join(said(WHY[each], language) for each in change.why),
    ]


def listed_text(outcomes: "Outcomes", language: str) -> str:
    """Of how many changed cases those are that are listed."""
    numbers = {"listed": len(outcomes.changes), "changed": outcomes.changed, "sides": outcomes.changed_sides.total()}
    return said(SENTENCE["listed"], language).format(**{name: f"{number:,}" for name, number in numbers.items()})


class _Text:
    """The report for people, in one language."""

    def __init__(self, outcomes: "Outcomes", plan: "SimulationPlan", language: str) -> None:
        self.outcomes, self.plan, self.language = outcomes, plan, language
        self.titles = SimulationTitles(plan.policies, language)
        self.names = self.titles.policies()

    def show(self) -> None:
        """Print all of it."""
        at = terminal.moment(self.plan.until, terminal.local_zone())
        terminal.line(terminal.bold(" → ".join(self.names)), f"  {at}")
        if left := self.outcomes.passed_over + self.outcomes.unreadable:
            terminal.line(terminal.dim(self._sentence("passed_over", left=left)))
        self._table(COLUMN["what"], self._figures())
        self._own_dates()
        tallies, titles = self.outcomes.tallies, self.titles
        self._counted("rungs", COLUMN["rung"], [each.rungs for each in tallies], titles.rung)
        self._counted("services", COLUMN["service"], [each.late_by_service for each in tallies], titles.service)
        self._counted("notices", COLUMN["notice"], [each.notices for each in tallies], titles.notice)
        self._counted("refused", COLUMN["command"], [each.refused for each in tallies], str)
        self._load()
        self._changes()

    def _said(self, label: Any) -> str:
        return said(label, self.language)

    def _sentence(self, name: str, **numbers: int) -> str:
        return self._said(SENTENCE[name]).format(**{key: f"{number:,}" for key, number in numbers.items()})

    def _table(self, first: Any, rows: Iterable[list[terminal.Piece]], indent: str = "") -> None:
        terminal.table((*self.names, self._said(first)), ([*row[1:], row[0]] for row in rows), indent=indent)

    def _figures(self) -> Iterator[list[terminal.Piece]]:
        tallies = self.outcomes.tallies
        yield [self._said(FIGURE["cases"]), *(f"{each.cases:,}" for each in tallies)]
        for side in Side:
            if any(each.sides[side] for each in tallies):
                yield [self._said(SIDE[side]), *(f"{each.sides[side]:,}" for each in tallies)]
        yield [self._said(FIGURE["late"]), *(f"{each.late:,}" for each in tallies)]
        yield [
            self._said(FIGURE["late_share"]),
            *(f"{each.late / max(each.opened, 1) * 100:.1f} %" for each in tallies),
        ]
        for name in ("at_risk", "first_response_late", "elsewhere"):
            yield [self._said(FIGURE[name]), *(f"{getattr(each, name):,}" for each in tallies)]
        for name in ("rungs", "notices", "refused"):
            yield [self._said(FIGURE[name]), *(f"{getattr(each, name).total():,}" for each in tallies)]

    def _own_dates(self) -> None:
        own = self.outcomes.own_dates
        if own.both + own.neither + own.here_alone + own.there_alone:
            numbers = {"both": own.both, "here": own.here_alone, "there": own.there_alone, "neither": own.neither}
            terminal.line(self._sentence("own_dates", **numbers))

    def _counted(self, heading: str, column: Any, counters: list[Counter[str]], title: Callable[[str], str]) -> None:
        names = [name for name, _ in sum(counters, Counter[str]()).most_common(MOST_ROWS)]
        if names:
            terminal.heading(self._said(HEADING[heading]))
            self._table(column, ([title(name), *(f"{each[name]:,}" for each in counters)] for name in names), "  ")

    def _load(self) -> None:
        terminal.heading(self._said(HEADING["load"]))
        columns = [self._said(COLUMN[name]) for name in ("arrivals", "acts", "busiest", "policy", "team")]
        terminal.table(columns, self._load_rows(), indent="  ")

    def _load_rows(self) -> Iterator[list[terminal.Piece]]:
        teams = sorted({team for each in self.outcomes.tallies for team, _ in (*each.arrivals, *each.acts)})
        for team in teams[:MOST_ROWS]:
            for name, tally in zip(self.names, self.outcomes.tallies, strict=True):
                arrivals = sum(count for (of, _), count in tally.arrivals.items() if of == team)
                acts = {hour: count for (of, hour), count in tally.acts.items() if of == team}
                busiest = max(acts, key=lambda hour: acts[hour], default=None)
                hour = terminal.NONE if busiest is None else f"{busiest:02}:00, {acts[busiest]:,}"
                yield [f"{arrivals:,}", f"{sum(acts.values()):,}", hour, name, self.titles.team(team) or terminal.NONE]

    def _changes(self) -> None:
        outcomes = self.outcomes
        if not outcomes.changed:
            return
        terminal.heading(self._said(HEADING["changes"]))
        for (before, after), count in outcomes.changed_sides.most_common():
            terminal.line(f"  {count:,}: {self._said(SIDE[Side(before)])} → {self._said(SIDE[Side(after)])}")
        columns = [self._said(COLUMN[each]) for each in ("case", "before", "after", "due_before", "due_after", "why")]
        terminal.table(columns, map(self._change_row, outcomes.changes), indent="  ")
        terminal.line(terminal.dim(listed_text(outcomes, self.language)))

    def _change_row(self, change: "ChangedCase") -> list[terminal.Piece]:
        before, after = change.sides
        became_late = after.is_late and not before.is_late
        return [
            terminal.bold(change.reference if change.name == change.reference else change.name),
            self._said(SIDE[before]),
            terminal.bad(self._said(SIDE[after])) if became_late else self._said(SIDE[after]),
            _moment(change.before),
            _moment(change.after),
            "، ".join(self._why(change)) if self.language == "ar" else ", ".join(self._why(change)),
        ]

    def _why(self, change: "ChangedCase") -> list[str]:
        return [self._said(WHY[each]) for each in change.why]


def _moment(figures: "CaseFigures | None") -> str:
    due: datetime | None = figures.due if figures else None
    return terminal.moment(due, terminal.local_zone())
