"""A report for people: parts with their figures, times as a table, groups as lines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.reports.values import as_of_text, names_of, of_how_many, period_text, shown, titles_of
from commands.reports.words import WORDS, ReportWords
from models.codes import ReportBy
from models.reports.catalog import BY_CODE, INDICATORS
from models.reports.indicator import Indicator, Percentile, ReportPart

if TYPE_CHECKING:
    from activities.reports.indicators import Figures, Period, Value

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
OF_RUNGS = ("rungs", "nobody_found")
"""Those of a rung: no other indicator is of one."""


def figures(period: "Period", found: "Figures", language: str) -> None:
    """Print all figures that are of something."""
    words = WORDS[language]
    _head(period, found, language)
    for part in ReportPart:
        terminal.heading(words.titles[part])
        if part is ReportPart.TIMES:
            _times(found.total, words, language)
        else:
            _part(part, found.total, words, language)
    terminal.line()
    terminal.line(terminal.dim(words.definitions))


def groups(period: "Period", found: "Figures", by: ReportBy, sort: str, language: str) -> None:
    """Print a line for each group, in the order of `found`."""
    words = WORDS[language]
    _head(period, found, language)
    usual = OF_RUNGS if by is ReportBy.RUNG else COLUMNS
    titles_of_usual = [BY_CODE[code].words.title(language) for code in usual] if usual is OF_RUNGS else words.columns
    chosen = [BY_CODE[code] for code in (usual if sort in usual else (*usual, sort))]
    headers = (*titles_of_usual, *([] if sort in usual else [sort]))
    names, titles = names_of(found.groups, by), titles_of(found.groups, by, language)
    rows: list[list[terminal.Piece]] = [
        [*(shown(each, values[each.code], language) for each in chosen), names[name], titles[name]]
        for name, values in found.groups.items()
    ]
    terminal.table((*headers, words.names[by], ""), rows, named_by=-1)
    if usual is COLUMNS:
        terminal.line(terminal.dim(words.lines))


def define(language: str) -> None:
    """Print the definition of each indicator."""
    for each in INDICATORS:
        terminal.line(terminal.bold(each.code), terminal.GAP, each.words.title(language))
        terminal.line("    ", each.words.meaning(language))
        terminal.line("    ", terminal.dim(each.measure.sql))


def ordered(found: "Figures", by: ReportBy, sort: str | None) -> list[str]:
    """The names of the groups: those with the most of an indicator first, days as they follow each other.

    By rung, what is of no rung is no group.
    """
    names = [name for name in found.groups if name or by is not ReportBy.RUNG]
    if sort is None and by is ReportBy.DAY:
        return sorted(names)
    return sorted(names, key=lambda name: (-(found.groups[name][sort or usual_order(by)].value or 0), name))


def usual_order(by: ReportBy | None) -> str:
    """The indicator that orders the groups, where nobody says."""
    return "rungs" if by is ReportBy.RUNG else "opened"


def _head(period: "Period", found: "Figures", language: str) -> None:
    about = terminal.dim(as_of_text(found, language))
    terminal.line(terminal.bold(period_text(period, language)), terminal.GAP, about)


def _part(part: ReportPart, values: "Mapping[str, Value]", words: ReportWords, language: str) -> None:
    rows: list[list[terminal.Piece]] = [
        [
            shown(each, values[each.code], language),
            of_how_many(values[each.code], language),
            each.code,
            each.words.title(language),
        ]
        for each in INDICATORS
        if each.section is part
    ]
    terminal.table((*words.part, ""), rows, indent="  ")


def _times(values: "Mapping[str, Value]", words: ReportWords, language: str) -> None:
    """A line for each time that was measured: four figures that differ in their unit and share alone."""
    lines: dict[str, list[Indicator]] = {}
    for each in INDICATORS:
        if isinstance(each.measure, Percentile):
            lines.setdefault(each.measure.where, []).append(each)
    rows: list[list[terminal.Piece]] = [
        [
            *(shown(each, values[each.code], language) for each in same),
            same[0].words.title(language).split("," if language == "en" else "،")[0],
        ]
        for same in lines.values()
    ]
    terminal.table((*words.times, ""), rows, indent="  ")
