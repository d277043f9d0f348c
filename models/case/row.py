"""The row of a case, for lists and reports: flat, computed from the state (`models.case.projection`), and never read
back by the decider.

The fields of `CaseRow` are the columns of `case_row`; `models.tables` makes the table from them.
"""

from datetime import datetime

from models.base import Wire
from models.codes import Outcome, Priority, Stage, Status


class CaseRow(Wire):
    """The projection of a case after event `seq`. Codes and instants only: names and numbers live elsewhere."""

    reference: str
    seq: int
    fingerprint: str
    pack: str
    service: str
    problem: str
    channel: str
    applicant_type: str
    stage: Stage
    status: Status
    outcome: Outcome | None
    team: str | None
    assignee: str | None
    """Whose case it is: of what a substitute took in somebody's place, that person."""
    priority: Priority
    submitted_at: datetime
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    """The due instant of the resolution; none while the clock is paused."""
    answer_due_at: datetime | None
    first_response_due_at: datetime | None
    first_responded_at: datetime | None
    at_risk_at: datetime | None
    """When four fifths of the resolution's time are used."""
    paused: bool
    breached: bool
    next_rung: str | None
    next_rung_at: datetime | None
    escalation: int
    rounds: int
    reopens: int
    resolved_at: datetime | None
    closed_at: datetime | None
    in_time: bool | None
    """Whether the last decision kept the resolution's promise."""
    rating: int | None
    into: str | None
    notices_waiting: int = 0
    """Notices not sent yet; a closed case lives on until there are none."""
    step_teams: tuple[str, ...] = ()
    """The teams whose approval step the case waits for; empty: its own team's, or none."""
    third_party: str | None = None
    """Whom the case waits for."""
    third_party_due_at: datetime | None = None
    awaited_team: str | None = None
    """The third party, where it is a team of the pack that was told and may answer."""
    consulted: str | None = None
    """The team or authority that was asked a question and has not answered."""
    consultation_due_at: datetime | None = None
    calendars: tuple[str, ...] = ()
    """The calendars in which its promises count besides its own: those of the policy, or that a correction brought."""
    imported: bool = False
    """Whether another system had begun it."""
    appeal_of: str | None = None
    """The case whose result is appealed by this one."""
    appeal: str | None = None
    """The last appeal against its result."""
    appeal_team: str | None = None
    """The team of an open appeal: its members see this case too."""
    appeal_open: bool = False
    """Whether an appeal is open; a closed case lives on until it is not."""
    split_of: str | None = None
    """The case out of which this one was taken."""
    splitting: str | None = None
    """The case of a second matter that is being opened; a closed case lives on until it is."""
    version: str = ""
    """The version of the pack that the case is under; empty in rows of before it was written."""
    sharing: int | None = None
    """The event since which it, or its next approval step, is to be given to somebody by the team's rule."""
    step_with: str | None = None
    """Whose the next approval step is, as `assignee`."""
    limited: bool | None = None
    """Whether the law sets a last instant for its resolution; none in rows of before it was written."""
    fault: str | None = None
    """The fault that it is a case of."""
    fault_known: bool = False
    """Whether its beneficiary was told that this fault is known."""
    policy: str
    """Digest of the policy the case was opened under."""
