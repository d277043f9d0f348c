"""A report for spreadsheets: a line for each indicator, or for each group with a column for each indicator."""

from typing import TYPE_CHECKING

from commands.common.terminal.spreadsheet import spreadsheet
from commands.reports.values import exact, names_of, titles_of
from models.codes import ReportBy
from models.reports.catalog import INDICATORS

if TYPE_CHECKING:
    from activities.reports.indicators import Figures


def show(found: "Figures", by: ReportBy | None, language: str) -> None:
    """Print the figures: times in seconds, shares from 0 to 1."""
    if by is None:
        headers = ("code", "title", "value", "unit", "hits", "among")
        values = found.total
        spreadsheet(
            headers,
            (
                (
                    each.code,
                    each.words.title(language),
                    exact(each, values[each.code]),
                    each.unit,
                    values[each.code].hits,
                    values[each.code].among,
                )
                for each in INDICATORS
            ),
            as_of=found.as_of,
        )
        return
    names, titles = names_of(found.groups, by), titles_of(found.groups, by, language)
    spreadsheet(
        (str(by), "title", *(f"{each.words.title(language)} ({each.unit})" for each in INDICATORS)),
        (
            (names[name], titles[name], *(exact(each, values[each.code]) for each in INDICATORS))
            for name, values in found.groups.items()
        ),
        as_of=found.as_of,
    )


def define(language: str) -> None:
    """Print all definitions."""
    rows = (
        (each.code, each.section, each.unit, each.words.title(language), each.words.meaning(language), each.measure.sql)
        for each in INDICATORS
    )
    spreadsheet(("code", "part", "unit", "title", "definition", "sql"), rows)
