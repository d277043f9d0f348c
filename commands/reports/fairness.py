"""Citizens and residents, languages and channels side by side, with what so many cases say of the whole."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.terminal.spreadsheet import spreadsheet
from commands.reports.data import head, value_of
from commands.reports.values import as_of_text, period_text, shown, titles_of
from commands.reports.words import WORDS
from models.codes import ReportBy
from models.reports.catalog import BY_CODE

if TYPE_CHECKING:
    from activities.reports.indicators import Figures, Period, Value

ATTRIBUTES = (ReportBy.APPLICANT, ReportBy.LANGUAGE, ReportBy.CHANNEL)
SHARES = (
    "in_time",
    "response_in_time",
    "untouched",
    "first_stage_return_completion",
    "first_stage_return_guidance",
    "outcome_refused",
    "returned_once",
    "returned_more",
    "reopen_rate",
    "rated_low",
)
"""The shares that should not depend on who somebody is, each with its interval."""
TIMES = ("response_working_median", "outcome_working_median", "outcome_working_p90")
CODES = (*SHARES, *TIMES)


def show(period: "Period", found: "Sequence[Figures]", language: str, *, as_json: bool, as_csv: bool) -> None:
    """Print the groups of each attribute side by side."""
    if as_json:
        groups = {str(by): _data(each) for by, each in zip(ATTRIBUTES, found, strict=True)}
        terminal.as_json(head(period, found[0]) | {"confidence": 0.95, "by": groups})
    elif as_csv:
        spreadsheet(
            _HEADERS,
            (line for by, each in zip(ATTRIBUTES, found, strict=True) for line in _lines(by, each, language)),
            as_of=found[0].as_of,
        )
    else:
        _print(period, found, language)


_HEADERS = ("attribute", "group", "code", "title", "value", "low", "high", "hits", "among")


def _data(found: "Figures") -> dict[str, Any]:
    return {
        name: {code: value_of(BY_CODE[code], values[code]) for code in CODES} for name, values in found.groups.items()
    }


def _lines(by: ReportBy, found: "Figures", language: str) -> Iterator[tuple[object, ...]]:
    for name, values in found.groups.items():
        for code in CODES:
            value, interval = values[code], values[code].interval
            ends = (round(interval.low, 4), round(interval.high, 4)) if interval else (None, None)
            yield by, name, code, BY_CODE[code].words.title(language), value.value, *ends, value.hits, value.among


def _print(period: "Period", found: "Sequence[Figures]", language: str) -> None:
    words = WORDS[language]
    as_of = terminal.dim(as_of_text(found[0], language))
    terminal.line(terminal.bold(period_text(period, language)), terminal.GAP, as_of)
    for by, each in zip(ATTRIBUTES, found, strict=True):
        terminal.heading(words.by.format(words.names[by]))
        names, titles = list(each.groups), titles_of(each.groups, by, language)
        rows: list[list[terminal.Piece]] = [
            [*(_cell(code, each.groups[name][code], language) for name in names), BY_CODE[code].words.title(language)]
            for code in CODES
        ]
        terminal.table((*(titles[name] or name or terminal.NONE for name in names), ""), rows, indent="  ")
    terminal.line()
    for line in words.intervals:
        terminal.line(terminal.dim(line))


def _cell(code: str, value: "Value", language: str) -> str:
    """`92 % [88–95] of 140`."""
    text, interval = shown(BY_CODE[code], value, language), value.interval
    if not value.among or interval is None:
        return text
    ends = f"[{interval.low:.0%}–{interval.high:.0%}]".replace("%", "")
    return f"{text} {ends} {WORDS[language].share_of} {value.among:,}"
