"""The row of a fault, for lists: flat, computed from the state. Its fields are the columns of the table `fault`."""

from datetime import datetime

from models.base import Wire
from models.codes import ClockKind, FaultStage
from models.faults.state import FaultState


class FaultRow(Wire):
    """The projection of a fault after event `seq`: codes, instants and staff ids; its title is in its first event."""

    reference: str
    seq: int
    pack: str
    error_code: str
    team: str
    stage: FaultStage
    owner: str | None
    by_rate: bool
    since: datetime
    """From when on its cases came."""
    opened_at: datetime
    known_at: datetime | None
    mended_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    breached: bool
    rungs: int
    """How many rungs were reached."""


def project_fault(state: FaultState) -> FaultRow:
    """The row of an opened fault."""
    if state.opened_at is None or state.since is None:
        raise LookupError(f"fault {state.reference} is not opened yet")
    resolution = state.clocks[ClockKind.RESOLUTION]
    return FaultRow(
        reference=state.reference,
        seq=state.seq,
        pack=state.rules.pack,
        error_code=state.error_code,
        team=state.rules.team,
        stage=state.stage,
        owner=state.owner.id if state.owner else None,
        by_rate=state.by_rate,
        since=state.since,
        opened_at=state.opened_at,
        known_at=state.known_at,
        mended_at=state.mended_at,
        closed_at=state.closed_at,
        due_at=state.due,
        breached=resolution.breached or state.clocks[ClockKind.FIRST_RESPONSE].breached,
        rungs=state.rungs,
    )
