"""A case in a running workflow: its state, its events, and what of them the server knows already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from temporalio import workflow

from models.case.actor import SYSTEM
from models.case.command_ids import digest_of, joined
from models.case.events import Body, Event, LostEvent, SignalRefused
from models.case.projection import project
from models.case.state import CaseState
from models.codes import RefusalCode, Role, StopCause
from models.policy import intern
from models.trust.statement import signed_command_id
from workflows import options
from workflows.case.evolve import fold
from workflows.case.rules.appeals import is_ended
from workflows.case.running.event_log import EventLog
from workflows.case.running.patches import Patches
from workflows.ports import Carried, RecordEvents


class LiveCase:
    """The state and the log of one case; `changed` asks the main loop for another turn.

    An event made at `workflow.now()` has the same instant in every replay only if its workflow task leaves something in
    history: the SDK's core joins a task without commands to the next one and gives it the later time (`workarounds`).
    An accepted update does leave something, and what an activity answered is in history. For all other events
    `needs_command` asks the main loop to leave a command. `needs_task` asks for one too: what an activity answered has
    its instant, but in a task that is joined to the next one it comes after the messages of that one.
    """

    def __init__(self, start: Carried, patches: Patches) -> None:
        self.patches = patches
        self.stopped: StopCause | None = None
        """How the run before was ended from outside, until it is noted."""
        self.signals: list[Any] = []
        """Signals that were not decided yet, in their order."""
        self.resume(start)

    def resume(self, start: Carried) -> None:
        """Become the case as an earlier run left it."""
        start = _with_shared_policies(start)
        self.state = start.state
        self.log = EventLog(start.state.seq, start.events, start.recorded)
        self.request = start.request
        self.changed = False
        self.stable_instants = start.stable_instants
        self.needs_command = self.needs_task = False
        self._command_in = 0
        self.announced = start.announced
        self.diverged_at = start.diverged_at
        self.turned_away = list(start.turned_away)
        self.signals[:0] = start.signals
        self.reconciled = start.reconciled
        self.stopped = start.stopped or self.stopped
        self._opened_under = start.opened_under
        self._durable, self._durable_at = start.state, 0

    @property
    def is_opened(self) -> bool:
        """Whether the first stage has finished."""
        return self.state.policy is not None

    @property
    def is_ending(self) -> bool:
        """Whether nothing can happen any more, no notice waits, and no second case is to be opened."""
        return is_ended(self.state) and not self.state.outbox and not self.state.pending_split

    @property
    def signals_fit(self) -> bool:
        """Whether the signals that were not decided yet can be carried to the next run."""
        return self._undecided_bytes() <= options.BYTES_WAITING

    @property
    def waiting_fits(self) -> bool:
        """Whether they can together with the events that are not on record yet, which are bounded for themselves."""
        return not self.signals or self._undecided_bytes() + self.log.waiting_bytes() <= options.BYTES_WAITING

    def _undecided_bytes(self) -> int:
        return sum(len(repr(raw).encode()) for raw in self.signals)

    @property
    def opening_recorded(self) -> bool:
        """Whether the opening is on record, so that the next request finds the case."""
        return self.state.opening is not None and self.log.recorded >= self.state.opening.seq

    @property
    def has_command(self) -> bool:
        """Whether this workflow task surely leaves a command in history."""
        return self._command_in == this_task()

    def leaves_command(self) -> None:
        """Note that this workflow task surely leaves a command in history."""
        self._command_in = this_task()

    def begin(self) -> None:
        """Take the event that a run begins with which took the place of another story."""
        if self.reconciled:
            self.note(self.reconciled)
            self.reconciled = None

    def wake(self) -> None:
        """Ask the main loop for another turn."""
        self.changed = True

    def advance(self, events: Sequence[Event], *, in_history: bool = False) -> None:
        """Take events into the state; `in_history`: what made them, or their instant, is in history already."""
        self.become(fold(self.state, events), events, in_history=in_history)

    def become(self, state: CaseState, events: Sequence[Event], *, in_history: bool = False) -> None:
        """Take events together with the state they lead to."""
        self.durable()
        self.needs_command = self.needs_command or (bool(events) and not in_history)
        self.state = state
        self._opened_under = self._opened_under or state.policy
        self.log.append(events)
        self.changed = self.changed or bool(events)

    def note(self, body: Body, at: datetime | None = None) -> None:
        """Take an event that the system itself caused, at an instant that is in history, or now."""
        instant = self.state.not_before_last(at or workflow.now())
        event = Event(seq=self.state.seq + 1, at=instant, actor=SYSTEM, body=body)
        self.advance((event,), in_history=at is not None)
        self.needs_task = self.needs_task or at is not None

    def note_refusal(
        self, code: RefusalCode, command: str, role: Role | None = None, command_id: str | None = None
    ) -> None:
        """Record that a signal was refused; beyond the first few they are only counted.

        `command_id` of an authentic one, which is not taken later either.
        """
        self.changed = True
        refused = self.state.refused + 1
        digest = digest_of(command_id) if command_id and self.patches.holds_signals else ""
        if not self.is_opened or self.diverged_at or refused > options.REFUSALS_LISTED:
            commands = joined(self.state.refused_commands, digest)
            self.state = self.state.but(refused=refused, refused_commands=commands)
            return
        flood, stage = refused == options.REFUSALS_LISTED, self.state.stage
        body = SignalRefused(code=code, command=command[:32], stage=stage, role=role, flood=flood, digest=digest)
        self.note(body)

    def diverge(self, seq: int) -> None:
        """Stop: the records hold another event under a number, so what this run knows did not all happen."""
        self.diverged_at = seq
        self.changed = True

    def turn_away(self, signal: LostEvent) -> None:
        """Keep a signal that came too late for this story, so that `reconcile` can name it; a flood is only counted."""
        self.state = self.state.but(refused=self.state.refused + 1)
        if len(self.turned_away) < options.EARLY_SIGNALS:
            self.turned_away.append(signal)

    def durable(self) -> CaseState:
        """The state at the start of this workflow task: all of it is known to the server."""
        task = this_task()
        if task != self._durable_at:
            self._durable, self._durable_at = self.state, task
        return self._durable

    def unrecorded(self) -> RecordEvents:
        """The events the server knows and the records do not."""
        state, opening = self.durable(), self.log.recorded == 0
        return RecordEvents(
            reference=state.reference,
            events=self.log.unrecorded(state.seq),
            known_from=self.log.known_from,
            row=project(state),
            receipt=self.state.opening if opening else None,
            request=self.request if opening else None,
            policy=self._opened_under if opening else None,
        )

    def records(self) -> RecordEvents:
        """Everything the records should hold of the case, as far as it is known here."""
        return RecordEvents(
            reference=self.state.reference,
            events=tuple(self.log.events),
            row=project(self.state),
            receipt=self.state.opening,
            request=self.request,
            policy=self._opened_under,
            turned_away=tuple(self.turned_away),
            undecided=tuple(id_ for id_ in map(signed_command_id, self.signals) if id_),
        )

    def carried(self) -> Carried:
        """What the next run starts from."""
        return Carried(
            state=self.state,
            events=self.log.kept(options.EVENTS_CARRIED, options.BYTES_CARRIED),
            recorded=self.log.recorded,
            request=self.request,
            opened_under=self._opened_under,
            stable_instants=True,
            generation=self.patches.generation,
            diverged_at=self.diverged_at,
            turned_away=tuple(self.turned_away),
            signals=tuple(self.signals),
        )


def this_task() -> int:
    """What tells the workflow task under way from every other one of the run."""
    return workflow.info().get_current_history_length()


def _with_shared_policies(start: Carried) -> Carried:
    """The same start with policies that are shared by all cases in this process."""
    if start.state.policy is None:
        return start
    state = start.state.model_copy(update={"policy": intern(start.state.policy)})
    return start.model_copy(update={"state": state, "opened_under": intern(start.opened_under or start.state.policy)})
