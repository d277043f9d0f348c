"""A report for people: parts with their figures, times as a table, groups as lines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.reports.values import as_of_text, names_of, of_how_many, period_text, shown, titles_of
from models.codes import ReportBy
from models.reports.catalog import BY_CODE, INDICATORS
from models.reports.indicator import Indicator, Percentile, ReportPart

if TYPE_CHECKING:
    from activities.reports.indicators import Figures, Period, Value

TITLES: Mapping[ReportPart, tuple[str, str]] = {
    ReportPart.FLOW: ("In and out", "الوارد والصادر"),
    ReportPart.PROMISES: ("Promises and escalations", "المدد والتصعيد"),
    ReportPart.TIMES: ("How long it took", "المدد الفعلية"),
    ReportPart.OUTCOMES: ("Outcomes", "النتائج"),
    ReportPart.WORK: ("Work of the staff", "عمل الموظفين"),
    ReportPart.BENEFICIARIES: ("Beneficiaries and notices", "المستفيدون والإشعارات"),
    ReportPart.NOW: ("Open now", "المفتوح الآن"),
}
COLUMNS = (
    "opened",
    "decided",
    "in_time",
    "outcome_working_median",
    "outcome_working_p90",
    "reopened",
    "rating",
    "open",
    "late_open",
    "oldest",
)
"""The indicators of each line where figures are grouped; programs get all."""
HEADERS = ("opened", "decided", "in time", "median", "p90", "reopened", "rating", "open", "late", "oldest")
_TIME_HEADERS = ("median, working time", "nine tenths within", "median, all time", "nine tenths within", "")


def figures(period: "Period", found: "Figures", language: str) -> None:
    """Print all figures that are of something."""
    _head(period, found)
    for part in ReportPart:
        terminal.heading(TITLES[part][language == "ar"])
        if part is ReportPart.TIMES:
            _times(found.total, language)
        else:
            _part(part, found.total, language)
    terminal.line()
    terminal.line(terminal.dim("what each figure is: `tawasul report --definitions`"))


def groups(period: "Period", found: "Figures", by: ReportBy, sort: str, language: str) -> None:
    """Print a line for each group, the largest first."""
    _head(period, found)
    chosen = [BY_CODE[code] for code in (COLUMNS if sort in COLUMNS else (*COLUMNS, sort))]
    headers = (*HEADERS, *([] if sort in COLUMNS else [sort]))
    ordered = sorted(found.groups, key=lambda name: (-(found.groups[name][sort].value or 0), name))
    names, titles = names_of(ordered, by), titles_of(ordered, by, language)
    rows: list[list[terminal.Piece]] = [
        [
            *(shown(each, found.groups[name][each.code]) for each in chosen),
            names[name],
            titles[name],
        ]
        for name in ordered
    ]
    terminal.table((*headers, str(by), ""), rows)
    terminal.line(terminal.dim(f"{terminal.counted(len(rows), 'line')}; median and p90 are working time to a decision"))


def define(language: str) -> None:
    """Print the definition of each indicator."""
    for each in INDICATORS:
        terminal.line(terminal.bold(each.code), terminal.GAP, each.words.title(language))
        terminal.line("    ", each.words.meaning(language))
        terminal.line("    ", terminal.dim(each.measure.sql))


def _head(period: "Period", found: "Figures") -> None:
    terminal.line(terminal.bold(period_text(period)), terminal.GAP, terminal.dim(as_of_text(found)))


def _part(part: ReportPart, values: "Mapping[str, Value]", language: str) -> None:
    rows: list[list[terminal.Piece]] = [
        [shown(each, values[each.code]), of_how_many(values[each.code]), each.code, each.words.title(language)]
        for each in INDICATORS
        if each.section is part
    ]
    terminal.table(("figure", "of", "code", ""), rows, indent="  ")


def _times(values: "Mapping[str, Value]", language: str) -> None:
    """A line for each time that was measured: four figures that differ in their unit and share alone."""
    lines: dict[str, list[Indicator]] = {}
    for each in INDICATORS:
        if isinstance(each.measure, Percentile):
            lines.setdefault(each.measure.where, []).append(each)
    rows: list[list[terminal.Piece]] = [
        [
            *(shown(each, values[each.code]) for each in same),
            same[0].words.title(language).split("," if language == "en" else "،")[0],
        ]
        for same in lines.values()
    ]
    terminal.table(_TIME_HEADERS, rows, indent="  ")
