"""The facts of a request: each row of the table in `models.triage.facts` bound to the function that computes it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from models.calendar.working import WorkingCalendar
from models.intake.request import AttemptOutcome, Request
from models.triage.assessment import KnownFromRecords
from models.triage.facts import CONTEXT, DAYS_SINCE, DAYS_TO, FACTS, Facts, FactType, FactValue, SingleValue
from models.triage.rules import TriagePolicy
from workflows.triage import documents, earlier
from workflows.triage.fields import unread_fields
from workflows.triage.subject import Subject, subject_of
from workflows.triage.words import spoken_of


def gather(
    request: Request, known: KnownFromRecords, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime
) -> Facts:
    """All facts about a request as of `now`, computed in the order of the table."""
    subject = subject_of(request, known, policy, calendar, now)
    facts = subject.facts
    for fact in FACTS:
        if fact.family:
            for member, value in FAMILIES[fact.name](subject).items():
                facts[fact.of(member)] = value
        else:
            facts[fact.name] = _COMPUTED[fact.name](subject)
    return facts


def _section_offered(of: Subject) -> bool:
    return not of.policy.sections or of.request.section in of.policy.sections


def _days_since(of: Subject) -> Mapping[str, int | None]:
    return {moment: None if days is None else -days for moment, days in of.days.items()}


def _nearest_days(of: Subject) -> int | None:
    urgent = (days for moment, days in of.days.items() if of.policy.moments[moment].urgent)
    return min((days for days in urgent if days is not None and days >= 0), default=None)


def _campaign_open(of: Subject) -> bool | None:
    if not of.policy.campaign:
        return None
    return any(window.since <= of.today <= window.until for window in of.policy.campaign)


def _missing_fields(of: Subject) -> tuple[str, ...]:
    return tuple(name for name in of.policy.fields if not _is_given(name, of))


def _is_given(name: str, of: Subject) -> bool:
    """Whether a field is filled in, or the date it stands for is known in another way."""
    if str(of.fields.get(name, "")).strip():
        return True
    moments = (moment for moment, by in of.policy.moments.items() if name in (*by.at, *by.since, *by.left))
    return any(of.days[moment] is not None for moment in moments)


_CODES: Mapping[str, Callable[[Subject], str | None]] = {
    "service": lambda of: of.policy.service,
    "section": lambda of: of.request.section,
    "seed_kind": lambda of: of.request.seed_kind,
    "channel": lambda of: of.request.channel,
    "applicant_type": lambda of: of.request.applicant.type,
    "relation": documents.relation,
    "attempt_outcome": lambda of: str(of.outcome),
    "attempt_platform": earlier.attempt_platform,
    "problem": lambda of: of.classified.problem,
}
_YES_NO: Mapping[str, Callable[[Subject], bool | None]] = {
    "service_known": lambda of: of.policy.known,
    "online": lambda of: of.policy.online,
    "section_offered": _section_offered,
    "entitled": documents.entitled,
    "attempted": lambda of: of.outcome is not AttemptOutcome.NONE,
    "attempt_late": earlier.attempt_late,
    "follows": earlier.follows,
    "parent_known": earlier.parent_known,
    "parent_open": earlier.parent_open,
    "parent_late": earlier.parent_late,
    "humanitarian": documents.humanitarian,
    "campaign_open": _campaign_open,
    "confident": lambda of: of.classified.confident,
}
_COUNTS: Mapping[str, Callable[[Subject], int]] = {
    "open_duplicates": lambda of: len(of.known.open_duplicates),
    "same_error_last_hour": lambda of: of.known.same_error_last_hour,
}
_DAYS: Mapping[str, Callable[[Subject], int | None]] = {"nearest_days": _nearest_days}
_LISTS: Mapping[str, Callable[[Subject], tuple[str, ...]]] = {
    "documents": documents.documents,
    "topics": lambda of: spoken_of(of.policy.topics, of.text),
    "message_topics": lambda of: spoken_of(of.policy.topics, of.message),
    "evidence": lambda of: tuple(map(str, of.classified.evidence)),
    "missing": documents.missing,
    "missing_fields": _missing_fields,
    "unread_fields": lambda of: tuple(unread_fields(of.request.context, of.fields)),
}
SINGLE: Mapping[FactType, Mapping[str, Callable[[Subject], FactValue]]] = {
    FactType.CODE: _CODES,
    FactType.YES_NO: _YES_NO,
    FactType.COUNT: _COUNTS,
    FactType.DAYS: _DAYS,
    FactType.LIST: _LISTS,
}
"""How each fact that is no family is computed, by its type and name."""
FAMILIES: Mapping[str, Callable[[Subject], Mapping[str, SingleValue | None]]] = {
    DAYS_TO.name: lambda of: of.days,
    DAYS_SINCE.name: _days_since,
    CONTEXT.name: lambda of: of.fields,
}
"""How the facts of each family are computed, by its name: their values by member."""
_COMPUTED = {name: compute for by_name in SINGLE.values() for name, compute in by_name.items()}
