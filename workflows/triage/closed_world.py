"""What in a request says more than a return, a lowering or a stop rests on: these go only where nothing does.

Not what is denied is looked for, but whatever is not known to say nothing more: an officer reads the rest.
"""

import re
from datetime import UTC, datetime, timedelta

from models.intake.attempt_outcome import AttemptOutcome
from models.intake.identity import IdType, unusual_form
from models.intake.request import Person, PriorAttempt
from models.text import normalized_text
from workflows.triage.dates.mentions import mentions
from workflows.triage.plain_words import has_other_words, names_a_matter
from workflows.triage.subject import Subject

_CLOCKS_DIFFER = timedelta(hours=1)
_DIGIT = re.compile(r"\d")


def says_more(of: Subject) -> tuple[str, ...]:
    """The parts of a request that say more: its words, fields, codes, documents, try or persons."""
    parts = {"words": _words, "fields": _fields, "codes": _codes, "documents": _documents}
    parts |= {"try": _try, "person": _person}
    return tuple(name for name, speaks in parts.items() if speaks(of))


def _words(of: Subject) -> bool:
    a_try, follows = of.facts.yes_no("attempted") is True, of.facts.yes_no("follows") is True
    plain = of.policy.plain.beside(a_try=a_try, an_earlier_request=follows)
    return has_other_words(of.own_words, plain) or _is_of_hardship(of)


def _is_of_hardship(of: Subject) -> bool:
    """Whether it speaks of what is humanitarian, be each word of it plain elsewhere: «عملية», «علاج»."""
    return not frozenset(of.policy.humanitarian.topics).isdisjoint(of.facts.codes("topics"))


def _fields(of: Subject) -> bool:
    """Fields that nobody lists or can read, or that differ."""
    return bool(of.request.as_written or of.unlisted or of.facts.codes("unread_fields") or of.differing)


def _codes(of: Subject) -> bool:
    """Codes of which nobody knows what they say, also where the pack lists none; a section without the service."""
    attempt = of.request.prior_attempt
    odd_error = attempt is not None and attempt.error_code not in (None, *of.policy.error_codes)
    unknown = not _SEEN_ELSEWHERE.issuperset(of.facts.codes("unknown_codes"))
    return odd_error or unknown or of.facts.yes_no("section_offered") is False


_SEEN_ELSEWHERE = frozenset({"attachments.kind", "on_behalf_of.relation"})
"""Other parts and facts hold back for these."""


def _documents(of: Subject) -> bool:
    plain = of.policy.plain
    kinds = of.facts.codes("documents")
    names = (normalized_text(each.file_name) for each in of.request.attachments)
    return not plain.documents.issuperset(kinds) or any(names_a_matter(name, plain) for name in names)


def _try(of: Subject) -> bool:
    attempt = of.request.prior_attempt
    return attempt is not None and (
        bool(attempt.left_out)
        or _is_elsewhere(attempt, of)
        or _is_of_no_time(attempt, of)
        or _is_proved(attempt, of)
        or (attempt.reference is not None and of.facts.yes_no("follows") is False)
    )


def _is_elsewhere(attempt: PriorAttempt, of: Subject) -> bool:
    own = attempt.platform == of.policy.own_platform and attempt.outcome is AttemptOutcome.STUCK_PENDING
    return attempt.platform is not None and attempt.platform not in of.policy.plain.platforms and not own


def _is_of_no_time(attempt: PriorAttempt, of: Subject) -> bool:
    """Whether it is to come, or long ago, or none and has an instant; or its message speaks of a day to come."""
    if attempt.at and not _oldest(of) <= attempt.at <= of.now + _CLOCKS_DIFFER:
        return True
    if attempt.outcome is AttemptOutcome.NONE:
        return attempt.at is not None
    return _DIGIT.search(of.message) is not None and _is_to_come(of)


def _oldest(of: Subject) -> datetime:
    days = of.policy.oldest_try_days
    return datetime.min.replace(tzinfo=UTC) if days is None else of.now - timedelta(days=days)


def _is_to_come(of: Subject) -> bool:
    return any(each.day and each.day > of.today for message in of.messages for each in mentions(message, of.now))


def _is_proved(attempt: PriorAttempt, of: Subject) -> bool:
    """Whether it came with a document that says more."""
    return attempt.evidence not in of.policy.plain.evidence | of.policy.plain.documents


def _person(of: Subject) -> bool:
    """Whether what is given of a person says more, or the one concerned has the number of the applicant."""
    person, applicant = of.request.on_behalf_of, of.request.applicant
    given = [each for each in (applicant, person) if each]
    is_applicant = bool(person and person.id_number and person.id_number == applicant.id_number)
    names = [name for each in given for name in (each.name_ar, each.name_en) if name]
    return (
        is_applicant
        or any(map(_tells_something, given))
        or any(_has_more_than_a_name(name, of) for name in names)
        or bool(person and person.as_written)
        or _says_more_than_a_relation(of)
    )


def _says_more_than_a_relation(of: Subject) -> bool:
    """Whether words stand beside a relation that nobody understands with it: «السائق الذي رجع», `my late wife`."""
    person = of.request.on_behalf_of
    words = _NAME_WORD.findall(normalized_text(person.relation or "")) if person else []
    return len(words) > 1 and of.facts.text("relation") is None


def _has_more_than_a_name(name: str, of: Subject) -> bool:
    words = _NAME_WORD.findall(normalized_text(name))
    return not of.policy.plain.not_in_names.isdisjoint(words)


def _tells_something(person: Person) -> bool:
    """Whether a name or a number of a person, or what was set aside of them, has words that belong to neither."""
    names = (name for name in (person.name_ar, person.name_en) if name)
    return (
        bool(person.passport_number and _is_no_number(person.passport_number))
        or any(map(_is_no_name, names))
        or any(map(_has_words, person.as_written.values()))
    )


_IN_NO_NAME = re.compile(r"\d|[^\w\s.'’`/-]|\s[-–—]")
_NAME_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S+@\S+")


def _is_no_number(passport: str) -> bool:
    odd = unusual_form(IdType.PASSPORT, passport) is not None
    return odd or not any(map(str.isdecimal, passport))


def _is_no_name(name: str) -> bool:
    return _IN_NO_NAME.search(name) is not None


def _has_words(written: str) -> bool:
    """A number that cannot be dialled, or an address that cannot be written to, says nothing."""
    return any(map(str.isalpha, _ADDRESS.sub("", written)))
