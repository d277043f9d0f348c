"""The facts of a request: each row of the table in `models.triage.facts` bound to the function that computes it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from models.calendar.working import WorkingCalendar
from models.intake.request import Request
from models.triage.assessment import KnownFromRecords
from models.triage.facts import (
    CONTEXT,
    DAYS_SINCE,
    DAYS_TO,
    FACTS,
    SAID_DAYS_TO,
    Doubt,
    Facts,
    FactType,
    FactValue,
    OpenList,
    Origin,
    Reading,
    SingleValue,
)
from models.triage.policy import TriagePolicy
from workflows.triage import beyond, documents, earlier
from workflows.triage.closed_world import says_more
from workflows.triage.codes import unknown_codes
from workflows.triage.fields import unread_fields
from workflows.triage.moments import nearest_within, unread_dates
from workflows.triage.spoken import numbers, other_relations
from workflows.triage.subject import Subject, subject_of


def gather(
    request: Request, known: KnownFromRecords, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime
) -> Facts:
    """All facts about a request as of `now`, computed in the order of the table."""
    subject = subject_of(request, known, policy, calendar, now)
    facts = subject.facts
    for name, of_family, of_one, only_said in _STEPS:
        if of_family:
            for member, value in of_family(subject).items():
                facts.put(f"{name}.{member}", value)
        elif of_one:
            found = of_one(subject)
            facts.put(name, _said(found) if only_said else found)
    return facts


def _said(found: FactValue | Reading) -> Reading:
    """What nothing but free text says."""
    return found if isinstance(found, Reading) else Reading(found, None, Origin.TEXT)


def _section_offered(of: Subject) -> bool:
    return not of.policy.sections or of.request.section in of.policy.sections


def _days_to(of: Subject) -> Mapping[str, int | Reading | None]:
    return _by_moment(of, {moment: _of_moment(of, moment, days) for moment, days in of.days.items()})


def _days_since(of: Subject) -> Mapping[str, int | Reading | None]:
    return {moment: _opposite(found) for moment, found in _days_to(of).items()}


def _of_moment(of: Subject, moment: str, days: int | None) -> int | Reading | None:
    if moment in of.differing:
        return Reading(days, None, Origin.REQUEST, Doubt.CONTRADICTED)
    return _of_days(days, of.days_in_fields[moment])


def _by_moment(of: Subject, days: dict[str, int | Reading | None]) -> Mapping[str, int | Reading | None]:
    """The days to or since each moment; a date that stands in the text and cannot be read is a doubt."""
    return days | dict.fromkeys(of.unread_moments, Reading(None, None, Origin.TEXT, Doubt.UNREAD))


def _nearest_days(of: Subject) -> int | Reading | None:
    days, sure = _nearest_urgent(of, of.days), _nearest_urgent(of, of.days_in_fields)
    if days != sure and days in [of.days[moment] for moment in of.differing]:
        return Reading(days, sure, Origin.REQUEST, Doubt.CONTRADICTED)
    return _of_days(days, sure)


def _nearest_urgent(of: Subject, days: Mapping[str, int | None]) -> int | None:
    urgent = (days[moment] for moment in days if of.policy.moments[moment].urgent)
    return min((each for each in urgent if each is not None and each >= 0), default=None)


def _said_days(of: Subject) -> Mapping[str, Reading | None]:
    return {name: _said_of(name, days, of) for name, days in of.said_days.items()}


def _said_of(moment: str, days: int | None, of: Subject) -> Reading | None:
    if moment in of.unread_said:
        return Reading(None, None, Origin.TEXT, Doubt.UNREAD)
    return None if days is None else Reading(days, None, Origin.TEXT)


def _of_days(value: int | None, sure: int | None) -> int | Reading | None:
    return value if value == sure else Reading(value, sure, Origin.TEXT, Doubt.TEXT_ALONE)


def _opposite(days: int | Reading | None) -> int | Reading | None:
    if isinstance(days, Reading):
        return days._replace(value=_negative(days.value), sure=_negative(days.sure))
    return None if days is None else -days


def _negative(days: FactValue) -> int | None:
    return -days if isinstance(days, int) else None


def _differing_fields(of: Subject) -> tuple[str, ...]:
    return tuple(name for moment in of.differing for name in of.given_days[moment])


def _campaign_open(of: Subject) -> bool | None:
    if not of.policy.campaign:
        return None
    return any(window.since <= of.today <= window.until for window in of.policy.campaign)


def _missing_fields(of: Subject) -> tuple[str, ...] | Reading:
    """The fields that are asked for and not filled in; nobody knows of those that came in a form nobody can read."""
    absent = tuple(name for name in of.policy.fields if _is_asked(name, of) and not _is_given(name, of))
    if absent and "context" in of.request.as_written:
        return Reading(OpenList(absent), OpenList(), Origin.REQUEST, Doubt.UNREAD)
    return absent


def _is_asked(name: str, of: Subject) -> bool:
    topics = of.policy.asked_if.get(name)
    return topics is None or any(topic in topics for topic in of.facts.codes("topics"))


def _is_given(name: str, of: Subject) -> bool:
    """Whether a field is filled in, or the date it stands for is known in another way."""
    if str(of.fields.get(name, "")).strip():
        return True
    moments = (moment for moment, by in of.policy.moments.items() if name in (*by.at, *by.since, *by.left))
    return any(of.days[moment] is not None for moment in moments)


def _says_more(of: Subject) -> Reading:
    """It only ever holds back, so none of it is sure."""
    return _said(says_more(of) if _is_sought("says_more", of) else ())


def _own_numbers(of: Subject) -> tuple[str, ...]:
    return numbers(of) if _is_sought("own_numbers", of) else ()


def _own_relations(of: Subject) -> tuple[str, ...]:
    return other_relations(of) if _is_sought("own_relations", of) else ()


def _is_sought(fact: str, of: Subject) -> bool:
    """Whether a rule that looks at a fact may fire by all others."""
    return any(rule.met(of.facts) is not False for rule in of.policy.rules_by_fact.get(fact, ()))


def _own_topics(of: Subject) -> tuple[str, ...]:
    """The topics of the beneficiary's own words, of those that a rule looks for whose conditions may be met."""
    looking = (topics for rule, topics in of.policy.own_topics_by_rule if rule.met(of.facts) is not False)
    wanted = {topic for topics in looking for topic in topics}
    return of.policy.own_topic_lexicon.spoken_of(of.own_words, sorted(wanted)) if wanted else ()


def _problem(of: Subject) -> Reading:
    found = of.classified
    if found.known:
        return Reading(found.problem, found.problem, Origin.ATTEMPT)
    if found.evidence:
        return Reading(found.problem, None, Origin.TEXT, Doubt.TEXT_ALONE)
    return Reading(found.problem, None, Origin.REQUEST)


_CODES: Mapping[str, Callable[[Subject], str | Reading | None]] = {
    "service": lambda of: of.policy.service,
    "section": lambda of: of.request.section,
    "seed_kind": lambda of: of.request.seed_kind,
    "channel": lambda of: of.request.channel,
    "applicant_type": lambda of: of.request.applicant.type,
    "relation": documents.relation,
    "attempt_outcome": earlier.attempt_outcome,
    "attempt_platform": earlier.attempt_platform,
    "problem": _problem,
}
_YES_NO: Mapping[str, Callable[[Subject], bool | Reading | None]] = {
    "service_known": lambda of: of.policy.known,
    "online": lambda of: of.policy.online,
    "section_offered": _section_offered,
    "entitled": documents.entitled,
    "needs_care": documents.needs_care,
    "attempted": earlier.attempted,
    "attempt_late": earlier.attempt_late,
    "follows": earlier.follows,
    "parent_on_record": lambda of: of.known.parent is not None,
    "parent_known": earlier.parent_known,
    "parent_open": earlier.parent_open,
    "parent_late": earlier.parent_late,
    "humanitarian": documents.humanitarian,
    "campaign_open": _campaign_open,
    "confident": lambda of: of.classified.confident,
}
_COUNTS: Mapping[str, Callable[[Subject], int]] = {
    "open_duplicates": lambda of: len(of.known.open_duplicates),
    "alike": lambda of: len(of.known.alike),
    "same_error_last_hour": lambda of: of.known.same_error_last_hour,
}
_DAYS: Mapping[str, Callable[[Subject], int | Reading | None]] = {
    "nearest_days": _nearest_days,
    "nearest_within": lambda of: nearest_within(of.policy.moments, of.dates, of.today),
}
_LISTS: Mapping[str, Callable[[Subject], tuple[str, ...] | Reading]] = {
    "documents": documents.documents,
    "attached": documents.attached,
    "topics": lambda of: of.policy.topic_lexicon.spoken_of(of.text),
    "message_topics": lambda of: of.policy.topic_lexicon.spoken_of(of.message),
    "own_topics": _own_topics,
    "own_relations": _own_relations,
    "own_numbers": _own_numbers,
    "evidence": lambda of: tuple(map(str, of.classified.evidence)),
    "missing": documents.missing,
    "missing_fields": _missing_fields,
    "unread_dates": lambda of: unread_dates(of.policy.moments, of.days, of.dates),
    "unread_fields": lambda of: tuple(unread_fields(of.request.context, of.fields)),
    "differing_fields": _differing_fields,
    "unlisted_fields": lambda of: of.unlisted,
    "unknown_codes": unknown_codes,
    "says_more": _says_more,
    "says_beyond": beyond.says_beyond,
    "new_topics": beyond.new_topics,
}
SINGLE: Mapping[FactType, Mapping[str, Callable[[Subject], FactValue | Reading]]] = {
    FactType.CODE: _CODES,
    FactType.YES_NO: _YES_NO,
    FactType.COUNT: _COUNTS,
    FactType.DAYS: _DAYS,
    FactType.LIST: _LISTS,
}
"""How each fact that is no family is computed, by its type and name."""
FAMILIES: Mapping[str, Callable[[Subject], Mapping[str, SingleValue | Reading | None]]] = {
    DAYS_TO.name: _days_to,
    DAYS_SINCE.name: _days_since,
    SAID_DAYS_TO.name: _said_days,
    CONTEXT.name: lambda of: of.fields,
}
"""How the facts of each family are computed, by its name: their values by member."""
_COMPUTED = {name: compute for by_name in SINGLE.values() for name, compute in by_name.items()}
_STEPS = tuple((fact.name, FAMILIES.get(fact.name), _COMPUTED.get(fact.name), fact.is_text) for fact in FACTS)
"""The table as it is gone through: name, how the family or the one fact is computed, and whether only text says it."""
