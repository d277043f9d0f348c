"""A case as lists and reports need it: one flat row, computed from the state and never read back by the decider."""

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
    """When four fifths of the resolution budget are used."""
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
    policy: str
    """Digest of the policy slice the case runs under."""


AT_RISK = 0.8


def project(state: CaseState) -> CaseRow:
    """The row of an opened case."""
    if state.submitted_at is None or state.opened_at is None or state.last_at is None:
        raise LookupError(f"case {state.reference} is not opened yet")
    calendar = state.rules.working_calendar
    due = {kind: clock.due(calendar) for kind, clock in state.clocks.items()}
    resolution = state.clocks.get(ClockKind.RESOLUTION)
    first = state.clocks.get(ClockKind.FIRST_RESPONSE)
    rung = state.next_rung()
    decided = resolution is not None and not resolution.live
    return CaseRow(
        reference=state.reference,
        seq=state.seq,
        fingerprint=state.fingerprint,
        pack=state.rules.pack,
        service=state.service,
        problem=state.assessment.problem if state.assessment else "",
        channel=state.channel,
        applicant_type=state.applicant_type,
        stage=state.stage,
        status=state.status,
        outcome=state.outcome,
        team=state.team,
        assignee=state.assignee.id if state.assignee else None,
        priority=state.priority,
        submitted_at=state.submitted_at,
        opened_at=state.opened_at,
        updated_at=state.last_at,
        due_at=due.get(ClockKind.RESOLUTION),
        answer_due_at=due.get(ClockKind.ANSWER),
        first_response_due_at=due.get(ClockKind.FIRST_RESPONSE),
        first_responded_at=state.first_responded_at,
        at_risk_at=resolution.instant(resolution.budget * AT_RISK, calendar) if resolution else None,
        paused=resolution is not None and resolution.live and not resolution.running,
        breached=any(clock.breached for clock in (resolution, first) if clock),
        next_rung=rung[0] if rung else None,
        next_rung_at=rung[1] if rung else None,
        escalation=state.escalation,
        rounds=state.round,
        reopens=state.reopens,
        resolved_at=state.resolved_at,
        closed_at=state.closed_at,
        in_time=not resolution.breached if resolution and decided else None,
        rating=state.rating,
        into=state.into,
        notices_waiting=len(state.outbox),
        step_teams=teams_in_turn(state.rules.approvals, state.proposal.steps) if state.proposal else (),
        policy=state.policy_digest,
    )
