"""The sentences of the program as they stand in the code, collected by Babel.

Besides what is marked it takes what is declared: help, headers of lists, names of properties, counted things. Of the
layers below, which know no language, it takes the sentences of refusals and errors as templates.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from jinja2.ext import babel_extract

from commands.catalogue.below import BELOW, of_layers_below
from commands.catalogue.by_others import SPOKEN_BY_NAME, TYPER, TYPER_ERRORS
from commands.catalogue.of_commands import Found, of_commands
from commands.common.words.code_words import readable
from commands.common.words.language import SAID_BELOW
from errors import Component
from models.codes import Stage
from settings import PROJECT

Extractor = Callable[[BinaryIO, Mapping[str, object], Iterable[str], Mapping[str, object]], Iterator[Found]]

COMMANDS = ("cli.py", "commands", "web/pages")
TEMPLATES = "web/pages/templates"
_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""No date of its own, so that the files change only with what they say."""


def template() -> Catalog:
    """Every sentence there is, without Arabic."""
    found = Catalog(locale="ar", project="tawasul", creation_date=_AT, revision_date=_AT)
    for path, extractor in chain(_files(COMMANDS, of_commands), _files(BELOW, of_layers_below)):
        _add(found, path.read_bytes(), extractor)
    for file in sorted((PROJECT / TEMPLATES).rglob("*.html")):
        _add(found, file.read_bytes(), babel_extract)  # type: ignore[arg-type]
    for name, codes in SPOKEN_BY_NAME.items():
        for code in codes:
            found.add(readable(code), context=name)
    for said in (*Component, *Stage):
        found.add(said.value, context=SAID_BELOW)
    for text in TYPER:
        found.add(text)
    for text in TYPER_ERRORS:
        found.add(text, context=SAID_BELOW)
    return found


def _files(places: Iterable[str], extractor: Extractor) -> Iterator[tuple[Path, Extractor]]:
    for place in places:
        path = PROJECT / place
        yield from ((each, extractor) for each in ([path] if path.is_file() else sorted(path.rglob("*.py"))))


def _add(catalog: Catalog, source: bytes, extractor: Extractor) -> None:
    for _line, message, _comments, context in extract(extractor, BytesIO(source), DEFAULT_KEYWORDS):  # type: ignore[arg-type]
        catalog.add(message, context=context)
