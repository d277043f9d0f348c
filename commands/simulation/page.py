"""The report of a simulation as one page: charts of one policy or two side by side, and the cases that change."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.words.labels import Label
from commands.reports.page.charts import Chart
from commands.reports.page.shell import ChartWords, document, figure, instant, isolated, safe, table
from commands.simulation.report import listed_text
from commands.simulation.titles import SimulationTitles
from commands.simulation.words import COLUMN, FIGURE, HEADING, PAGE, SENTENCE, SIDE, WHY, said
from simulation.figures import Side

if TYPE_CHECKING:
    from commands.simulation.sources import SimulationPlan
    from simulation.comparing import ChangedCase
    from simulation.figures import CaseFigures, PolicyFigures
    from simulation.running import Outcomes

MOST = 20
"""Lines of a chart; of more the largest are shown."""


def page(outcomes: "Outcomes", plan: "SimulationPlan", language: str) -> str:
    """The whole page. Raises WrongUsage where the library of the charts is not installed."""
    return document(said(PAGE["title"], language), language, _SimulationPage(outcomes, plan, language).body())


class _SimulationPage:
    """The page in one language."""

    def __init__(self, outcomes: "Outcomes", plan: "SimulationPlan", language: str) -> None:
        self.outcomes, self.plan, self.language = outcomes, plan, language
        self.titles = SimulationTitles(plan.policies, language)
        self.names = self.titles.policies()
        self.tallies = dict(zip(self.names, outcomes.tallies, strict=True))

    def body(self) -> Iterator[str]:
        """What stands below the title."""
        yield f'<p class="about">{isolated(" → ".join(self.names))}<br>{self._as_of()}</p>'
        if left := self.outcomes.passed_over + self.outcomes.unreadable:
            yield f'<p class="about">{safe(self._sentence("passed_over", left=left))}</p>'
        yield from table([self._said(COLUMN["what"]), *self.names], self._figures())
        beside = ChartWords(self._as_of(), self._said(PAGE["numbers"]), self._said(PAGE["nothing"]))
        for number, chart in enumerate(self._charts()):
            yield from figure(chart, number, beside, self.language)
        yield from self._changes()

    def _said(self, label: Label) -> str:
        return said(label, self.language)

    def _sentence(self, name: str, **numbers: int) -> str:
        return self._said(SENTENCE[name]).format(**{key: f"{number:,}" for key, number in numbers.items()})

    def _as_of(self) -> str:
        at = terminal.moment(self.plan.until, terminal.local_zone())
        return f"{safe(self._said(PAGE['as_of']))} {instant(at)}"

    def _figures(self) -> Iterator[list[str]]:
        tallies = self.outcomes.tallies
        yield [self._said(FIGURE["cases"]), *(f"{each.cases:,}" for each in tallies)]
        yield [self._said(FIGURE["late"]), *(f"{each.late:,}" for each in tallies)]
        yield [self._said(FIGURE["late_share"]), *(f"{each.late / max(each.opened, 1):.1%}" for each in tallies)]
        for name in ("at_risk", "first_response_late"):
            yield [self._said(FIGURE[name]), *(f"{getattr(each, name):,}" for each in tallies)]

    def _charts(self) -> Iterator[Chart]:
        sides = [side for side in Side if any(each.sides[side] for each in self.outcomes.tallies)]
        yield Chart(
            self._said(PAGE["sides"]),
            self._said(PAGE["sides_meaning"]),
            self._said(FIGURE["cases"]),
            [self._said(SIDE[side]) for side in sides],
            {name: [tally.sides[side] for side in sides] for name, tally in self.tallies.items()},
        )
        titles = self.titles
        yield self._counted("services", COLUMN["service"], lambda each: each.late_by_service, titles.service)
        yield self._counted("rungs", COLUMN["rung"], lambda each: each.rungs, titles.rung)
        yield self._counted("notices", COLUMN["notice"], lambda each: each.notices, titles.notice)
        yield self._counted("load", COLUMN["team"], _acts_by_team, titles.team)
        yield self._hours()

    def _counted(
        self,
        heading: str,
        column: Label,
        counts: "Callable[[PolicyFigures], Counter[str]]",
        title_of: Callable[[str], str],
    ) -> Chart:
        counted = {name: counts(tally) for name, tally in self.tallies.items()}
        labels = [label for label, _ in sum(counted.values(), Counter[str]()).most_common(MOST)]
        series = {name: [float(each[label]) for label in labels] for name, each in counted.items()}
        title, about = self._said(HEADING[heading]), self._said(PAGE[f"{heading}_meaning"])
        return Chart(title, about, self._said(column), [title_of(label) or terminal.NONE for label in labels], series)

    def _hours(self) -> Chart:
        """What staff did, by the hour of the local day."""
        hours = range(24)
        series = {
            name: [float(sum(count for (_, at), count in tally.acts.items() if at == hour)) for hour in hours]
            for name, tally in self.tallies.items()
        }
        title, meaning, column = (self._said(PAGE[each]) for each in ("hours", "hours_meaning", "hour"))
        return Chart(title, meaning, column, [f"{hour:02}" for hour in hours], series, upright=True)

    def _changes(self) -> Iterator[str]:
        outcomes = self.outcomes
        if not outcomes.changed:
            return
        yield f"<h2>{safe(self._said(HEADING['changes']))}</h2>"
        yield f'<p class="about">{safe(listed_text(outcomes, self.language))}</p>'
        columns = ("case", "due_before", "due_after", "before", "after", "why")
        yield from table([self._said(COLUMN[each]) for each in columns], map(self._change, outcomes.changes))

    def _change(self, change: "ChangedCase") -> list[str]:
        before, after = (self._said(SIDE[side]) for side in change.sides)
        why = ("، " if self.language == "ar" else ", ").join(self._said(WHY[each]) for each in change.why)
        return [change.name, _due(change.before), _due(change.after), before, after, why]


def _acts_by_team(tally: "PolicyFigures") -> Counter[str]:
    found = Counter[str]()
    for (team, _), count in tally.acts.items():
        found[team] += count
    return found


def _due(figures: "CaseFigures | None") -> str:
    return terminal.moment(figures.due if figures else None, terminal.local_zone())
