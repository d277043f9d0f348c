"""The page: HTML that stands alone. Nothing is loaded, every text of data is escaped, and it prints on A4."""

from collections.abc import Iterator
from datetime import timedelta
from html import escape

from commands.common import terminal
from commands.reports import words as report_words
from commands.reports.page.charts import Chart, picture
from commands.reports.page.content import PageData, charts
from commands.reports.page.words import WORDS, PageWords
from commands.reports.values import of_how_many, shown
from models.language import RIGHT_TO_LEFT
from models.reports.catalog import INDICATORS
from models.reports.indicator import Indicator, ReportPart
from models.text import safe_for_terminal

_STYLE = """
:root { color-scheme: light }
body { font: 1rem/1.6 "IBM Plex Sans Arabic", "Noto Sans Arabic", "Noto Naskh Arabic", system-ui, sans-serif;
       max-width: 62rem; margin: 0 auto; padding: 1.5rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.6rem; margin-block-end: .25rem }
h2 { margin-block-start: 2.25rem; border-block-end: 2px solid #1b8354; font-size: 1.2rem }
figure { margin: 1.5rem 0 0; break-inside: avoid }
figcaption h2 { margin-block-start: 0 }
figcaption p, .about { margin-block: .4rem; color: #4a4a4a }
svg { max-width: 100%; height: auto; direction: ltr; display: block }
table { border-collapse: collapse; width: 100%; font-size: .95rem }
th, td { border: 1px solid #767676; padding: .3rem .55rem; text-align: start; vertical-align: top;
         overflow-wrap: anywhere }
thead th { background: #f3f5f4; white-space: nowrap }
tbody th { font-weight: 600 }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums }
summary { cursor: pointer; color: #0b5c3a; width: fit-content }
summary:focus-visible { outline: 3px solid #175cd3; outline-offset: 2px }
@page { size: A4; margin: 14mm }
@media print { body { padding: 0; max-width: none; font-size: 9.5pt } details { display: none }
               tr { break-inside: avoid } h2 { break-after: avoid } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(data: PageData) -> str:
    """The whole page. Raises WrongUsage where the library of the charts is not installed."""
    return "\n".join(_lines(data, WORDS[data.language])) + "\n"


def _lines(data: PageData, words: PageWords) -> Iterator[str]:
    rtl = data.language in RIGHT_TO_LEFT
    yield f'<!doctype html>\n<html lang="{data.language}" dir="{"rtl" if rtl else "ltr"}">\n<head>'
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_safe(words.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1>{_safe(words.title)}</h1>\n<p class="about">{"<br>".join(_about(data, words))}</p>'
    for number, chart in enumerate(charts(data, words)):
        yield from _figure(chart, number, data, words)
    for part in ReportPart:
        yield from _part(part, data, words)
    yield "</main>\n</body>\n</html>"


def _about(data: PageData, words: PageWords) -> Iterator[str]:
    """The period, of which cases, and as of when."""
    period, found = data.period, next(iter(data.figures.values()))
    last = (period.until - timedelta(days=1)).date()
    of = [value for value in (period.pack, period.service, period.team) if value]
    yield f"{words.period}: {_isolated(f'{period.since.date()} – {last}')} {_isolated(', '.join(of)) if of else ''}"
    left = f" ({found.uncounted:,} {words.uncounted})" if found.uncounted else ""
    yield f"{_as_of(data, words)}{_safe(left)}"


def _as_of(data: PageData, words: PageWords) -> str:
    at = next(iter(data.figures.values())).as_of
    return f"{words.as_of} {_isolated(terminal.moment(at, terminal.local_zone()))}"


def _figure(chart: Chart, number: int, data: PageData, words: PageWords) -> Iterator[str]:
    """A chart with its definition, as of when it is, and its numbers."""
    yield f'<figure aria-labelledby="chart{number}"><figcaption><h2 id="chart{number}">{_safe(chart.title)}</h2>'
    yield f"<p>{_safe(chart.meaning)} {_as_of(data, words)}</p></figcaption>"
    if chart.is_empty:
        yield f"<p>{_safe(words.nothing)}</p></figure>"
        return
    svg = picture(chart, right_to_left=data.language in RIGHT_TO_LEFT)
    yield f'<div role="img" aria-labelledby="chart{number}">{svg}</div>'
    yield f"<details><summary>{_safe(words.numbers)}</summary>"
    yield from _table([chart.of_labels, *chart.series], _rows(chart))
    yield "</details></figure>"


def _rows(chart: Chart) -> Iterator[list[str]]:
    for label, *values in zip(chart.labels, *chart.series.values(), strict=True):
        yield [str(label), *(_number(value, share=chart.share) for value in values)]


def _number(value: object, *, share: bool) -> str:
    if not isinstance(value, (int, float)):
        return terminal.NONE
    return f"{value:.0%}" if share else f"{value:,.10g}"


def _part(part: ReportPart, data: PageData, words: PageWords) -> Iterator[str]:
    yield f"<h2>{_safe(report_words.WORDS[data.language].titles[part])}</h2>"
    rows = (_row(each, data) for each in INDICATORS if each.section is part)
    yield f'<p class="about">{_as_of(data, words)}</p>'
    yield from _table([words.figure, words.value, words.of, words.definition], rows)


def _row(each: Indicator, data: PageData) -> list[str]:
    value = data.total[each.code]
    return [
        each.words.title(data.language),
        shown(each, value, data.language),
        of_how_many(value, data.language),
        each.words.meaning(data.language),
    ]


def _table(headers: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{_safe(each)}</th>' for each in headers)
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>"
    for first, *others in rows:
        cells = "".join(f'<td class="number">{_isolated(each)}</td>' for each in others[:2])
        cells += "".join(f"<td>{_isolated(each)}</td>" for each in others[2:])
        yield f'<tr><th scope="row">{_isolated(first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>"


def _safe(text: str) -> str:
    return escape(safe_for_terminal(text))


def _isolated(text: str) -> str:
    """A text of data: it changes nothing of the direction around it."""
    return f"<bdi>{_safe(text)}</bdi>"
