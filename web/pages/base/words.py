"""The words of pages, in the language of each page: English stands in the code, Arabic in the commands' catalogue."""

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from typing import Any

from markupsafe import Markup, escape

from commands.common.words.language import CATALOGUE, Language
from commands.common.words.said_below import translated_by
from models.language import RIGHT_TO_LEFT

_APART = re.compile(
    r"(\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?|(?:TW|FT)(?:-[0-9A-Z]{4}){3}-[0-9A-Z]"
    r"|\d{2}:\d{2}(?::\d{2})?|\+?\*+[\d*]*|\+\d+)"
)
"""What is set apart in a sentence: instants, references, times of day, numbers that are masked or begin with a sign."""


@cache
def _catalogue(language: Language) -> NullTranslations:
    if language is Language.ENGLISH:
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        return GNUTranslations(file)


class LanguageWords:
    """What the pages say in one language. Values are escaped; the sentences are ours."""

    def __init__(self, language: Language) -> None:
        self.language, self._catalogue = language, _catalogue(language)

    def say(self, text: str, /, **values: Any) -> Markup:
        """A sentence, its `{names}` filled."""
        said = escape(self._catalogue.gettext(text) if text else "")
        return said.format(**values) if values else said

    def count(self, one: str, many: str, number: int, /, **values: Any) -> Markup:
        """A sentence about a number of things."""
        return escape(self._catalogue.ngettext(one, many, number)).format(**{"number": number, **values})

    def word(self, kind: str, text: str) -> str:
        """A code with blanks, as a word of a closed set."""
        return self._catalogue.pgettext(kind, text)

    def below(self, sentence: str) -> str:
        """A sentence of the layers below."""
        if isinstance(self._catalogue, GNUTranslations):
            return translated_by(self._catalogue, sentence)
        return sentence


def direction(language: str) -> str:
    """The direction of a language, as HTML names it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def bdi(value: object) -> Markup:
    """A value that keeps its own direction among the words around it."""
    return Markup("<bdi>{}</bdi>").format(value)


def number(value: object) -> Markup:
    """The same of a reference or a code, which is not broken over two lines."""
    return Markup('<bdi class="reference">{}</bdi>').format(value)


def isolated(text: object) -> Markup:
    """A sentence in which dates, references and the like keep their own direction: those put together of digits and
    signs would be turned round among Arabic words."""
    return Markup("").join(
        number(part) if place % 2 else escape(part) for place, part in enumerate(_APART.split(str(text)))
    )
