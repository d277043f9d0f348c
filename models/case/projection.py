"""The row of a case computed from its state."""

from datetime import datetime

from models.case.approval import teams_in_turn
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import ClockKind

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
