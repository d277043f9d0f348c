"""The page of a report: charts, and all figures with their definitions."""

from collections.abc import Iterator
from datetime import timedelta

from commands.common import terminal
from commands.reports import words as report_words
from commands.reports.page.content import PageData, charts
from commands.reports.page.shell import ChartWords, document, figure, instant, isolated, safe, table
from commands.reports.page.words import WORDS, PageWords
from commands.reports.values import of_how_many, shown
from models.reports.catalog import INDICATORS
from models.reports.indicator import Indicator, ReportPart


def page(data: PageData) -> str:
    """The whole page. Raises WrongUsage where the library of the charts is not installed."""
    words = WORDS[data.language]
    return document(words.title, data.language, _body(data, words))


def _body(data: PageData, words: PageWords) -> Iterator[str]:
    yield f'<p class="about">{"<br>".join(_about(data, words))}</p>'
    beside = ChartWords(_as_of(data, words), words.numbers, words.nothing)
    for number, chart in enumerate(charts(data, words)):
        yield from figure(chart, number, beside, data.language)
    for part in ReportPart:
        yield from _part(part, data, words)


def _about(data: PageData, words: PageWords) -> Iterator[str]:
    """The period, of which cases, and as of when."""
    period, found = data.period, next(iter(data.figures.values()))
    last = (period.until - timedelta(days=1)).date()
    of = [value for value in (period.pack, period.service, period.team) if value]
    yield f"{words.period}: {isolated(f'{period.since.date()} – {last}')} {isolated(', '.join(of)) if of else ''}"
    left = f" ({found.uncounted:,} {words.uncounted})" if found.uncounted else ""
    yield f"{_as_of(data, words)}{safe(left)}"


def _as_of(data: PageData, words: PageWords) -> str:
    at = next(iter(data.figures.values())).as_of
    return f"{words.as_of} {instant(terminal.moment(at, terminal.local_zone()))}"


def _part(part: ReportPart, data: PageData, words: PageWords) -> Iterator[str]:
    yield f"<h2>{safe(report_words.WORDS[data.language].titles[part])}</h2>"
    rows = (_row(each, data) for each in INDICATORS if each.section is part)
    yield f'<p class="about">{_as_of(data, words)}</p>'
    yield from table([words.figure, words.value, words.of, words.definition], rows)


def _row(each: Indicator, data: PageData) -> list[str]:
    value = data.total[each.code]
    return [
        each.words.title(data.language),
        shown(each, value, data.language),
        of_how_many(value, data.language),
        each.words.meaning(data.language),
    ]
