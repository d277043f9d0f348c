"""The workflow of one case: its opening, its messages, and its sleep until the next command or the next due instant.

received → queued → in_review → (awaiting_approval) → resolved → closed, and between them
awaiting_beneficiary, replied and awaiting_third_party.
Handlers change the state at once and never wait; what is slow happens in tasks beside the main loop (see `effects`).
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError

from models.case.events import Event
from models.case.state import CaseState, Receipt
from models.case.views import Explanation, View, explain, view
from models.codes import RefusalCode
from workarounds import queries
from workflows import options
from workflows.case.deadlines import next_wake, settle
from workflows.case.running.alarm import Alarm
from workflows.case.running.effects import Effects
from workflows.case.running.entry_point import CaseEntryPoint
from workflows.case.running.first_stage import FirstStage
from workflows.case.running.interruptions import Interruptions
from workflows.case.running.live_case import LiveCase
from workflows.case.running.messages import as_kind, single_argument
from workflows.case.running.patches import OWN_RUNS_ONLY, SEALED_ANSWERS, WEIGHED_TOGETHER, Patch, Patches
from workflows.names import CASE_WORKFLOW, CaseQuery, CaseSignal, CaseUpdate
from workflows.payloads import InClear
from workflows.ports import Carried, End, FirstReceipt, RecordEvents


@workflow.defn(name=CASE_WORKFLOW)
class CaseWorkflow:
    """One request from intake to closing. Input: the request; and, when a run goes on, what the last one carried.

    A run that was started without a request goes on from the records of its case. A state that the run before did not
    hand over is not believed: whoever reaches the server can start a run with one.

    Anybody who reaches the server can start a workflow and signal it with anything. So no value is declared to be more
    than `Any`: what cannot be read arrives as None (`payloads`), and is refused like any other junk.
    """

    @workflow.init
    def __init__(self, *given: Any) -> None:
        reference = workflow.info().workflow_id
        patches = Patches()  # before anything else asks for a patch
        self._given, carried = _read_input(given, reference)
        if carried:
            patches.go_on(carried.generation)
        self._case = LiveCase(carried or Carried(state=CaseState(reference=reference)), patches)
        self._effects = Effects(self._case)
        self._first_stage = FirstStage(self._case, self._effects)
        self._entry = CaseEntryPoint(self._case, self._effects)
        self._alarm = Alarm(self._case.wake)
        self._interruptions = Interruptions(self._case)

    @workflow.run
    async def run(self, *given: Any) -> End:
        """Open the case, run it until everything is settled, and end with the last receipt.

        A cancellation is refused: every wait below can be begun again, and what runs beside them is not cancelled.
        """
        while True:
            try:
                return await self._run()
            except (asyncio.CancelledError, ActivityError) as error:
                if not self._interruptions.refuse(error):
                    raise

    async def _run(self) -> End:
        if not self._case.is_opened and not await self._opened():
            await workflow.wait_condition(workflow.all_handlers_finished)
            return self._first_stage.end
        self._case.begin()
        self._entry.release()
        self._interruptions.note()
        while not self._settled():
            if self._effects.failure:
                raise self._effects.failure  # fails the workflow task, which is retried until a worker knows better
            self._case.changed = False
            self._show_operators()
            self._effects.start()
            self._entry.start()
            self._leave_command()
            if self._should_go_on_as_new():
                await self._go_on_as_new()
            await self._sleep()
            self._let_time_pass()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return End(receipt=self._case.state.receipt())

    async def _opened(self) -> bool:
        """Run the first stage, unless it has come to its end before; whether it opened the case."""
        return not self._first_stage.not_opened and await self._first_stage.run(self._given)

    # The messages of a case: updates, signals, queries.

    @workflow.update(name=CaseUpdate.OPEN, description="Open the case; the same request always gets the same receipt")
    async def open(self, fingerprint: str, request: Any = None) -> Receipt:
        """Wait until the first stage is on record, so that the next request finds the case, and give its receipt.

        The request, when it comes with its fingerprint, may be the one on record in another spelling.
        """
        self._first_stage.claim(fingerprint)
        await workflow.wait_condition(lambda: self._first_stage.concluded)
        await self._first_stage.recognise(fingerprint, request)
        self._first_stage.check(fingerprint)
        return self._first_stage.receipt()

    @open.validator
    def _check_open(self, fingerprint: str, request: Any = None) -> None:
        self._first_stage.check_before(fingerprint, request)

    @workflow.update(name=CaseUpdate.APPLY, description="One command; gives a receipt, or a refusal with a code")
    def apply(self, command: Any) -> Receipt:
        """Decide a command and take its events."""
        return self._entry.apply(command)

    @apply.validator
    def _check_apply(self, command: Any) -> None:
        self._entry.check(command)

    @workflow.update(name=CaseUpdate.LOOK, description="What a query gives, as a refusal: reading leaves no event")
    def look(self, name: str) -> None:
        """Never reached: its validator answers."""

    @look.validator
    def _answer_look(self, name: str) -> None:
        answers: dict[str, Callable[[], Any]] = {
            CaseQuery.VIEW: self.view,
            CaseQuery.TIMELINE: self.timeline,
            CaseQuery.CLOCK: self.clock,
            CaseQuery.RECORDS: self.records,
        }
        raise queries.answer(answers[name]())

    @workflow.signal(name=CaseSignal.APPROVE, description="Approve; durable even with no worker alive")
    def approve(self, *command: Any) -> None:
        """The signal form of `apply` for an approve."""
        self._entry.signal(as_kind(single_argument(command), "approve"))

    @workflow.signal(name=CaseSignal.REJECT, description="Reject; durable even with no worker alive")
    def reject(self, *command: Any) -> None:
        """The signal form of `apply` for a reject."""
        self._entry.signal(as_kind(single_argument(command), "reject"))

    @workflow.signal(name=CaseSignal.COMMAND, description="One command of any kind")
    def command(self, *command: Any) -> None:
        """The signal form of `apply`."""
        self._entry.signal(single_argument(command))

    @workflow.signal(name=CaseSignal.RESEND, description="The records end at this event: send what follows again")
    def resend(self, *head: Any) -> None:
        """Record again what follows an event, for records restored from an older copy; twice changes nothing."""
        match head:
            case (int(seq),) if 0 <= seq <= self._case.state.seq:
                self._case.log.lost(seq)
                self._case.wake()
            case _:
                self._case.note_refusal(RefusalCode.MALFORMED, CaseSignal.RESEND)

    @workflow.signal(dynamic=True, description="Anything else is refused")
    def unknown(self, name: str, values: Sequence[RawValue]) -> None:
        """Refuse a signal of an unknown name; without this the server would keep it, and nobody would ever see it."""
        self._case.note_refusal(RefusalCode.MALFORMED, name)

    @workflow.query(name=CaseQuery.VIEW, description="The case as it stands")
    def view(self) -> View | None:
        """Stage, holder, decision, row; None before the first stage has finished."""
        return view(self._case.state).but(diverged_at=self._case.diverged_at) if self._case.is_opened else None

    @workflow.query(name=CaseQuery.RECEIPT, description="The receipt the case was opened with, and for which request")
    def receipt(self) -> FirstReceipt | None:
        """What `open` answered, for senders whose case has ended; None where no case was opened."""
        state = self._case.state
        return FirstReceipt(receipt=state.opening, fingerprint=state.fingerprint) if state.opening else None

    @workflow.query(name=CaseQuery.ANSWER, description="The receipt of a command that was accepted, by its id")
    def answer(self, command_id: str) -> Receipt | None:
        """What `apply` answered, for senders who give a command again when its case has ended; None if it never did."""
        return self._case.state.answer_to(command_id)

    @workflow.query(name=CaseQuery.TIMELINE, description="The events of the case, oldest first")
    def timeline(self) -> list[Event]:
        """All events, or after continue-as-new the last of them."""
        return list(self._case.log.events)

    @workflow.query(name=CaseQuery.RECORDS, description="Everything the records hold of the case, to be written again")
    def records(self) -> RecordEvents | None:
        """What the records should hold, for those that lost an ended case; None before the first stage has finished."""
        return self._case.records() if self._case.is_opened else None

    @workflow.query(name=CaseQuery.CLOCK, description="Why every due instant is what it is")
    def clock(self) -> Explanation | None:
        """The ledgers of the clocks, explained."""
        return explain(self._case.state, workflow.now()) if self._case.is_opened else None

    def _let_time_pass(self) -> None:
        """Let everything that fell due by now happen; nothing does in a case that has diverged."""
        if self._case.diverged_at:
            return
        before = self._case.state
        state, events = settle(before, before.not_before_last(workflow.now()))
        self._case.become(state, events)
        self._effects.follow(events)

    def _leave_command(self) -> None:
        """Leave a command in this workflow task, if its events need one (see `LiveCase`) and it has no other."""
        for_instants = self._case.needs_command and self._case.stable_instants
        for_order = self._case.needs_task and self._case.patches.follows(Patch.KEEPS_ORDER)
        if (for_instants or for_order) and not self._has_command():
            self._alarm.renew(self._next_instant())
        self._case.needs_command = self._case.needs_task = False

    def _has_command(self) -> bool:
        """Whether this workflow task surely has a command; runs of before the bundle left one more all the same."""
        if not self._case.patches.all or self._should_go_on_as_new():
            return False
        return self._case.has_command or self._effects.leaves_command

    async def _sleep(self) -> None:
        """Sleep until something changes or the next instant the state asks for.

        During the short pause before events are written the alarm is left as it was: commands often come in a row.
        """
        if not self._effects.about_to_record:
            self._alarm.set(self._next_instant())
        await workflow.wait_condition(lambda: self._case.changed)

    def _next_instant(self) -> datetime | None:
        if self._case.diverged_at:
            return None
        now = workflow.now()
        instants = [notice.not_before for notice in self._case.state.sendable if notice.not_before > now]
        if wake := next_wake(self._case.state):
            instants.append(wake)
        return min(instants, default=None)

    def _settled(self) -> bool:
        """Whether the case is closed and on record, with nothing left to send or to finish."""
        done = self._case.is_ending and not self._effects.under_way and not self._case.diverged_at
        return done and not self._case.signals and self._case.log.recorded >= self._case.state.seq

    def _should_go_on_as_new(self) -> bool:
        info = workflow.info()
        long = info.is_continue_as_new_suggested() or info.get_current_history_length() >= options.EVENTS_PER_RUN
        if not long or not self._case.signals_fit:
            return False
        return self._case.waiting_fits or not workflow.patched(WEIGHED_TOGETHER)

    async def _go_on_as_new(self) -> None:
        """Hand everything over to a new run; work under way begins again there under the same keys."""
        await self._effects.stop()
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(args=[self._given, self._case.carried()])

    def _show_operators(self) -> None:
        """Update the details that Temporal's interface shows of the workflow, once a turn; codes only."""
        state = self._case.state
        holder = state.assignee.id if state.assignee else "nobody"
        diverged = (
            f"**diverged from the records at event {self._case.diverged_at}** · " if self._case.diverged_at else ""
        )
        workflow.set_current_details(
            f"{diverged}**{state.stage}** · {state.service} · team {state.team} · held by {holder} · due {state.due}"
        )


def _read_input(given: tuple[Any, ...], reference: str) -> tuple[Any, Carried | None]:
    """The request a run was started with, and what the run before it carried; (None, None) for any other values."""
    request, carried = given if len(given) == 2 else (single_argument(given), None)
    if carried is None or not _handed_over(carried):
        return request, None
    try:
        begun = Carried.model_validate(carried)
    except ValidationError:
        return None, None
    return (request, begun) if begun.state.reference == reference else (None, None)


def _handed_over(carried: Any) -> bool:
    """Whether a state comes from the run before this one. The server itself repeats the input of a start that asked for
    retries or a schedule, and such a run has a run before it too. In the run before a worker of somebody else may have
    handed over what it liked, but nothing that is sealed.
    """
    info = workflow.info()
    goes_on = info.continued_run_id is not None and info.attempt == 1 and not info.cron_schedule
    if not goes_on and workflow.patched(OWN_RUNS_ONLY):
        return False
    return not isinstance(carried, InClear) or not workflow.patched(SEALED_ANSWERS)
