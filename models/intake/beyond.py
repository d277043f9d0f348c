"""What a new request says beyond an open one of the same applicant and service: what both say alike parts nobody."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from models.base import Wire
from models.intake.attachment import Attachment
from models.intake.duplicates import OF_ONE_APPLICANT, DuplicateRule, duplicates
from models.intake.repeats import FREE_TEXT, Content, agree, clauses, content, folded
from models.intake.request import OnBehalfOf, Person, Request

_SAYS_NOTHING = ("prior_attempt.outcome", "prior_attempt.platform", "prior_attempt.evidence")
"""Parts that a form fills in anew, as it does when they tried, and that decide nothing beside the rest of a try."""


class Beyond(Wire):
    """What a request says that an open one did not."""

    text: str = ""
    """Its clauses that the open one does not have."""
    before: str = ""
    """What the open one says in words of its own."""
    names: tuple[str, ...] = ()
    """Other names of the person concerned."""
    fields: tuple[str, ...] = ()
    """Parts that are filled in for the first time, or otherwise."""
    attachments: tuple[Attachment, ...] = ()
    """Documents that the open one does not have."""

    @property
    def is_nothing(self) -> bool:
        """Whether the open one says all of it."""
        return not any((self.text, self.names, self.fields, self.attachments))


class OpenCases(NamedTuple):
    """The open cases that a duplicate rule looks at, by whether a new request is known to repeat them."""

    repeated: tuple[str, ...]
    """Known: first those beyond which it says nothing, then the oldest."""
    alike: tuple[str, ...]
    """Nobody knows."""
    beyond: Beyond | None
    """What the request says beyond the first that it repeats; none where there is none."""


def open_cases(
    request: Request, others: Mapping[str, Request | None], rule: DuplicateRule = OF_ONE_APPLICANT
) -> OpenCases:
    """Which of the open requests, by the reference of its case, oldest first, a new one repeats by a duplicate rule."""
    truths = duplicates(request, others, rule)
    more = {name: beyond(request, other) for name, other in others.items() if other and truths[name]}
    repeated = sorted(more, key=lambda name: not more[name].is_nothing)
    alike = tuple(name for name, truth in truths.items() if truth is None)
    return OpenCases(tuple(repeated), alike, more[repeated[0]] if repeated else None)


def beyond(request: Request, earlier: Request) -> Beyond:
    """What a request says beyond an earlier one of the same applicant and service."""
    said, before = content(request), content(earlier)
    return Beyond(
        text=" . ".join(_new_clauses(said, before)),
        before=" . ".join(_QUESTION + text if is_asked else text for text, is_asked in _clauses(before)),
        names=tuple(_new_names(request.on_behalf_of, earlier.on_behalf_of)),
        fields=(*_new_parts(said, before), *_new_of_persons(request, earlier)),
        attachments=tuple(each for each in request.attachments if not _has_document(earlier, each)),
    )


_QUESTION = "هل "
"""So a clause begins that is asked: it says nothing of the kind."""


def _new_clauses(said: Content, before: Content) -> Iterator[str]:
    known = {(folded(text), is_asked) for text, is_asked in _clauses(before)}
    return (text for text, is_asked in _clauses(said) if (folded(text), is_asked) not in known)


def _clauses(said: Content) -> Iterator[tuple[str, bool]]:
    """The clauses of free text, and whether each is a question."""
    for part, text in said.items():
        if part.startswith(FREE_TEXT):
            yield from clauses(text)


def _has_document(earlier: Request, document: Attachment) -> bool:
    """Whether an earlier request came with a document: one of its kind that may be the same file."""
    return any(each.kind == document.kind and _may_be_one(each, document) for each in earlier.attachments)


def _may_be_one(one: Attachment, other: Attachment) -> bool:
    if None in (one.size_bytes, other.size_bytes):
        return one.file_name == other.file_name
    return one.size_bytes == other.size_bytes


def _new_parts(said: Content, before: Content) -> Iterator[str]:
    apart = (*FREE_TEXT, "attachments", *_SAYS_NOTHING)
    facts = (part for part in said if not part.startswith(apart))
    return (part for part in facts if part not in before or not agree(said, before, part))


def _new_names(person: OnBehalfOf | None, earlier: OnBehalfOf | None) -> Iterator[str]:
    names = (person.name_ar, person.name_en) if person else ()
    known = {folded(name) for name in (earlier.name_ar, earlier.name_en) if name} if earlier else set()
    return (name for name in names if name and folded(name) not in known)


_OF_THE_APPLICANT = ("mobile", "email", "preferred_language", "passport_number", "establishment_number", "as_written")
_OF_THE_PERSON = ("relation", "age", "id_number", "passport_number", "as_written")


def _new_of_persons(request: Request, earlier: Request) -> Iterator[str]:
    """What is given of the persons for the first time, or otherwise: a new mobile, another passport."""
    yield from (f"applicant.{name}" for name in _new_of(request.applicant, earlier.applicant, _OF_THE_APPLICANT))
    yield from (f"on_behalf_of.{name}" for name in _new_of(request.on_behalf_of, earlier.on_behalf_of, _OF_THE_PERSON))


def _new_of(person: Person | None, earlier: Person | None, names: Iterable[str]) -> Iterator[str]:
    now, then = ({name: _written(getattr(each, name, None)) for name in names} for each in (person, earlier))
    return (name for name in names if now[name] and now[name] != then[name])


def _written(value: object) -> str:
    return "" if value in (None, {}) else folded(str(value))
