"""What falls due if nobody acts: the same `settle` that lets it happen, asked ahead of time. Pure."""

from datetime import datetime

from models.case.events import Breached
from models.case.state import CaseState
from models.codes import ClockKind
from workflows.case.deadlines import settle


def breaks_at(state: CaseState, until: datetime, kind: ClockKind) -> datetime | None:
    """When a promise breaks that nobody keeps until an instant; none when it does not, or is broken already.

    A wait that ends by its limit before lets the promise go on, and a legal limit passes in a pause too.
    """
    _, events = settle(state, until)
    broken = (event.body for event in events if isinstance(event.body, Breached))
    return next((body.due for body in broken if body.clock is kind), None)
