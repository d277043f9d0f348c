"""The durable life of one case: its doors, its opening, its sleep until the next command or the next due instant.

received → queued → in_review → (awaiting_approval) → resolved → closed, with awaiting_beneficiary and replied between.
Handlers change state at once and never wait; what is slow happens in tasks beside the main loop (see `shell`).
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from activities.signatures import CaseActivity, Preparation, PrepareCase, RecordEvents
from models.case import CaseState, Receipt, Refusal
from models.codes import RefusalCode, Stage
from models.events import Event, Refused
from models.policy import intern
from models.projection import project
from models.view import Explanation, View, explain, view
from workflows import options
from workflows.doors import judge, of_kind, role_of
from workflows.escalation import next_wake, settle
from workflows.opening import open_case
from workflows.shell import Carried, CaseShell, End


@workflow.defn(name="CaseWorkflow")
class CaseWorkflow(CaseShell):
    """One request from intake to closing. Input: the request; and, when a run goes on, what the last one carried."""

    @workflow.init
    def __init__(self, request: Any, carried: Carried | None = None) -> None:
        start = carried or Carried(state=CaseState(reference=workflow.info().workflow_id))
        super().__init__(_shared(start))
        self._refusal: Refusal | None = None
        self._known: Preparation | None = None
        self._heard = 0
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at: datetime | None = None
        self._early: list[Any] = []

    @workflow.run
    async def run(self, request: Any, carried: Carried | None = None) -> End:
        """Open the case, live with it until everything is settled, and end with the last receipt."""
        if self._state.policy is None and not await self._open(request):
            await workflow.wait_condition(workflow.all_handlers_finished)
            return End(receipt=self._known.known if self._known else None, refusal=self._refusal)
        while not self._settled():
            if self._bug:
                raise self._bug  # fails the workflow task, which is tried again until a worker knows better
            self._changed = False
            self._publish()
            self._start_work()
            if self._should_go_on_as_new():
                await self._go_on_as_new(request)
            await self._sleep()
            self._let_time_pass()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return End(receipt=self._state.receipt())

    # -- the doors ---------------------------------------------------------------------------------------------------

    @workflow.update(description="Open the case; the same request always gets the same receipt")
    async def open(self, fingerprint: str) -> Receipt:
        """Wait until the first stage is on record, so that the next request finds the case, and give its receipt."""
        await workflow.wait_condition(lambda: bool(self._on_record() or self._refusal or self._known))
        if refusal := self._refusal or self._conflict(fingerprint):
            raise _refused(refusal)
        return self._opening_receipt()

    @open.validator
    def _check_open(self, fingerprint: str) -> None:
        if refusal := self._refusal or self._conflict(fingerprint):
            raise _refused(refusal)

    @workflow.update(description="One command; the answer is a receipt, or a refusal with a code")
    def apply(self, command: Any) -> Receipt:
        """Decide a command and take its events."""
        verdict = self._take_command(command)
        if isinstance(verdict, Refusal):
            raise _refused(verdict)
        return verdict

    @apply.validator
    def _check_apply(self, command: Any) -> None:
        _, verdict = judge(self._state, command, workflow.now())
        if isinstance(verdict, Refusal):
            raise _refused(verdict)

    @workflow.update(description="What a query would say, told as a refusal: reading leaves no event")
    def look(self, name: str) -> None:
        """Never reached: its validator answers."""

    @look.validator
    def _answer_look(self, name: str) -> None:
        # A query at a live case can make its history unreplayable: the SDK's core lets a query have a task answered whose
        # local activity still runs, and lets it see events before their task (1.35).
        answers = {"view": self.view, "timeline": self.timeline, "clock": self.clock, "records": self.records}
        raise ApplicationError("seen", answers[name](), type=options.SEEN, non_retryable=True)

    @workflow.signal(description="Approve; durable even with no worker alive")
    def approve(self, command: Any = None) -> None:
        """The signal twin of `apply` for an approve."""
        self._hear(of_kind(command, "approve"))

    @workflow.signal(description="Reject; durable even with no worker alive")
    def reject(self, command: Any = None) -> None:
        """The signal twin of `apply` for a reject."""
        self._hear(of_kind(command, "reject"))

    @workflow.signal(description="One command of any kind")
    def command(self, command: Any = None) -> None:
        """The signal twin of `apply`."""
        self._hear(command)

    @workflow.signal(description="The records end at this event: send what follows again")
    def resend(self, head: Any = None) -> None:
        """For records restored from an older copy; sending twice changes nothing."""
        if isinstance(head, int) and 0 <= head < self._recorded:
            self._recorded = head
            self._changed = True

    @workflow.query(description="The case as it stands")
    def view(self) -> View | None:
        """Stage, holder, decision, row; nothing before the first stage has finished."""
        return view(self._state) if self._state.policy else None

    @workflow.query(description="The events of the case, oldest first")
    def timeline(self) -> list[Event]:
        """All events, or after continue-as-new the last of them."""
        return self._events

    @workflow.query(description="Everything the records hold of the case, to be written again")
    def records(self) -> RecordEvents | None:
        """For records that lost a case which has ended; nothing before the first stage has finished."""
        return self._all_records() if self._state.policy else None

    @workflow.query(description="Why every due instant is what it is")
    def clock(self) -> Explanation | None:
        """The ledgers of the clocks, explained."""
        return explain(self._state, workflow.now()) if self._state.policy else None

    def _all_records(self) -> RecordEvents:
        return RecordEvents(
            reference=self._state.reference,
            events=tuple(self._events),
            row=project(self._state),
            receipt=self._state.opening,
            request=self._request,
            policy=self._opened_under,
        )

    # -- opening -----------------------------------------------------------------------------------------------------

    async def _open(self, raw: Any) -> bool:
        """Run the first stage. False when the request is refused, or known beyond the server's retention."""
        order = PrepareCase(reference=self._state.reference, request=raw, at=workflow.now())
        prepared = await self._local(CaseActivity.OPEN, order, Preparation)
        self._refusal, self._request = prepared.refusal, prepared.request
        if prepared.refusal:
            return False
        if prepared.known or not (prepared.request and prepared.policy and prepared.assessment and prepared.at):
            self._known = prepared
            return False
        self._take(*open_case(prepared.request, prepared.policy.read(), prepared.assessment, prepared.at))
        self._recorded = self._state.seq
        while self._early:
            self._hear(self._early.pop(0))
        return True

    def _conflict(self, fingerprint: str) -> Refusal | None:
        """The request under this reference is another one than the sender's."""
        known = self._known.known_fingerprint if self._known else self._state.fingerprint
        if not known or fingerprint == known:
            return None
        return Refusal(code=RefusalCode.CONFLICT, detail="another request was filed under this id: choose a new id")

    def _on_record(self) -> bool:
        return self._state.opening is not None and self._recorded >= self._state.opening.seq

    def _opening_receipt(self) -> Receipt:
        receipt = self._known.known if self._known else self._state.opening
        if receipt is None:
            raise _refused(Refusal(code=RefusalCode.NOT_OPEN, detail="the case was not opened"))
        return receipt

    # -- commands and time -------------------------------------------------------------------------------------------

    def _take_command(self, raw: Any) -> Receipt | Refusal:
        command_id, verdict = judge(self._state, raw, workflow.now())
        if isinstance(verdict, Refusal):
            return verdict
        self._heard += 1
        self._advance(verdict)
        return self._state.answers.get(command_id) or self._state.receipt()

    def _hear(self, raw: Any) -> None:
        """A signal: never raises; a refusal is recorded, and a flood of them is counted.

        One that comes before the first stage has finished waits for it.
        """
        if self._state.policy is None and len(self._early) < options.EARLY_SIGNALS:
            self._early.append(raw)
            return
        verdict = self._take_command(raw)
        if not isinstance(verdict, Refusal):
            return
        self._heard += 1
        self._changed = True
        if self._state.policy is None or self._state.refused >= options.REFUSALS_LISTED:
            self._state = self._state.model_copy(update={"refused": self._state.refused + 1})
            return
        kind = raw.get("kind") if isinstance(raw, dict) else None
        self._note(
            Refused(code=verdict.code, command=str(kind)[:32], stage=self._state.stage, role=role_of(raw)),
        )

    def _let_time_pass(self) -> None:
        """Let everything that fell due by now happen."""
        self._take(*settle(self._state, workflow.now()))

    async def _sleep(self) -> None:
        """Until something changes or the next instant the state asks for.

        During the short pause before events are written the alarm is left as it was: commands often come in a row.
        """
        if not self._pausing:
            self._set_alarm(self._next_instant())
        await workflow.wait_condition(lambda: self._changed)

    def _next_instant(self) -> datetime | None:
        wakes = [notice.not_before for notice in self._state.outbox if notice.not_before > workflow.now()]
        if wake := next_wake(self._state):
            wakes.append(wake)
        return min(wakes, default=None)

    def _set_alarm(self, at: datetime | None) -> None:
        """Have one timer, and the same one for as long as its instant stays the same."""
        if at == self._alarm_at:
            return
        if self._alarm:
            self._alarm.cancel()
        self._alarm_at, self._alarm = at, asyncio.create_task(self._ring(at)) if at else None

    async def _ring(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta()), summary="next instant of the case")
        self._alarm_at = None
        self._changed = True

    def _settled(self) -> bool:
        """Closed, on record, and nothing left to send or to finish."""
        done = self._state.stage is Stage.CLOSED and not self._state.outbox and not self._tasks
        return done and self._recorded >= self._state.seq

    # -- going on as new ---------------------------------------------------------------------------------------------

    def _should_go_on_as_new(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() or self._heard >= options.COMMANDS_PER_RUN

    async def _go_on_as_new(self, request: Any) -> None:
        """Hand everything over to a new run; work under way begins again there under the same keys."""
        await self._stop_tasks()
        await workflow.wait_condition(workflow.all_handlers_finished)
        carried = Carried(
            state=self._state,
            events=tuple(self._kept_events()),
            recorded=self._recorded,
            request=self._request,
            opened_under=self._opened_under,
        )
        workflow.continue_as_new(args=[request, carried])

    def _kept_events(self) -> list[Event]:
        """The last events, and all that are not on record."""
        oldest = min(self._recorded, self._state.seq - options.EVENTS_CARRIED)
        return [event for event in self._events if event.seq > oldest]


def _shared(start: Carried) -> Carried:
    """With the policies that cases have in common held once."""
    if start.state.policy is None:
        return start
    state = start.state.model_copy(update={"policy": intern(start.state.policy)})
    return start.model_copy(update={"state": state, "opened_under": intern(start.opened_under or start.state.policy)})


def _refused(refusal: Refusal) -> ApplicationError:
    return ApplicationError(refusal.detail, type=refusal.code, non_retryable=True)
