"""The report on other people: as JSON, and as text in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.words.labels import OUTCOME, Label
from commands.simulation.titles import SimulationTitles
from commands.simulation.what_if_runs import (
    SeededRun,
    WhatIfOrder,
    differences,
    figures_of_all,
    figures_of_teams,
    outcomes_of,
)
from commands.simulation.words import said

if TYPE_CHECKING:
    from commands.simulation.played import PlayedCases
    from simulation.people.measuring import Distance, MeanOverSeeds
    from simulation.people.staffing import Staffing


def as_data(
    played: "PlayedCases",
    staffing: "Staffing",
    runs: Sequence[Sequence[SeededRun]],
    checked: "Sequence[tuple[Distance | None, Distance | None]]",
    order: WhatIfOrder,
) -> dict[str, Any]:
    """The report for programs."""
    return {
        "as_of": datetime.now(UTC),
        "cases": len(played.later),
        "officers": staffing.officers,
        "supervisors": staffing.supervisors,
        "assignment": staffing.assignment,
        "arrivals": staffing.arrivals,
        "seeds": list(range(1, len(runs[0]) + 1)),
        "learned": {"cases": len(played.pace.lags), "people_a_day": round(played.pace.people_a_day, 2)},
        "policies": [
            {
                "policy": each.name,
                "figures": _as_dicts(figures_of_all(of)),
                "outcomes": _as_dicts(outcomes_of(of)),
                "teams": {team: _as_dicts(found) for team, found in figures_of_teams(of, order).items()},
            }
            for each, of in zip(played.tried, runs, strict=True)
        ],
        "difference": _as_dicts(differences(runs)) if len(runs) == 2 else None,
        "check": [
            {name: found._asdict() if found else None for name, found in zip(("taken", "decided"), each, strict=True)}
            for each in checked
        ],
    }


def _as_dicts(figures: "Mapping[str, MeanOverSeeds]") -> dict[str, dict[str, float | None]]:
    return {name: found._asdict() for name, found in figures.items()}


FIGURES = {
    "cases": Label("cases", "الطلبات"),
    "late_share": Label("share of late cases", "نسبة الطلبات المتأخرة"),
    "open_at_the_end": Label("open at the end", "المفتوح في النهاية"),
    "taken_median_hours": Label("hours until taken, median", "الساعات حتى الاستلام، الوسيط"),
    "taken_p90_hours": Label("hours until taken, 90 %", "الساعات حتى الاستلام، 90%"),
    "decided_median_hours": Label("hours until decided, median", "الساعات حتى القرار، الوسيط"),
    "decided_p90_hours": Label("hours until decided, 90 %", "الساعات حتى القرار، 90%"),
}
_ASSIGNMENT = {
    "oldest": Label("oldest first", "الأقدم أولًا"),
    "urgent": Label("most urgent first", "الأعجل أولًا"),
    "round_robin": Label("in turn", "بالدور"),
    "least_loaded": Label("to the least loaded", "للأقل حملًا"),
}
_WORDS = {
    "about": Label(
        "{cases:,} cases × {arrivals:g}, {officers} officers and {supervisors} supervisors a team, {assignment};"
        " seeds 1 to {seeds}",
        "الطلبات {cases:,} × {arrivals:g}، في كل فريق: الموظفون {officers} والمشرفون {supervisors}، {assignment}؛"
        " البذور العشوائية من 1 إلى {seeds}",
    ),
    "figure": Label("figure, mean and interval of 95 %", "المؤشر، المتوسط وفترة الثقة 95%"),
    "outcome": Label("outcome, cases", "النتيجة، الطلبات"),
    "difference": Label(
        "The second less the first, with the same chances", "الفرق: الثانية ناقصًا الأولى، بالظروف العشوائية نفسها"
    ),
    "less": Label("difference", "الفرق"),
    "check": Label(
        "How good the model is: the second half of the cases, as it was and by the model",
        "جودة النموذج: النصف الثاني من الطلبات كما كان وكما يحسبه النموذج",
    ),
    "learned": Label(
        "learned from {cases:,} cases; {people_a_day} people a day",
        "مستخلص من الطلبات السابقة وعددها {cases:,}؛ متوسط العاملين في اليوم {people_a_day}",
    ),
    "to": Label("to", "إلى"),
    "largest": Label("largest difference", "أكبر فرق"),
    "model": Label("model: hours at 10 25 50 75 90 %", "النموذج: الساعات عند 10 25 50 75 90%"),
    "was": Label("as it was", "كما كان"),
    "until": Label("until", "حتى"),
    "teams": Label("By team", "بحسب الفريق"),
    "policy": Label("policy", "السياسة"),
    "team": Label("team", "الفريق"),
    "unchecked": Label(
        "nobody took or decided a case of the second half: nothing says how good the model is",
        "لم يستلم أحد طلبًا من النصف الثاني أو لم يبت فيه، فلا يُعرف مدى جودة النموذج",
    ),
    "taken": Label("taken", "الاستلام"),
    "decided": Label("decided", "القرار"),
}


SHEET = ("policy", "part", "team", "code", "figure", "mean", "low", "high")


def print_sheet(data: dict[str, Any], language: str) -> None:
    """Print each figure and outcome of each policy for a spreadsheet: the mean over the seeds, and its interval."""
    from commands.common.terminal.spreadsheet import spreadsheet

    headers = [said(_SHEET[name], language) for name in SHEET]
    spreadsheet(headers, _sheet_lines(data, language), as_of=data["as_of"])


def _sheet_lines(data: dict[str, Any], language: str) -> Iterator[tuple[object, ...]]:
    labels = FIGURES | {str(each): label for each, label in OUTCOME.items()}
    for policy in data["policies"]:
        for part in ("figures", "outcomes"):
            for code, found in policy[part].items():
                yield (policy["policy"], part, "", code, *_titled(code, found, labels, language))
        for team, figures in policy["teams"].items():
            for code, found in figures.items():
                yield (policy["policy"], "teams", team, code, *_titled(code, found, labels, language))


def _titled(code: str, found: dict[str, float | None], labels: Any, language: str) -> tuple[object, ...]:
    """What a figure is called, its mean, and its interval."""
    numbers = (round(value, 4) if (value := found[name]) is not None else None for name in ("mean", "low", "high"))
    return (said(labels[code], language) if code in labels else code, *numbers)


_SHEET = {
    "policy": Label("policy", "السياسة"),
    "part": Label("part", "القسم"),
    "team": Label("team", "الفريق"),
    "code": Label("code", "الرمز"),
    "figure": Label("figure", "المؤشر"),
    "mean": Label("mean", "المتوسط"),
    "low": Label("low", "من"),
    "high": Label("high", "إلى"),
}


def print_report(data: dict[str, Any], titles: SimulationTitles) -> None:
    """Print the report for people."""
    _PrintedWhatIf(data, titles).show()


class _PrintedWhatIf:
    """The report in one language."""

    def __init__(self, data: dict[str, Any], titles: SimulationTitles) -> None:
        self.data, self.language, self.titles = data, titles.language, titles
        self.names = titles.policies()

    def show(self) -> None:
        """Print all of it."""
        about = {name: self.data[name] for name in ("cases", "arrivals", "officers", "supervisors")}
        assignment = said(_ASSIGNMENT[self.data["assignment"]], self.language)
        terminal.line(
            terminal.bold(self._word("about").format(**about, assignment=assignment, seeds=len(self.data["seeds"])))
        )
        self._table("figure", "figures", FIGURES)
        self._table("outcome", "outcomes", {str(each): label for each, label in OUTCOME.items()})
        self._teams()
        if self.data["difference"]:
            self._differences()
        self._check()

    def _word(self, name: str) -> str:
        return said(_WORDS[name], self.language)

    def _interval(self, found: dict[str, float | None] | None) -> str:
        if found is None or found["mean"] is None:
            return terminal.NONE
        mean, low, high = found["mean"], found["low"], found["high"]
        if low is None or high is None:
            return _number(mean)
        return f"{_number(mean)} ({_number(low)} {self._word('to')} {_number(high)})"

    def _label(self, labels: Any, name: str) -> str:
        label = labels.get(name)
        return said(label, self.language) if label else name

    def _table(self, head: str, part: str, labels: Any) -> None:
        names = dict.fromkeys(name for each in self.data["policies"] for name in each[part])
        rows = (
            [*(self._interval(each[part].get(name)) for each in self.data["policies"]), self._label(labels, name)]
            for name in names
        )
        terminal.table((*self.names, self._word(head)), rows)

    def _teams(self) -> None:
        """A line for each team and policy, the teams as the last policy has them in order."""
        terminal.heading(self._word("teams"))
        codes = ("cases", "late_share", "taken_median_hours")
        policies = dict(zip(self.names, self.data["policies"], strict=True))
        rows = [
            [
                *(self._interval(of["teams"][team].get(code)) for code in codes),
                name,
                self.titles.team(team) or terminal.NONE,
            ]
            for team in self.data["policies"][-1]["teams"]
            for name, of in policies.items()
            if team in of["teams"]
        ]
        headers = [*(said(FIGURES[code], self.language) for code in codes), self._word("policy"), self._word("team")]
        terminal.table(headers, rows, indent="  ")

    def _differences(self) -> None:
        terminal.heading(self._word("difference"))
        found = self.data["difference"].items()
        rows = ([self._interval(each), self._label(FIGURES, name)] for name, each in found)
        terminal.table((self._word("less"), self._word("figure")), rows, indent="  ")

    def _check(self) -> None:
        terminal.heading(self._word("check"))
        terminal.line("  ", self._word("learned").format(**self.data["learned"]))
        rows = [
            [f"{each[what]['largest']:.3f}", _hours(each[what]["ours"]), _hours(each[what]["theirs"]), self._word(what)]
            for each in self.data["check"]
            for what in ("taken", "decided")
            if each[what]
        ]
        if not rows:
            terminal.line("  ", self._word("unchecked"))
            return
        terminal.table([self._word(name) for name in ("largest", "model", "was", "until")], rows, indent="  ")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _hours(values: Sequence[float]) -> str:
    return " ".join(f"{each:,.1f}" for each in values)
