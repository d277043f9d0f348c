"""The durable life of one case: its doors, its opening, its sleep until the next command or the next due instant.

received → queued → in_review → (awaiting_approval) → resolved → closed, with awaiting_beneficiary and replied between.
Handlers change state at once and never wait; what is slow happens in tasks beside the main loop (see `shell`).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from models.case.events import Event, Refused
from models.case.row import project
from models.case.state import CaseState, Receipt, Refusal
from models.case.views import Explanation, View, explain, view
from models.codes import RefusalCode, Role, Stage
from models.policy import intern
from workflows import options
from workflows.case.deadlines import next_wake, settle
from workflows.case.effects import Carried, CaseShell, End
from workflows.case.messages import judge, of_kind, one, role_of
from workflows.case.opening import open_case
from workflows.ports import CaseActivity, Preparation, PrepareCase, RecordEvents


@workflow.defn(name="CaseWorkflow")
class CaseWorkflow(CaseShell):
    """One request from intake to closing. Input: the request; and, when a run goes on, what the last one carried.

    Anybody who reaches the server can start a workflow and signal it with anything. So no value is declared to be more
    than `Any`: what cannot be read arrives as None (`payloads`), and is refused like any other junk.
    """

    @workflow.init
    def __init__(self, *given: Any) -> None:
        self._given, carried = _read(given)
        super().__init__(_shared(carried or Carried(state=CaseState(reference=workflow.info().workflow_id))))
        self._refusal: Refusal | None = None
        self._known: Preparation | None = None
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at: datetime | None = None
        self._early: list[Any] = []

    @workflow.run
    async def run(self, *given: Any) -> End:
        """Open the case, live with it until everything is settled, and end with the last receipt."""
        if self._state.policy is None and not await self._open():
            await workflow.wait_condition(workflow.all_handlers_finished)
            return End(receipt=self._known.known if self._known else None, refusal=self._refusal)
        while not self._settled():
            if self._bug:
                raise self._bug  # fails the workflow task, which is tried again until a worker knows better
            self._changed = False
            self._publish()
            self._start_work()
            if self._should_go_on_as_new():
                await self._go_on_as_new()
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
        _, verdict = self._judge(command)
        if isinstance(verdict, Refusal):
            raise _refused(verdict)

    @workflow.update(description="What a query would say, told as a refusal: reading leaves no event")
    def look(self, name: str) -> None:
        """Never reached: its validator answers."""

    @look.validator
    def _answer_look(self, name: str) -> None:
        # A query at a live case can make its history unreplayable: the SDK's core lets a query have a task answered
        # whose local activity still runs, and lets it see events before their task (1.35).
        answers = {"view": self.view, "timeline": self.timeline, "clock": self.clock, "records": self.records}
        raise ApplicationError("seen", answers[name](), type=options.SEEN, non_retryable=True)

    @workflow.signal(description="Approve; durable even with no worker alive")
    def approve(self, *command: Any) -> None:
        """The signal twin of `apply` for an approve."""
        self._hear(of_kind(one(command), "approve"))

    @workflow.signal(description="Reject; durable even with no worker alive")
    def reject(self, *command: Any) -> None:
        """The signal twin of `apply` for a reject."""
        self._hear(of_kind(one(command), "reject"))

    @workflow.signal(description="One command of any kind")
    def command(self, *command: Any) -> None:
        """The signal twin of `apply`."""
        self._hear(one(command))

    @workflow.signal(description="The records end at this event: send what follows again")
    def resend(self, *head: Any) -> None:
        """For records restored from an older copy; sending twice changes nothing."""
        match head:
            case (int(seq),) if 0 <= seq <= self._state.seq:
                self._recorded = min(seq, self._recorded)
                self._changed = True
            case _:
                self._refuse(RefusalCode.MALFORMED, "resend")

    @workflow.signal(dynamic=True, description="Anything else is refused")
    def unknown(self, name: str, values: Sequence[RawValue]) -> None:
        """A signal that no case knows; without this the server would keep it, and nobody would ever see it."""
        self._refuse(RefusalCode.MALFORMED, name)

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

    async def _open(self) -> bool:
        """Run the first stage. False when the request is refused, or known beyond the server's retention."""
        order = PrepareCase(reference=self._state.reference, request=self._given, at=workflow.now())
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

    def _judge(self, raw: Any) -> tuple[str, tuple[Event, ...] | Refusal]:
        """The verdict on a message; what a run could not carry on is refused while the records are away."""
        command_id, verdict = judge(self._state, raw, workflow.now())
        if verdict and not isinstance(verdict, Refusal) and self._waiting() > options.BYTES_WAITING:
            detail = "too much waits to be put on record: try again when the records are back"
            return command_id, Refusal(code=RefusalCode.LIMIT_REACHED, detail=detail, retryable=True)
        return command_id, verdict

    def _take_command(self, raw: Any) -> Receipt | Refusal:
        command_id, verdict = self._judge(raw)
        if isinstance(verdict, Refusal):
            return verdict
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
        if isinstance(verdict, Refusal):
            kind = raw.get("kind") if isinstance(raw, dict) else None
            self._refuse(verdict.code, str(kind), role_of(raw))

    def _refuse(self, code: RefusalCode, command: str, role: Role | None = None) -> None:
        """Note that a signal was refused; beyond the first few a flood is only counted, and staff are told of it."""
        self._changed = True
        listed = self._state.refused + 1
        if self._state.policy is None or listed > options.REFUSALS_LISTED:
            self._state = self._state.but(refused=listed)
            return
        more = listed == options.REFUSALS_LISTED
        self._note(Refused(code=code, command=command[:32], stage=self._state.stage, role=role, flood=more))

    def _waiting(self) -> int:
        """How many bytes of events are not on record."""
        return sum(_size(event) for event in self._events if event.seq > self._recorded)

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
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() >= options.EVENTS_PER_RUN

    async def _go_on_as_new(self) -> None:
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
        workflow.continue_as_new(args=[self._given, carried])

    def _kept_events(self) -> list[Event]:
        """The last events that fit, and all that are not on record."""
        kept: list[Event] = []
        room = options.BYTES_CARRIED
        for event in reversed(self._events):
            room -= _size(event)
            if event.seq <= self._recorded and (room < 0 or len(kept) >= options.EVENTS_CARRIED):
                break
            kept.append(event)
        return kept[::-1]


def _size(event: Event) -> int:
    return len(event.model_dump_json().encode())


def _read(given: tuple[Any, ...]) -> tuple[Any, Carried | None]:
    """The request a run was started with, and what the run before it carried; nothing at all for any other values."""
    request, carried = given if len(given) == 2 else (one(given), None)
    if carried is None:
        return request, None
    try:
        begun = Carried.model_validate(carried)
    except ValidationError:
        return None, None
    return (request, begun) if begun.state.reference == workflow.info().workflow_id else (None, None)


def _shared(start: Carried) -> Carried:
    """With the policies that cases have in common held once."""
    if start.state.policy is None:
        return start
    state = start.state.model_copy(update={"policy": intern(start.state.policy)})
    return start.model_copy(update={"state": state, "opened_under": intern(start.opened_under or start.state.policy)})


def _refused(refusal: Refusal) -> ApplicationError:
    fields = refusal.model_dump(mode="json", exclude={"code", "detail"}, exclude_defaults=True)
    return ApplicationError(refusal.detail, *([fields] if fields else []), type=refusal.code, non_retryable=True)
