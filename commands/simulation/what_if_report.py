"""The report on other people: as JSON, and as text in the reader's language."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.labels import OUTCOME, Label
from commands.simulation.words import said

if TYPE_CHECKING:
    from commands.simulation.played import PlayedCases
    from simulation.people.measuring import Distance, MeanOverSeeds
    from simulation.people.staffing import Staffing


@dataclass(frozen=True)
class SeededRun:
    """The figures of one seed: the share of late cases, hours until they were taken and decided, and how they ended."""

    late: float
    taken: Sequence[float]
    decided: Sequence[float]
    open_cases: int
    outcomes: Counter[str]


def as_data(
    played: "PlayedCases",
    staffing: "Staffing",
    runs: Sequence[Sequence[SeededRun]],
    checked: "Sequence[tuple[Distance, Distance]]",
) -> dict[str, Any]:
    """The report for programs."""
    return {
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
                "figures": {name: found._asdict() for name, found in _figures(of).items()},
                "outcomes": {name: found._asdict() for name, found in _outcomes(of).items()},
            }
            for each, of in zip(played.tried, runs, strict=True)
        ],
        "difference": {k: v._asdict() for k, v in _differences(runs).items()} if len(runs) == 2 else None,
        "check": [{"taken": taken._asdict(), "decided": decided._asdict()} for taken, decided in checked],
    }


def _figures(runs: Sequence[SeededRun]) -> "dict[str, MeanOverSeeds]":
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


def _outcomes(runs: Sequence[SeededRun]) -> "dict[str, MeanOverSeeds]":
    from simulation.people.measuring import interval

    names = sum((each.outcomes for each in runs), Counter[str]())
    return {name: interval([float(each.outcomes[name]) for each in runs]) for name, _ in names.most_common()}


def _differences(runs: Sequence[Sequence[SeededRun]]) -> "dict[str, MeanOverSeeds]":
    """The differences of two policies, seed by seed: the same chances on both sides."""
    from simulation.people.measuring import interval

    pairs = list(zip(*runs, strict=True))
    return {
        "late_share": interval([after.late - before.late for before, after in pairs]),
        "open_at_the_end": interval([float(after.open_cases - before.open_cases) for before, after in pairs]),
    }


FIGURES = {
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
    "taken": Label("taken", "الاستلام"),
    "decided": Label("decided", "القرار"),
}


SHEET = ("policy", "part", "code", "figure", "mean", "low", "high")


def print_sheet(data: dict[str, Any], language: str) -> None:
    """Print each figure and outcome of each policy for a spreadsheet: the mean over the seeds, and its interval."""
    from commands.common.terminal.spreadsheet import spreadsheet

    spreadsheet([said(_SHEET[name], language) for name in SHEET], _sheet_lines(data, language))


def _sheet_lines(data: dict[str, Any], language: str) -> Iterator[tuple[object, ...]]:
    labels = FIGURES | {str(each): label for each, label in OUTCOME.items()}
    for policy in data["policies"]:
        for part in ("figures", "outcomes"):
            for code, found in policy[part].items():
                title = said(labels[code], language) if code in labels else code
                numbers = (
                    round(found[name], 4) if found[name] is not None else None for name in ("mean", "low", "high")
                )
                yield (policy["policy"], part, code, title, *numbers)


_SHEET = {
    "policy": Label("policy", "السياسة"),
    "part": Label("part", "القسم"),
    "code": Label("code", "الرمز"),
    "figure": Label("figure", "المؤشر"),
    "mean": Label("mean", "المتوسط"),
    "low": Label("low", "من"),
    "high": Label("high", "إلى"),
}


def print_report(data: dict[str, Any], language: str) -> None:
    """Print the report for people."""
    _PrintedWhatIf(data, language).show()


class _PrintedWhatIf:
    """The report in one language."""

    def __init__(self, data: dict[str, Any], language: str) -> None:
        self.data, self.language = data, language
        self.names = [each["policy"] for each in data["policies"]]

    def show(self) -> None:
        """Print all of it."""
        about = {name: self.data[name] for name in ("cases", "arrivals", "officers", "supervisors")}
        assignment = said(_ASSIGNMENT[self.data["assignment"]], self.language)
        terminal.line(
            terminal.bold(self._word("about").format(**about, assignment=assignment, seeds=len(self.data["seeds"])))
        )
        self._table("figure", "figures", FIGURES)
        self._table("outcome", "outcomes", {str(each): label for each, label in OUTCOME.items()})
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

    def _differences(self) -> None:
        terminal.heading(self._word("difference"))
        found = self.data["difference"].items()
        rows = ([self._interval(each), self._label(FIGURES, name)] for name, each in found)
        terminal.table((self._word("less"), self._word("figure")), rows, indent="  ")

    def _check(self) -> None:
        terminal.heading(self._word("check"))
        terminal.line("  ", self._word("learned").format(**self.data["learned"]))
        rows = (
            [f"{each[what]['largest']:.3f}", _hours(each[what]["ours"]), _hours(each[what]["theirs"]), self._word(what)]
            for each in self.data["check"]
            for what in ("taken", "decided")
        )
        terminal.table([self._word(name) for name in ("largest", "model", "was", "until")], rows, indent="  ")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _hours(values: Sequence[float]) -> str:
    return " ".join(f"{each:,.1f}" for each in values)
