"""A person's document as one HTML page that stands alone: nothing is loaded, and every text of data is escaped."""

from collections.abc import Iterator
from html import escape

from commands.persons.document import Document, DocumentSection, Table
from models.language import RIGHT_TO_LEFT
from models.text import safe_for_terminal

_STYLE = """
body { font: 1rem/1.6 "IBM Plex Sans Arabic", "Noto Naskh Arabic", system-ui, sans-serif; max-width: 70rem;
       margin: 0 auto; padding: 1.5rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5rem }
h2 { margin-block-start: 2.5rem; border-block-end: 2px solid #1b8354; font-size: 1.25rem }
h3 { font-size: 1.05rem }
table { border-collapse: collapse; width: 100%; table-layout: auto }
th, td { border: 1px solid #767676; padding: .35rem .6rem; text-align: start; vertical-align: top;
         overflow-wrap: anywhere }
th { background: #f3f5f4 }
td { white-space: pre-line }
@media print { h2 { break-before: page } h2:first-of-type { break-before: auto } }
@media (max-width: 40rem) { table, tbody, tr, td { display: block } thead { display: none } td { border-block-end: 0 } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_page(shown: Document) -> str:
    """The page of a document, right to left for Arabic."""
    return "\n".join(_lines(shown)) + "\n"


def _lines(shown: Document) -> Iterator[str]:
    direction = "rtl" if shown.language in RIGHT_TO_LEFT else "ltr"
    yield f'<!doctype html>\n<html lang="{shown.language}" dir="{direction}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_safe(shown.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<main>\n<h1>{_safe(shown.title)}</h1>"
    yield from (f"<p>{_isolated(each)}</p>" for each in shown.about)
    for section in shown.sections:
        yield from _section(section)
    yield "</main>\n</body>\n</html>"


def _section(section: DocumentSection) -> Iterator[str]:
    rank = 2 if section.of_case else 3
    yield f"<h{rank}>{_isolated(section.heading)}</h{rank}>"
    if isinstance(section.part, Table):
        yield from _table(section.part)
    elif section.part:
        yield f"<p>{_isolated(section.part)}</p>"


def _table(table: Table) -> Iterator[str]:
    headers = "".join(f'<th scope="col">{_safe(each)}</th>' for each in table.headers)
    yield f"<table>\n<thead><tr>{headers}</tr></thead>\n<tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(f'<td>{_isolated(each)}</td>' for each in row)}</tr>"
    yield "</tbody>\n</table>"


def _isolated(text: str) -> str:
    """A text whose order no other text around it changes, line by line."""
    return "\n".join(f"<bdi>{_safe(each)}</bdi>" if each else "" for each in text.split("\n"))


def _safe(text: str) -> str:
    """A text of data: no markup, and nothing that could steer a terminal on which the file is printed."""
    return escape(safe_for_terminal(text))
