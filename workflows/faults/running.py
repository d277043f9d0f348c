"""A fault in a running workflow: its state, its events, and how far they are on record."""

from collections.abc import Iterable
from typing import Any

from temporalio import workflow

from models.case.actor import SYSTEM
from models.case.state import Refusal
from models.faults import events as e
from models.faults.commands import AnyFaultCommand
from models.faults.policy import FaultPolicy
from models.faults.row import project_fault
from models.faults.state import FaultState
from workflows.case.running.authenticity import signature_in
from workflows.faults.deadlines import settle
from workflows.faults.decide import decide_fault
from workflows.faults.evolve import fold_fault, numbered
from workflows.faults.ports import RecordFault


class RunningFault:
    """State and events; `changed` says that the main loop has something to do."""

    def __init__(self, reference: str) -> None:
        self.state = FaultState(reference=reference)
        self.recorded = 0
        self.changed = False
        self._events: tuple[e.FaultEvent, ...] = ()

    def begin(self, events: Iterable[e.FaultEvent]) -> None:
        """Go on from what is on record."""
        self._take(events)
        self.recorded = self.state.seq
        self.wake()

    def wake(self) -> None:
        """Have the main loop look again."""
        self.changed = True

    def decide(self, command: AnyFaultCommand, raw: Any, terms: FaultPolicy | None) -> Refusal | None:
        """Take the events of a command, with the signature on the first that it caused; or give the refusal."""
        decided = decide_fault(self.state, command, workflow.now(), terms)
        if isinstance(decided, Refusal):
            return decided
        signed, first = signature_in(raw), next((each.seq for each in decided if each.command_id), None)
        self._take(event.but(signed=signed) if event.seq == first else event for event in decided)
        return None

    def note(self, body: e.FaultBody) -> None:
        """Take an event that no command caused."""
        self._take(numbered(self.state, (body,), workflow.now(), SYSTEM))

    def let_time_pass(self) -> None:
        """Let everything that fell due by now happen."""
        _, events = settle(self.state, workflow.now())
        self._take(events)

    def unrecorded(self) -> RecordFault | None:
        """What is to be written; none when all is on record."""
        events = tuple(event for event in self._events if event.seq > self.recorded)
        if not events:
            return None
        return RecordFault(reference=self.state.reference, events=events, row=project_fault(self.state))

    def on_record(self, head: int) -> None:
        """Note up to which event the records go: not so far as before, where an older copy of them was restored."""
        self.recorded = head
        self.wake()

    def _take(self, events: Iterable[e.FaultEvent]) -> None:
        taken = tuple(events)
        self.state = fold_fault(self.state, taken)
        self._events += taken
        if taken:
            self.wake()
