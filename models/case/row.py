"""The row of a case, for lists and reports: flat, computed from the state, and never read back by the decider.

The fields of `CaseRow` are the columns of `case_row`; `models.tables` makes the table from them.
"""

from datetime import datetime

from models.base import Wire
from models.case.approval import teams_in_turn
from models.case.state import CaseState
from models.codes import ClockKind, Outcome, Priority, Stage, Status


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


AT_RISK = 0.8
"""The share of the resolution's time after which a case is at risk."""

_DUE = {
    "due_at": ClockKind.RESOLUTION,
    "answer_due_at": ClockKind.ANSWER,
    "first_response_due_at": ClockKind.FIRST_RESPONSE,
    "third_party_due_at": ClockKind.THIRD_PARTY,
    "consultation_due_at": ClockKind.CONSULTATION,
}


def project(state: CaseState) -> CaseRow:
    """The row of an opened case: what the state has under the same name, and the columns computed from it."""
    if state.submitted_at is None or state.opened_at is None or state.last_at is None:
        raise LookupError(f"case {state.reference} is not opened yet")
    return CaseRow.model_validate(vars(state) | _plain_columns(state) | _due_columns(state) | _promise_columns(state))


def _plain_columns(state: CaseState) -> dict[str, object]:
    """Columns renamed or counted from the state."""
    next_rung, next_rung_at = state.next_rung() or (None, None)
    return {
        "pack": state.rules.pack,
        "fault_known": state.fault_known,
        "problem": state.problem,
        "status": state.status,
        "assignee": state.assignee.represents if state.assignee else None,
        "updated_at": state.last_at,
        "next_rung": next_rung,
        "next_rung_at": next_rung_at,
        "rounds": state.round,
        "notices_waiting": len(state.outbox),
        "step_teams": teams_in_turn(state.rules.approvals, state.proposal.steps) if state.proposal else (),
        "third_party": state.wait.party if state.wait else None,
        "awaited_team": state.awaited_team,
        "consulted": state.consultation.to if state.consultation else None,
        "calendars": tuple(sorted(state.rules.calendars)),
        "imported": state.imported_by is not None,
        "appeal_of": state.appeal_of.reference if state.appeal_of else None,
        "appeal": state.appeals[-1].reference if state.appeals else None,
        "appeal_team": state.open_appeal.team if state.open_appeal else None,
        "appeal_open": state.open_appeal is not None,
        "split_of": state.split_of.reference if state.split_of else None,
        "splitting": state.pending_split.reference if state.pending_split else None,
        "version": state.rules.version,
        "sharing": state.sharing.since if state.sharing else None,
        "step_with": state.step_with.represents if state.step_with else None,
        "policy": state.policy_digest,
        "limited": any(clock.limit for clock in state.clocks.values()),
    }


def _due_columns(state: CaseState) -> dict[str, datetime | None]:
    """When each clock is due; none where it does not run."""
    clocks = ((column, state.clocks.get(kind)) for column, kind in _DUE.items())
    return {column: clock.due(state.time_of(clock)) if clock else None for column, clock in clocks}


def _promise_columns(state: CaseState) -> dict[str, object]:
    """Columns of the promised times: those of the resolution, and breaches of the first response too."""
    resolution = state.clocks.get(ClockKind.RESOLUTION)
    first = state.clocks.get(ClockKind.FIRST_RESPONSE)
    breached = first is not None and first.breached
    if resolution is None:
        return {"at_risk_at": None, "paused": False, "breached": breached, "in_time": None}
    calendar = state.time_of(resolution)
    return {
        "at_risk_at": resolution.instant(resolution.allotted(calendar) * AT_RISK, calendar),
        "paused": resolution.live and not resolution.running,
        "breached": resolution.breached or breached,
        "in_time": None if resolution.live else not resolution.breached,
    }
