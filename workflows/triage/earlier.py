"""Facts about the history of a request: the earlier try in the e-service, and the earlier request it follows."""

from datetime import datetime, timedelta

from models.codes import Stage
from models.intake.request import AttemptOutcome
from workflows.triage.dates.mentions import longest_past
from workflows.triage.subject import Subject

_LONG_AGO = timedelta(days=730)
"""Nothing is counted as waiting for longer."""


def attempt_platform(of: Subject) -> str | None:
    """Where the earlier try was made."""
    return of.request.prior_attempt.platform if of.request.prior_attempt else None


def attempt_late(of: Subject) -> bool | None:
    """Whether the earlier try has waited beyond its promise."""
    since = _waiting_since(of)
    return None if since is None else _is_late(since, of)


def _waiting_since(of: Subject) -> datetime | None:
    """The instant of the earlier try or, when something waits for longer by what the text says, that time ago."""
    attempt = of.request.prior_attempt
    since = attempt.at if attempt else None
    waits = of.policy.follow_up or of.outcome is AttemptOutcome.STUCK_PENDING
    if waits and (days := longest_past(of.text)) is not None:
        return min(since or of.now, of.now - timedelta(days=days))
    return since


def _is_late(since: datetime, of: Subject) -> bool:
    since = min(max(since, of.now - _LONG_AGO), of.now)
    if of.policy.completes_in_days is not None:
        return of.now - since > timedelta(days=of.policy.completes_in_days)
    return of.calendar.between(since, of.now) > of.policy.patience


def follows(of: Subject) -> bool:
    """Whether the request speaks of an earlier request or transaction (R6)."""
    policy = of.policy
    own = policy.own_platform != "" and of.facts.text("attempt_platform") == policy.own_platform
    return policy.follow_up or own or of.known.parent is not None


def parent_known(of: Subject) -> bool:
    """Whether the earlier request is on record or named by a reference."""
    attempt = of.request.prior_attempt
    return of.known.parent is not None or bool(attempt and attempt.reference)


def parent_open(of: Subject) -> bool:
    """Whether nothing on record says that the earlier request is decided."""
    return of.known.parent is None or of.known.parent.stage not in (Stage.RESOLVED, Stage.CLOSED)


def parent_late(of: Subject) -> bool | None:
    """Whether the earlier request has waited beyond its promise."""
    return of.known.parent.overdue if of.known.parent else of.facts.yes_no("attempt_late")
