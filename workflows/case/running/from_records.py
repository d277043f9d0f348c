"""A case as its records hold it, ready to go on in a new run. Pure."""

from collections.abc import Sequence

from models.case.events import Event
from models.case.state import CaseState, Receipt
from models.intake.request import Request
from models.policy import CasePolicy
from workflows import options
from workflows.case.evolve import fold
from workflows.case.running.event_log import EventLog
from workflows.ports import Carried


def carried_from_records(
    reference: str, policy: CasePolicy, events: Sequence[Event], request: Request, opening: Receipt | None
) -> Carried:
    """What a run of the case starts from: its policy as it was opened under, its stored receipt, its last events.

    As many as a run hands to the next one: the server takes no value above 2 MB.
    """
    state = fold(CaseState(reference=reference, policy=policy), events).model_copy(update={"opening": opening})
    return Carried(
        state=state,
        events=EventLog(state.seq, events, state.seq).kept(options.EVENTS_CARRIED, options.BYTES_CARRIED),
        recorded=state.seq,
        request=request,
        opened_under=policy,
        stable_instants=True,
    )
