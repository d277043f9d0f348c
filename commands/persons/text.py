"""A person's document as plain lines."""

from collections.abc import Iterator

from commands.persons.document import Document, Table
from models.text import safe_for_terminal


def text_lines(shown: Document) -> Iterator[str]:
    """The lines of a document: a row of two columns on one line, of more a line for each filled cell."""
    yield shown.title
    yield from shown.about
    for section in shown.sections:
        yield ""
        yield f"== {section.heading}" if section.of_case else f"-- {section.heading}"
        if isinstance(section.part, Table):
            yield from (line for row in section.part.rows for line in _row(section.part.headers, row))
        elif section.part:
            yield section.part


def safe_text(shown: Document) -> str:
    """The same as the content of a file, which cannot steer a terminal on which it is printed."""
    return "".join(f"{safe_for_terminal(each)}\n" for each in text_lines(shown))


def _row(headers: tuple[str, ...], row: tuple[str, ...]) -> Iterator[str]:
    if len(row) == len(("name", "value")):
        yield from _cell(row[0], row[1], "  ")
        return
    yield f"  {row[0]}"
    for name, value in zip(headers[1:], row[1:], strict=True):
        yield from _cell(name, value, "    ")


def _cell(name: str, value: str, indent: str) -> Iterator[str]:
    first, *more = value.split("\n")
    if value:
        yield f"{indent}{name}: {first}"
        yield from (f"{indent}  {each}" for each in more)
