"""Occurrences: what of a case the reports count, each at an instant, with the time it took.

They follow from the events alone (`workflows.reports.occurrences`), so a later reopening changes none of them. Codes,
instants and staff ids only; the fields are the columns of the table `occurrence`.
"""

from dataclasses import dataclass
from datetime import datetime

from models.codes import Code


class OccurrenceKind(Code):
    """What occurred. `code`, `yes` and `number` of an occurrence mean what stands beside its kind."""

    OPENED = "opened"
    """`code`: what the first stage did, or `imported`."""
    RESPONDED = "responded"
    """A person acted for the first time since the opening or a reopening. `yes`: in time."""
    DECIDED = "decided"
    """A decision with its official reply. `code`: outcome; `yes`: in time; `number`: returns to the beneficiary."""
    ENDED = "ended"
    """Closed without a decision. `code`: outcome."""
    CLOSED = "closed"
    """`code`: outcome; `yes`: rated."""
    REOPENED = "reopened"
    """`code`: cause; `by_hand` is that of the decision before."""
    RETURNED = "returned"
    """Returned to the beneficiary. `number`: the how manieth time; `by_hand`: by a person, else by the first stage."""
    STAY = "stay"
    """A stage was left. `code`: that stage."""
    CONSULTED = "consulted"
    """A question to another team or authority was answered. `code`: who was asked."""
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    RUNG = "rung"
    """`code`: the rung."""
    ESCALATED = "escalated"
    """By hand."""
    NOBODY_FOUND = "nobody_found"
    """Nobody of those a rung names was there, and the fall-back was told. `code`: the rung."""
    BREACHED = "breached"
    """`code`: the clock."""
    EXTENDED = "extended"
    """`working`: by how much."""
    REDIRECTED = "redirected"
    """`code`: the new team."""
    TAKEN = "taken"
    """Claimed by an officer or given to one."""
    RELEASED = "released"
    RECLASSIFIED = "reclassified"
    INTERIM_REPLIED = "interim_replied"
    REMINDER_GIVEN = "reminder_given"
    APPEALED = "appealed"
    SPLIT = "split"
    RATED = "rated"
    """`number`: 1 to 5; `yes`: with a comment."""
    NOTICE = "notice"
    """`code`: the channel; `yes`: delivered, else given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One occurrence, with what the case was then: before the event, but for its opening.

    `officer` is the holder then, in whose place others may have acted; where nobody held it, who acted.
    `working` and `elapsed` are seconds, of working time and of all time.
    """

    reference: str
    seq: int
    """The event that it follows from; there is one of each kind at most."""
    kind: OccurrenceKind
    at: datetime
    pack: str
    version: str
    service: str
    problem: str
    team: str | None
    officer: str | None
    channel: str
    applicant: str
    language: str
    code: str | None = None
    yes: bool | None = None
    by_hand: bool | None = None
    """Whether staff had acted on the case before or by it."""
    number: int | None = None
    working: int | None = None
    elapsed: int | None = None
