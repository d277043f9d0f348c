"""The evidence of a run: the clients' logs, the records, Temporal's histories, accepted messages and injected faults.

Pure data. It is collected by `chaos.history.collect` and checked by `chaos.checks.invariants`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate

from activities.records.audit import Row
from chaos.faults.nemesis import InjectedFault
from chaos.history.log import Op
from models.case.events import Event
from models.case.state import CaseState, Notice, Receipt
from models.case.views import View
from models.policy import CasePolicy
from workflows.case.evolve import evolve


@dataclass(frozen=True)
class RecordedCase:
    """One case as it is on record. `row`, `request` and `policy` are None when the tables lack them."""

    reference: str
    row: Row | None
    event_rows: tuple[Row, ...]
    """The rows of `case_event` in order, with the bytes that were hashed."""
    request: Row | None
    policy: CasePolicy | None
    """The policy it was opened under."""
    notices: tuple[Row, ...] = ()

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events, read from their bytes."""
        return tuple(Event.model_validate_json(row["body"]) for row in self.event_rows)

    @cached_property
    def states(self) -> tuple[CaseState, ...]:
        """The state before the first event and after each: `states[seq]` is the one after event `seq`."""
        return tuple(accumulate(self.events, evolve, initial=CaseState(reference=self.reference, policy=self.policy)))

    @cached_property
    def caused_by(self) -> Mapping[str, tuple[Event, ...]]:
        """The events of each command, by its id."""
        caused: dict[str, tuple[Event, ...]] = {}
        for event in self.events:
            if event.command_id:
                caused[event.command_id] = (*caused.get(event.command_id, ()), event)
        return caused

    def policy_by(self, digest: str) -> CasePolicy | None:
        """The policy on record by its digest."""
        return self.policy if self.policy and self.policy.digest == digest else None

    @property
    def readable(self) -> bool:
        """Whether its events can be read and folded; where not, the audit reports it."""
        try:
            return self.policy is not None and 0 < len(self.events) < len(self.states)
        except (ValueError, LookupError, TypeError, AttributeError):
            return False

    @property
    def state(self) -> CaseState:
        """The state after the last event."""
        return self.states[-1]

    @cached_property
    def planned(self) -> Mapping[str, Notice]:
        """The notices the events call for, by key."""
        return {notice.key: notice for state in self.states for notice in state.outbox}


@dataclass(frozen=True)
class Run:
    """One run of a case's workflow, from its history. `first_run` names the run that the chain began with."""

    run_id: str
    first_run: str
    status: str
    """Temporal's name of it: `RUNNING`, `COMPLETED`, `CONTINUED_AS_NEW`, `TERMINATED`, `FAILED`, …"""
    started: datetime
    closed: datetime | None
    length: int
    """The number of events in its history."""
    types: Mapping[str, int] = field(default_factory=dict)
    """How often each type of history event occurs, as `TIMER_FIRED`."""
    answers: Mapping[str, Receipt] = field(default_factory=dict)
    """The receipts of the updates that took effect, by update id."""
    receipt: Receipt | None = None
    """The receipt it ended with."""


@dataclass(frozen=True)
class Workflow:
    """The runs of one case, oldest first, and the answers of a live one to the queries `view` and `timeline`.

    Both are None when the workflow gave no answer, or has ended.
    """

    reference: str
    runs: tuple[Run, ...]
    view: View | None = None
    timeline: tuple[Event, ...] | None = None

    @property
    def live(self) -> bool:
        """Whether its last run is running."""
        return bool(self.runs) and self.runs[-1].status == "RUNNING"


@dataclass(frozen=True)
class Accepted:
    """A message that a gateway accepted, acknowledged or not: its key, and a hash of its bytes."""

    channel: str
    key: str
    sha256: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """What is known of a run at quiescence, as of `at`. `targets` are the components that had to be killed."""

    at: datetime
    operations: tuple[Op, ...]
    cases: Mapping[str, RecordedCase]
    workflows: Mapping[str, Workflow]
    accepted: tuple[Accepted, ...]
    attention: tuple[Row, ...] = ()
    faults: tuple[InjectedFault, ...] = ()
    targets: tuple[str, ...] = ()

    @cached_property
    def readable_cases(self) -> Mapping[str, RecordedCase]:
        """The cases whose events can be folded."""
        return {reference: case for reference, case in self.cases.items() if case.readable}

    @cached_property
    def operations_by_case(self) -> Mapping[str, tuple[Op, ...]]:
        """The operations on each case, in the order in which they began."""
        by_case: dict[str, list[Op]] = {}
        for op in self.operations:
            by_case.setdefault(op.reference, []).append(op)
        return {reference: tuple(operations) for reference, operations in by_case.items()}
