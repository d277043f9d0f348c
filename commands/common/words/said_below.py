"""Sentences made where no language is known, found again by their words: templates of the catalogue as patterns."""

import re
from functools import cache
from gettext import GNUTranslations

from commands.common.words.language import SAID_BELOW

_NAME = re.compile(r"\\{(\w+)\\}")
_PREFIX = f"{SAID_BELOW}\x04"


def translated_by(catalogue: GNUTranslations, sentence: str) -> str:
    """The Arabic of a sentence: of the whole, of what stands behind the name of a field, else of its parts."""
    if whole := _whole(catalogue, sentence):
        return whole
    field, _space, rest = sentence.partition(" ")
    if said := _whole(catalogue, rest) if rest else None:
        return f"{field} {said}"
    for sign, arabic in (("; ", "؛ "), (": ", ": ")):
        first, found, rest = sentence.partition(sign)
        if found:
            return f"{translated_by(catalogue, first)}{arabic}{translated_by(catalogue, rest)}"
    return sentence


def _whole(catalogue: GNUTranslations, sentence: str) -> str | None:
    """The Arabic of the template that fits with most words of its own; what it fills in is translated likewise."""
    if (text := catalogue.pgettext(SAID_BELOW, sentence)) != sentence:
        return _plain(text)
    for pattern, arabic in _templates(catalogue):
        if found := pattern.fullmatch(sentence):
            values = {name: translated_by(catalogue, value) for name, value in found.groupdict().items()}
            return arabic.format(**values)
    return None


def _plain(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


@cache
def _templates(catalogue: GNUTranslations) -> list[tuple["re.Pattern[str]", str]]:
    """Patterns with their Arabic, those with most words first; gettext keeps its messages under this name."""
    messages: dict[object, str] = vars(catalogue)["_catalog"]
    texts = {
        key.removeprefix(_PREFIX): arabic
        for key, arabic in messages.items()
        if isinstance(key, str) and key.startswith(_PREFIX) and "{" in key
    }
    ordered = sorted(texts, key=lambda text: -len(re.sub(r"\{\w+\}", "", text)))
    return [(_pattern(text), texts[text]) for text in ordered]


def _pattern(text: str) -> "re.Pattern[str]":
    escaped = re.escape(_plain(text) if "{{" in text else text)
    return re.compile(_NAME.sub(r"(?P<\1>.+?)", escaped), re.DOTALL)
