"""What every page of ours is made of: head, charts with their numbers, tables. Nothing is loaded, every text of data is
escaped, and it prints on A4."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from commands.common import terminal
from commands.reports.page.charts import Chart, picture
from models.language import RIGHT_TO_LEFT
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
               tr { break-inside: avoid } h2, .about { break-after: avoid } .about + .about { break-before: avoid } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class ChartWords(NamedTuple):
    """What stands beside a chart: as of when it is, what its numbers are called, and that there are none."""

    as_of: str
    """As HTML."""
    numbers: str
    nothing: str


def document(title: str, language: str, body: Iterable[str]) -> str:
    """A whole page, from right to left in Arabic."""
    rtl = language in RIGHT_TO_LEFT
    head = (
        f'<!doctype html>\n<html lang="{language}" dir="{"rtl" if rtl else "ltr"}">\n<head>',
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{safe(title)}</h1>",
    )
    return "\n".join((*head, *body, "</main>\n</body>\n</html>")) + "\n"


def figure(chart: Chart, number: int, words: ChartWords, language: str) -> Iterator[str]:
    """A chart with its definition, as of when it is, and its numbers.

    Raises WrongUsage where the library of the charts is not installed.
    """
    yield f'<figure aria-labelledby="chart{number}"><figcaption><h2 id="chart{number}">{safe(chart.title)}</h2>'
    yield f"<p>{safe(chart.meaning)} {words.as_of}</p></figcaption>"
    if chart.is_empty:
        yield f"<p>{safe(words.nothing)}</p></figure>"
        return
    svg = picture(chart, right_to_left=language in RIGHT_TO_LEFT)
    yield f'<div role="img" aria-labelledby="chart{number}">{svg}</div>'
    yield f"<details><summary>{safe(words.numbers)}</summary>"
    yield from table([chart.of_labels, *chart.series], _rows(chart))
    yield "</details></figure>"


def _rows(chart: Chart) -> Iterator[list[str]]:
    for label, *values in zip(chart.labels, *chart.series.values(), strict=True):
        yield [str(label), *(_number(value, share=chart.share) for value in values)]


def _number(value: object, *, share: bool) -> str:
    if not isinstance(value, (int, float)):
        return terminal.NONE
    return f"{value:.0%}" if share else f"{value:,.10g}"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; the first of each row is its heading, the next two are numbers."""
    heads = "".join(f'<th scope="col">{safe(each)}</th>' for each in headers)
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>"
    for first, *others in rows:
        cells = "".join(f'<td class="number">{isolated(each)}</td>' for each in others[:2])
        cells += "".join(f"<td>{isolated(each)}</td>" for each in others[2:])
        yield f'<tr><th scope="row">{isolated(first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>"


def safe(text: str) -> str:
    """A text as HTML."""
    return escape(safe_for_terminal(text))


def isolated(text: str) -> str:
    """A text of data: it changes nothing of the direction around it."""
    return f"<bdi>{safe(text)}</bdi>"
