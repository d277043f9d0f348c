"""The facts that the rules of the first stage look at (listed in `models.triage.rules`): one pure function."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from models.calendar.working import WorkingCalendar
from models.codes import Stage
from models.intake.request import AttemptOutcome, PriorAttempt, Request
from models.text import ascii_digits, search_key
from models.triage.assessment import Facts
from models.triage.rules import (
    CONTEXT,
    DAYS_SINCE,
    DAYS_TO,
    Moment,
    Requirement,
    TriagePolicy,
    Values,
)
from workflows.triage.dates import Mention, longest_past, mentions, written_date
from workflows.triage.fields import own_fields, unread_fields
from workflows.triage.words import classify, spoken_of, without

SELF = "self"
_LONG_AGO = timedelta(days=730)


def gather(request: Request, known: Facts, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime) -> Values:
    """All facts about a request as of `now`, in the order in which they build on one another."""
    today = now.astimezone(calendar.zone).date()
    message, text = _message(request.prior_attempt), _text(request)
    facts = _choices(request, policy) | _attempt(request.prior_attempt, policy, calendar, now, text)
    facts |= _earlier(known, request.prior_attempt, facts, policy)
    own = own_fields(request.context, policy.field_types)
    facts |= _days(own, policy.moments, list(mentions(text, today)), today)
    facts |= {CONTEXT + name: value for name, value in own.items()}
    facts["topics"], facts["message_topics"] = spoken_of(policy.topics, text), spoken_of(policy.topics, message)
    facts["humanitarian"] = _humanitarian(policy, facts)
    facts["campaign_open"] = _campaign_open(policy, today)
    facts |= classify(policy, message, text, facts)
    facts["missing"] = _missing(policy.requires, facts)
    facts["missing_fields"] = tuple(name for name in policy.fields if not _is_given(name, policy.moments, facts))
    facts["unread_fields"] = tuple(unread_fields(request.context, own))
    return facts


def moment_date(policy: TriagePolicy, name: str, facts: Values, today: date) -> date | None:
    """The date of a moment, as far as the facts know it."""
    days = facts.get(DAYS_TO + name) if name in policy.moments else None
    return None if days is None else today + timedelta(days=days)


def _message(attempt: PriorAttempt | None) -> str:
    if attempt is None:
        return ""
    return search_key(" . ".join(part for part in (attempt.message_ar, attempt.message_en, attempt.error_code) if part))


def _text(request: Request) -> str:
    parts = (request.subject_ar, request.subject, request.text_ar, request.text_en)
    return search_key(" . ".join(part for part in parts if part))


def _choices(request: Request, policy: TriagePolicy) -> Values:
    relation = request.on_behalf_of.relation if request.on_behalf_of else SELF
    documents = tuple(attachment.kind for attachment in request.attachments)
    deed = any(_fits(kind, policy.entitling) for kind in documents)
    return {
        "service": policy.service,
        "service_known": policy.known,
        "online": policy.online,
        "section": request.section,
        "section_offered": not policy.sections or request.section in policy.sections,
        "seed_kind": request.seed_kind,
        "channel": request.channel,
        "applicant_type": request.applicant.type,
        "relation": relation,
        "entitled": relation == SELF or relation in policy.relations or deed,
        "documents": documents,
    }


def _attempt(
    attempt: PriorAttempt | None, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime, text: str
) -> Values:
    """The earlier try. How long it has waited is told by its own instant or, when something waits, by the text."""
    outcome = attempt.outcome if attempt else AttemptOutcome.NONE
    since = attempt.at if attempt and attempt.at else None
    waits = policy.follow_up or outcome is AttemptOutcome.STUCK_PENDING
    if waits and (told := longest_past(text)) is not None:
        since = min(since or now, now - timedelta(days=told))
    return {
        "attempted": outcome is not AttemptOutcome.NONE,
        "attempt_outcome": str(outcome),
        "attempt_platform": attempt.platform if attempt else None,
        "attempt_late": None if since is None else _late(since, policy, calendar, now),
    }


def _late(since: datetime, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime) -> bool:
    since = min(max(since, now - _LONG_AGO), now)
    if policy.completes_in_days is not None:
        return now - since > timedelta(days=policy.completes_in_days)
    return calendar.between(since, now) > policy.patience


def _earlier(known: Facts, attempt: PriorAttempt | None, facts: Values, policy: TriagePolicy) -> Values:
    parent = known.parent
    own = policy.own_platform != "" and facts["attempt_platform"] == policy.own_platform
    return {
        "follows": policy.follow_up or own or parent is not None,
        "parent_known": parent is not None or bool(attempt and attempt.reference),
        "parent_open": parent is None or parent.stage not in (Stage.RESOLVED, Stage.CLOSED),
        "parent_late": parent.overdue if parent else facts["attempt_late"],
        "open_duplicates": len(known.open_duplicates),
        "same_error_last_hour": known.same_error_last_hour,
    }


def _days(own: Values, moments: Mapping[str, Moment], told: list[Mention], today: date) -> Values:
    """Days to every moment: from the service's own fields, else from the dates in the text near its words."""
    days = {name: _days_in_context(moment, own, today) for name, moment in moments.items()}
    for name, moment in moments.items():
        if days[name] is None:
            days[name] = _told((mention.day - today).days for mention in told if _about(moment, mention))
    pressing = [left for name, left in days.items() if moments[name].urgent and left is not None and left >= 0]
    facts: Values = {DAYS_TO + name: left for name, left in days.items()}
    facts |= {DAYS_SINCE + name: None if left is None else -left for name, left in days.items()}
    return facts | {"nearest_days": min(pressing, default=None)}


def _days_in_context(moment: Moment, context: Mapping[str, Any], today: date) -> int | None:
    for name in moment.at:
        if day := _as_date(context.get(name)):
            return (day - today).days
    for names, sign in ((moment.left, 1), (moment.since, -1)):
        for name in names:
            if (number := _as_whole(context.get(name))) is not None:
                return sign * number
    return None


def _as_date(value: Any) -> date | None:
    return written_date(ascii_digits(value)) if isinstance(value, str) else None


def _as_whole(value: Any) -> int | None:
    """A number of days; anything out of proportion is no such number."""
    if isinstance(value, str) and len(value) < 8 and value.strip().removeprefix("-").isdecimal():
        value = int(ascii_digits(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**5:
        return None
    return round(value)


def _told(days: Iterable[int]) -> int | None:
    """The next of the days told, or the last one when all have passed."""
    found = sorted(days)
    return next((day for day in found if day >= 0), found[-1] if found else None)


def _about(moment: Moment, mention: Mention) -> bool:
    words = without(mention.words, moment.but_not)
    return bool(moment.near_words) and all(any(word in words for word in group) for group in moment.near_words)


def _humanitarian(policy: TriagePolicy, facts: Values) -> bool:
    told = any(topic in facts["topics"] for topic in policy.humanitarian.topics)
    return told and any(_fits(kind, policy.humanitarian.documents) for kind in facts["documents"])


def _campaign_open(policy: TriagePolicy, today: date) -> bool | None:
    if not policy.campaign:
        return None
    return any(window.since <= today <= window.until for window in policy.campaign)


def _missing(requires: Iterable[Requirement], facts: Values) -> tuple[str, ...]:
    def is_there(document: Requirement) -> bool:
        return sum(_fits(kind, document.accepts) for kind in facts["documents"]) >= document.count

    wanted = (document for document in requires if document.hold(facts))
    return tuple(dict.fromkeys(document.document for document in wanted if not is_there(document)))


def _is_given(name: str, moments: Mapping[str, Moment], facts: Values) -> bool:
    """Whether a field of the service's own is filled in, or the date it stands for is known in another way."""
    told = (moment for moment, names in moments.items() if name in (*names.at, *names.since, *names.left))
    return str(facts.get(CONTEXT + name, "")).strip() != "" or any(facts[DAYS_TO + each] is not None for each in told)


def _fits(kind: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in patterns)
