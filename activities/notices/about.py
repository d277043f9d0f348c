"""What a notice tells staff of whom and what a case is about: the subject, the person, and colleagues by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.records.store import Records
from models.case.state import Notice

_NAMES = "SELECT id, name FROM staff WHERE id = ANY(%(ids)s) ORDER BY id"


@dataclass(frozen=True)
class About:
    """The subject of a request and its person, by language where they are written in several, and whom is told."""

    subject: Mapping[str, str]
    person: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)
    """The names of the people a notice names, by id."""

    def in_language(self, language: str) -> dict[str, str]:
        """The placeholders of it."""
        return {"subject": _of(self.subject, language), "person": _of(self.person, language)}


NOTHING = About({}, {})


def about(records: Records, notice: Notice, received: Mapping[str, Any] | None) -> About:
    """What is known of a case from its request as received, and of the people whom a notice names."""
    rows = records.all(_NAMES, {"ids": list(notice.people)}) if notice.people else ()
    request = received or {}
    person = request.get("on_behalf_of") or {}
    if not (person.get("name_ar") or person.get("name_en")):
        person = request.get("applicant") or {}
    return About(
        subject=_texts(request, "subject_ar", "subject"),
        person=_texts(person, "name_ar", "name_en"),
        people={row.id: row.name for row in rows},
    )


def _texts(given: Mapping[str, Any], arabic: str, other: str) -> dict[str, str]:
    return {language: given[key] for language, key in (("ar", arabic), ("", other)) if given.get(key)}


def _of(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language if language == "ar" else "") or next(iter(texts.values()), "")
