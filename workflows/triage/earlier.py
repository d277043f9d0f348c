"""Facts about the history of a request: the earlier try in the e-service, and the earlier request it follows."""

from datetime import datetime, timedelta

from models.codes import Stage
from models.intake.attempt_outcome import AttemptOutcome
from models.triage.facts import Doubt, Origin, Reading
from workflows.triage.dates.mentions import longest_past
from workflows.triage.subject import Subject

_LONG_AGO = timedelta(days=730)
"""Nothing is counted as waiting for longer."""


def attempted(of: Subject) -> bool | Reading:
    """Whether there was an earlier try; unknown where the request says there was none, and what came of it, or where
    nobody can read how it ended.

    A form may fill in an instant and a platform by itself; a message, a code, a number or a picture comes of a try.
    """
    attempt = of.request.prior_attempt
    if of.outcome is AttemptOutcome.UNREADABLE:
        return Reading(None, None, Origin.ATTEMPT, Doubt.UNREAD)
    if attempt is None or attempt.outcome is not AttemptOutcome.NONE:
        return attempt is not None
    came_of_it = (attempt.message_ar, attempt.message_en, attempt.error_code, attempt.reference)
    if any(came_of_it) or attempt.evidence != AttemptOutcome.NONE:
        return Reading(None, None, Origin.ATTEMPT, Doubt.CONTRADICTED)
    return False


def attempt_outcome(of: Subject) -> str | Reading:
    """How the earlier try ended; unknown where nobody can read it."""
    unread = of.outcome is AttemptOutcome.UNREADABLE
    return Reading(None, None, Origin.ATTEMPT, Doubt.UNREAD) if unread else str(of.outcome)


def attempt_platform(of: Subject) -> str | None:
    """Where the earlier try was made."""
    return of.request.prior_attempt.platform if of.request.prior_attempt else None


def attempt_late(of: Subject) -> bool | Reading | None:
    """Whether the earlier try has waited beyond its promise, by its instant or by a longer time that the text names."""
    attempt = of.request.prior_attempt
    since, said = attempt.at if attempt else None, _said_to_wait_since(of)
    if said is None or (since and since <= said):
        return None if since is None else _is_late(since, of)
    late = _is_late(said, of)
    if since and _is_late(since, of) is late:
        return late
    return Reading(late, None, Origin.TEXT, Doubt.CONTRADICTED if since else Doubt.TEXT_ALONE)


def _said_to_wait_since(of: Subject) -> datetime | None:
    """The longest time ago that the text names, when something waits."""
    waits = of.policy.follow_up or of.outcome is AttemptOutcome.STUCK_PENDING
    days = longest_past(of.text) if waits else None
    return None if days is None else of.now - timedelta(days=days)


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


def parent_open(of: Subject) -> bool | None:
    """Whether the earlier request is not decided, by the records or because the try ended in waiting."""
    if of.known.parent:
        return of.known.parent.stage not in (Stage.RESOLVED, Stage.CLOSED)
    return True if of.outcome is AttemptOutcome.STUCK_PENDING else None


def parent_late(of: Subject) -> bool | Reading | None:
    """Whether the earlier request has waited beyond its promise."""
    return of.known.parent.overdue if of.known.parent else attempt_late(of)
