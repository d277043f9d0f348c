"""The languages of a pack, and a text in each of them."""

import re
from collections.abc import Collection, Iterable, Mapping
from operator import not_
from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from models.base import Wire

LANGUAGES = ("ar", "en")
"""The languages of a pack that names none, its authoritative one first."""
LANGUAGE = "[a-z]{2,3}"
"""A language by its code of ISO 639."""
_IS_LANGUAGE = re.compile(LANGUAGE)
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_LIST_SIGNS = {"ar": "، ", "fa": "، ", "ur": "، "}


def _is_none(value: object) -> bool:
    return value is None


class Text(Wire):
    """A text in the languages of its pack; in JSON and TOML an object with one text for each language."""

    ar: str | None = Field(None, exclude_if=_is_none)
    en: str | None = Field(None, exclude_if=_is_none)
    others: dict[str, str] = Field(default_factory=dict, exclude_if=not_)
    """In any other language, by its code."""

    @model_validator(mode="before")
    @classmethod
    def _by_language(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        others = {name: text for name, text in given.items() if name not in cls.model_fields and _is_code(name)}
        if not others:
            return given
        own = {name: value for name, value in given.items() if name not in others}
        return own | {"others": {**own.get("others", {}), **others}}

    @model_serializer(mode="wrap")
    def _flat(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        others: dict[str, Any] = written.pop("others", {})
        return others | written

    @classmethod
    def in_languages(cls, texts: Mapping[str, str]) -> "Text":
        """The text that says this in each language."""
        return cls.model_validate(dict(texts))

    @property
    def texts(self) -> dict[str, str]:
        """What it says by language."""
        written = {"ar": self.ar, "en": self.en, **self.others}
        return {language: text for language, text in written.items() if text is not None}

    def of(self, *languages: str) -> str:
        """The text in the first of these languages that it has, else in whichever it has; empty where it has none."""
        texts = self.texts
        return next((texts[each] for each in (*languages, *texts) if each in texts), "")


def _is_code(name: object) -> bool:
    return isinstance(name, str) and _IS_LANGUAGE.fullmatch(name) is not None


def spoken(language: str | None, languages: Iterable[str]) -> str:
    """The language somebody is written to: their own where it is one of these, else the first."""
    known = tuple(languages)
    return language if language in known else known[0]


def listed(texts: Iterable[str], language: str) -> str:
    """Several things, as a language lists them."""
    return _LIST_SIGNS.get(language, ", ").join(texts)


def in_each_language(name: str, things: Collection[Text], languages: Iterable[str]) -> dict[str, str]:
    """Several things as a template names them: `documents_ar`, `documents_en`."""
    return {f"{name}_{each}": listed((thing.of(each) for thing in things), each) for each in languages}
