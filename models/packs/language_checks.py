"""Checks of the languages of a pack, and of everything that is told to people in one of them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from models.base import Wire
from models.intake.identity import ID_KINDS
from models.language import Text
from models.packs.pack import Pack
from models.problems import KeyProblem, KeyProblems

Key = tuple[str | int, ...]


def domain_problems(pack: Pack) -> KeyProblems:
    """A text in too few languages or in one that the pack does not have; kinds of identity without a form."""
    for key, text in _texts(pack, ()):
        yield from language_problems(pack, text.texts, *key)
    if len(set(pack.languages)) < len(pack.languages):
        yield KeyProblem(("languages",), "names a language twice")
    yield from language_problems(pack, pack.dates.formats, "dates", "formats", all_of_them=False)
    if not pack.dates.calendars:
        yield KeyProblem(("dates", "calendars"), "name at least one calendar in which dates are told")
    yield from _id_kinds(pack)


def language_problems(pack: Pack, said: Iterable[str], *key: str | int, all_of_them: bool = True) -> KeyProblems:
    """Languages in which something is not said, or is said although the pack does not have them."""
    given = set(said)
    for language in pack.languages if all_of_them else ():
        if language not in given:
            yield KeyProblem((*key, language), "is missing: every text is written in all languages of the pack")
    for language in sorted(given - {*pack.languages}):
        yield KeyProblem((*key, language), f"is no language of the pack: it has {', '.join(pack.languages)}")


def _texts(value: object, key: Key) -> Iterator[tuple[Key, Text]]:
    """The texts that stand somewhere in a value, each with its key."""
    if isinstance(value, Text):
        yield key, value
    elif isinstance(value, BaseModel):
        fields = value.model_fields_set if not isinstance(value, Wire) else type(value).model_fields
        for name in fields:
            yield from _texts(getattr(value, name), (*key, name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(each, (*key, str(name)))
    elif isinstance(value, tuple | list):
        for place, each in enumerate(value):
            yield from _texts(each, (*key, place))


def _id_kinds(pack: Pack) -> KeyProblems:
    for code, kind in pack.id_kinds.items():
        key = ("id_kinds", code)
        if code in ID_KINDS and (kind.pattern or kind.check or kind.keeps_separators):
            yield KeyProblem(key, "has its form in every pack: leave pattern and check out, or give it a name of yours")
        elif code not in ID_KINDS and kind.title is None:
            yield KeyProblem((*key, "title"), "needs a title, by which staff know it")
        if kind.pattern and not _is_pattern(kind.pattern):
            yield KeyProblem((*key, "pattern"), "is no pattern")


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
