"""What in a request says more than a return, a lowering or a stop rests on: these go only where nothing does.

Not what is denied is looked for, but whatever is not known to say nothing more: an officer reads the rest.
"""

from datetime import timedelta

from models.intake.request import AttemptOutcome, PriorAttempt
from models.text import normalized_text
from workflows.triage.dates.mentions import mentions
from workflows.triage.plain_words import has_other_words, names_a_matter
from workflows.triage.subject import Subject

_LONG_AGO = timedelta(days=365)
_CLOCKS_DIFFER = timedelta(hours=1)


def says_more(of: Subject) -> tuple[str, ...]:
    """The parts of a request that say more: its words, fields, documents, try or person."""
    parts = {"words": _words, "fields": _fields, "documents": _documents, "try": _try, "person": _person}
    return tuple(name for name, speaks in parts.items() if speaks(of))


def _words(of: Subject) -> bool:
    plain = of.policy.plain
    return has_other_words(of.own_words, plain.after_a_try if of.facts.yes_no("attempted") else plain.before_a_try)


def _fields(of: Subject) -> bool:
    """Fields that nobody lists or can read, or that differ."""
    return bool(of.request.as_written or of.unlisted or of.facts.codes("unread_fields") or of.differing)


def _documents(of: Subject) -> bool:
    plain = of.policy.plain
    kinds = of.facts.codes("documents")
    names = (normalized_text(each.file_name) for each in of.request.attachments)
    return not plain.documents.issuperset(kinds) or any(names_a_matter(name, plain) for name in names)


def _try(of: Subject) -> bool:
    attempt = of.request.prior_attempt
    return attempt is not None and (
        _is_elsewhere(attempt, of) or _is_of_no_time(attempt, of) or _is_proved(attempt, of)
    )


def _is_elsewhere(attempt: PriorAttempt, of: Subject) -> bool:
    own = attempt.platform == of.policy.own_platform and attempt.outcome is AttemptOutcome.STUCK_PENDING
    return attempt.platform is not None and attempt.platform not in of.policy.plain.platforms and not own


def _is_of_no_time(attempt: PriorAttempt, of: Subject) -> bool:
    """Whether it is to come, or long ago, or none and has an instant; or its message speaks of a day to come."""
    if attempt.at and not of.now - _LONG_AGO <= attempt.at <= of.now + _CLOCKS_DIFFER:
        return True
    if attempt.outcome is AttemptOutcome.NONE:
        return attempt.at is not None
    return any(char.isdecimal() for char in of.message) and _is_to_come(of)


def _is_to_come(of: Subject) -> bool:
    return any(each.day and each.day > of.today for message in of.messages for each in mentions(message, of.now))


def _is_proved(attempt: PriorAttempt, of: Subject) -> bool:
    """Whether it came with a document that says more."""
    return attempt.evidence not in of.policy.plain.evidence | of.policy.plain.documents


def _person(of: Subject) -> bool:
    """Whether what is given of the person concerned cannot be used, or is the applicant's own."""
    person, applicant = of.request.on_behalf_of, of.request.applicant
    return person is not None and (bool(person.as_written) or person.id_number == applicant.id_number)
