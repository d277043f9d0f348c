"""What stands on the page: the charts of a report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.reports.page.charts import Behind, Chart
from commands.reports.page.words import PageWords
from commands.reports.values import names_of, titles_of
from models.codes import ReportBy, Stage
from models.reports.catalog import BY_CODE
from models.reports.catalog.beneficiaries import RATINGS

if TYPE_CHECKING:
    from activities.reports.indicators import Figures, Period, Value
    from models.packs.pack import Pack

NEEDED = (ReportBy.DAY, ReportBy.SERVICE, ReportBy.OFFICER, ReportBy.RUNG)
"""By what the figures of a page are grouped."""
MOST = 20
"""Lines of a chart; of more the largest are shown."""
_AGES = ("open_under_7", "open_7_to_14", "open_14_to_30", "open_over_30")
_HOUR = 3600


@dataclass(frozen=True)
class PageData:
    """The figures of a page, and the working time of late decisions by stage, in seconds."""

    period: "Period"
    figures: "Mapping[ReportBy, Figures]"
    late: Mapping[Stage, int]
    language: str
    packs: "Mapping[str, Pack] | None" = None
    """Whose titles groups have; those of the folder of this machine, where they are not at hand."""

    @property
    def total(self) -> "Mapping[str, Value]":
        """The values of all."""
        return self.figures[ReportBy.DAY].total


def charts(data: PageData, words: PageWords) -> Iterator[Chart]:
    """The charts in their order."""
    yield _flow(data, words)
    yield Chart(
        words.age,
        words.age_meaning,
        words.cases,
        [BY_CODE[code].words.title(data.language) for code in _AGES],
        {words.cases: [data.total[code].value for code in _AGES]},
        behind={words.cases: [Behind((code,)) for code in _AGES]},
    )
    yield _in_time(data, words)
    yield Chart(
        words.late,
        words.late_meaning,
        words.cases,
        [words.stages.get(stage, stage) for stage in data.late],
        {words.hours: [round(seconds / _HOUR, 1) for seconds in data.late.values()]},
        behind={words.hours: [Behind(("decided_late",))] * len(data.late)},
    )
    yield _load(data, words)
    yield _rungs(data, words)
    scores = [str(score) for score in range(1, len(RATINGS) + 1)]
    counted: dict[str, list[float | None]] = {words.ratings: [data.total[code].value for code in RATINGS]}
    of_scores = {words.ratings: [Behind((code,)) for code in RATINGS]}
    yield Chart(words.ratings, words.ratings_meaning, words.ratings, scores, counted, behind=of_scores)


def _flow(data: PageData, words: PageWords) -> Chart:
    found, days = data.figures[ReportBy.DAY].groups, list(_days(data))
    series: dict[str, list[float | None]] = {
        words.incoming: [_of(found.get(day), "opened") for day in days],
        words.outgoing: [_of(found.get(day), "decided") + _of(found.get(day), "ended") for day in days],
    }
    codes = {words.incoming: ("opened",), words.outgoing: ("decided", "ended")}
    behind = {name: [Behind(of, ReportBy.DAY, day) for day in days] for name, of in codes.items()}
    return Chart(words.flow, words.flow_meaning, words.day, days, series, upright=True, behind=behind)


def _days(data: PageData) -> Iterator[str]:
    """The days of the period up to that of the figures, those on which nothing happened among them."""
    zone, day = terminal.local_zone(), data.period.since.date()
    as_of = data.figures[ReportBy.DAY].as_of.astimezone(zone).date()
    while day < data.period.until.date() and day <= as_of:
        yield str(day)
        day += timedelta(days=1)


def _of(values: "Mapping[str, Value] | None", code: str) -> float:
    return float(values[code].value or 0) if values else 0.0


def _in_time(data: PageData, words: PageWords) -> Chart:
    groups = {name: values for name, values in data.figures[ReportBy.SERVICE].groups.items() if values["in_time"].among}
    chosen = sorted(groups, key=lambda name: groups[name]["in_time"].value or 0)[:MOST]
    titles, names = titles_of(chosen, ReportBy.SERVICE, data.language, data.packs), names_of(chosen, ReportBy.SERVICE)
    labels = [f"{titles[name] or names[name]} ({groups[name]['in_time'].among:,})" for name in chosen]
    series = {words.in_time: [groups[name]["in_time"].value for name in chosen]}
    behind = {words.in_time: [Behind(("in_time",), ReportBy.SERVICE, name) for name in chosen]}
    return Chart(words.in_time, words.in_time_meaning, words.cases, labels, series, share=True, behind=behind)


def _load(data: PageData, words: PageWords) -> Chart:
    groups = {name: values for name, values in data.figures[ReportBy.OFFICER].groups.items() if name}
    chosen = sorted(groups, key=lambda name: -((groups[name]["taken"].value or 0) + (groups[name]["open"].value or 0)))
    codes = {words.taken: "taken"} | {BY_CODE[code].words.title(data.language): code for code in ("decided", "open")}
    series = {title: [groups[name][code].value for name in chosen[:MOST]] for title, code in codes.items()}
    behind = {
        title: [Behind((code,), ReportBy.OFFICER, name) for name in chosen[:MOST]] for title, code in codes.items()
    }
    return Chart(words.load, words.load_meaning, words.cases, chosen[:MOST], series, behind=behind)


def _rungs(data: PageData, words: PageWords) -> Chart:
    groups = {name: values for name, values in data.figures[ReportBy.RUNG].groups.items() if name}
    chosen = sorted(groups, key=lambda name: -(groups[name]["rungs"].value or 0))[:MOST]
    titles, series = (
        titles_of(chosen, ReportBy.RUNG, data.language, data.packs),
        [groups[name]["rungs"].value for name in chosen],
    )
    labels = [titles[name] or name for name in chosen]
    behind = {words.rungs: [Behind(("rungs",), ReportBy.RUNG, name) for name in chosen]}
    return Chart(words.rungs, words.rungs_meaning, words.rungs, labels, {words.rungs: series}, behind=behind)
