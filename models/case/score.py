"""Urgency score of an open case, by which the inbox is ordered. `activities.reports.inbox` computes the same in SQL.

Hours and days are wall-clock time, rounded down, so that the database can count them too.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from models.base import Wire
from models.case.row import CaseRow
from models.codes import Stage

LATE, LATE_HOURS_AT_MOST = 1_000, 240
"""Past its due instant, and a point for each hour since, up to so many."""
HOURS_THAT_COUNT = 240
"""A case due within so many hours gets a point for each hour it is nearer."""
AT_RISK = 200
UNANSWERED = 300
"""No person acted in time yet."""
PER_PRIORITY = 150
PER_RUNG = 100
REPLIED = 250
"""The beneficiary answered and waits for the same officer."""
SECOND_PERSON = 150
"""A decision is proposed and waits for the next step of the approval chain."""
WAITING = -500
"""Nothing can be done until the beneficiary or a third party answers."""
DAYS_AT_MOST = 90
"""A point for each day of age, up to this."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OF_STAGE = {
    Stage.REPLIED: ("replied", REPLIED),
    Stage.AWAITING_APPROVAL: ("second_person", SECOND_PERSON),
    Stage.AWAITING_BENEFICIARY: ("waiting", WAITING),
    Stage.AWAITING_THIRD_PARTY: ("waiting", WAITING),
}


class ScoreReason(Wire):
    """One part of a score: its name and its points."""

    name: str
    points: int


class Score(Wire):
    """The sum and its parts, in a fixed order."""

    points: int
    reasons: tuple[ScoreReason, ...]


def score(row: CaseRow, now: datetime) -> Score:
    """The score of an open case at an instant."""
    reasons = tuple(ScoreReason(name=name, points=points) for name, points in _points_by_reason(row, now) if points)
    return Score(points=sum(reason.points for reason in reasons), reasons=reasons)


def _points_by_reason(row: CaseRow, now: datetime) -> Iterator[tuple[str, int]]:
    if row.due_at and row.due_at <= now:
        yield "late", LATE + min((now - row.due_at) // _HOUR, LATE_HOURS_AT_MOST)
    elif row.due_at:
        yield "due_soon", max(HOURS_THAT_COUNT - (row.due_at - now) // _HOUR, 0)
        yield "at_risk", AT_RISK if row.at_risk_at and row.at_risk_at <= now else 0
    if row.first_responded_at is None and row.first_response_due_at and row.first_response_due_at <= now:
        yield "unanswered", UNANSWERED
    yield "priority", PER_PRIORITY * row.priority.rank
    yield "escalation", PER_RUNG * row.escalation
    yield _OF_STAGE.get(row.stage, ("", 0))
    yield "age", max(min((now - row.submitted_at) // _DAY, DAYS_AT_MOST), 0)
