"""How cases are told to somebody: zones, languages and titles of their policies."""

from collections.abc import Mapping
from typing import NamedTuple

from activities.reports.styles import styles_of_cases
from activities.staff import language_of
from commands.looks.asking import AtRecords, look
from models.case.style import CaseStyle


class OfCases(NamedTuple):
    """Which cases, and the language that was asked for."""

    references: tuple[str, ...]
    language: str | None = None


@look("reader_styles")
def reader_styles(place: AtRecords, asked: OfCases) -> Mapping[str, CaseStyle]:
    """The style of each case on record, by its reference."""
    return styles_of_cases(place.connection, asked.references, language_for(place, asked.language))


def language_for(place: AtRecords, asked_for: str | None) -> str | None:
    """The language in which somebody reads: the one asked for, else that of the staff records."""
    return asked_for or language_of(place.connection, place.who.actor.id)
