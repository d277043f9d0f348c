"""What a case's workflow does beside its main loop: keep the records, send notices, find people, tell the parent.

Nothing here decides. Each piece of work is a task of its own, so an outage of the records or of a gateway holds up
neither decisions nor timers.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, TemporalError, is_cancelled_exception

from models.base import Wire
from models.case.commands import SYSTEM, AnyCommand, Escalate, Note
from models.case.events import Body, Event, Merged, NoticeFailed, NoticeSent
from models.case.row import project
from models.case.state import CaseState, Notice, PendingAction, Receipt, Refusal
from models.codes import Stage
from models.intake.request import Request
from models.policy import CasePolicy
from workflows import options
from workflows.case import search_attributes as search
from workflows.case.deadlines import carry_out
from workflows.case.evolve import fold
from workflows.ports import (
    CaseActivity,
    Delivered,
    DeliverNotice,
    FindStaff,
    Recorded,
    RecordEvents,
    StaffFound,
)

Answer = TypeVar("Answer", bound=Wire)

RECORD, JOIN = "record", "join"
"""Names of pieces of work that a case has one of; notices are named by their key, searches by the rung's action."""


class Carried(Wire):
    """What a run hands to the next one, and what a rebuilt case starts from."""

    state: CaseState
    events: tuple[Event, ...] = ()
    recorded: int = 0
    request: Request | None = None
    opened_under: CasePolicy | None = None
    """The policy before any change of its calendar: the slice that the records keep."""


class End(Wire):
    """How a run ended: the last receipt, or why the request never became a case."""

    receipt: Receipt | None = None
    refusal: Refusal | None = None


class CaseShell:
    """The state of one case and the work its events call for."""

    def __init__(self, start: Carried) -> None:
        self._state = start.state
        self._events = list(start.events)
        self._recorded = start.recorded
        self._request = start.request
        self._opened_under = start.opened_under
        self._changed = False
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._bug: BaseException | None = None
        self._durable, self._durable_at = self._state, 0
        self._delivered = self._pausing = False
        self._attributes: search.Values = {}

    def _advance(self, events: tuple[Event, ...]) -> None:
        """Take events into the state."""
        self._take(fold(self._state, events), events)

    def _take(self, state: CaseState, events: tuple[Event, ...]) -> None:
        self._mark_durable()
        self._state = state
        self._opened_under = self._opened_under or state.policy
        self._events.extend(events)
        self._changed = self._changed or bool(events)
        for event in events:
            if isinstance(event.body, Merged):
                self._start(JOIN, self._join(event.body))

    def _note(self, body: Body) -> None:
        """Record something the system itself did."""
        self._advance((Event(seq=self._state.seq + 1, at=workflow.now(), actor=SYSTEM, body=body),))

    # -- tasks -------------------------------------------------------------------------------------------------------

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Begin a piece of work; while `_tasks` has its name it need not begin again."""
        task = self._tasks[name] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._ended(name, done))

    def _ended(self, name: str, task: "asyncio.Task[None]") -> None:
        del self._tasks[name]
        self._changed = True
        if not task.cancelled() and (failure := task.exception()) and not is_cancelled_exception(failure):
            self._bug = failure

    async def _stop_tasks(self) -> None:
        """Cancel what can be begun again under the same key, and wait for what cannot."""
        for name, task in list(self._tasks.items()):
            if name != JOIN:
                task.cancel()
        await workflow.wait_condition(lambda: not self._tasks)

    def _start_work(self) -> None:
        """Begin what the state calls for and is not under way: records, notices whose hour has come, people to find."""
        if self._has_news() and RECORD not in self._tasks:
            self._pausing = True
            self._start(RECORD, self._record())
        for notice in self._state.outbox:
            if notice.not_before <= workflow.now() and notice.key not in self._tasks:
                self._start(notice.key, self._send(notice))
        for pending in self._state.pending:
            name = f"find:{pending.rung}:{pending.action.action}:{pending.action.target}"
            if name not in self._tasks:
                self._start(name, self._find(pending))

    # -- records -----------------------------------------------------------------------------------------------------

    async def _record(self) -> None:
        """Have events written until none is left; what the records lost (an older copy restored) is sent again.

        A local activity runs while its workflow task is open, and the server learns what was decided in a task only
        when it ends. So a later task is waited for: a worker that dies can never have written what then happens
        otherwise. The search attributes wait for it too: each upsert costs the server as much as a decision.
        """
        while self._has_news():
            await self._later_task()
            self._publish_attributes()
            if self._unwritten():
                await self._write()
            self._changed = True

    async def _write(self) -> None:
        """Have the events written that the records lack.

        When an older copy was restored, and what it lacks is no longer held here (a run carries its last events only),
        nothing can be written until a newer copy is there: staff are told, and it is tried again from time to time.
        """
        recorded = await self._local(CaseActivity.RECORD, self._unrecorded(), Recorded)
        self._recorded = recorded.head
        if self._recorded + 1 < self._known_from():
            await workflow.sleep(options.REFUSED_PAUSE)

    def _known_from(self) -> int:
        """The number of the first event that is held here."""
        return self._events[0].seq if self._events else self._state.seq + 1

    def _has_news(self) -> bool:
        """Whether something is to be written or published."""
        return self._unwritten() or bool(search.changes(self._attributes, search.attributes(self._state)))

    def _unwritten(self) -> bool:
        """Whether events are to be written. That a notice went out is written with what comes next, at the latest
        with the end: the table of notices says it at once.
        """
        news = self._events[self._recorded - self._state.seq :] if self._recorded < self._state.seq else []
        ending = self._state.stage is Stage.CLOSED and not self._state.outbox
        return bool(news) and (ending or any(not isinstance(event.body, NoticeSent) for event in news))

    async def _later_task(self) -> None:
        """Wait for a task after the one that decided: the end of the deliveries brings one, else a timer of our own."""
        self._delivered, self._pausing = False, True
        try:
            await workflow.wait_condition(self._delivered_later, timeout=options.RECORDS_PAUSE)
        except TimeoutError:
            pass
        finally:
            self._pausing, self._changed = False, True

    def _delivered_later(self) -> bool:
        self._mark_durable()
        delivering = any(notice.key in self._tasks for notice in self._state.outbox)
        later = self._recorded < self._durable.seq or not self._unwritten()
        return self._delivered and later and not delivering

    def _mark_durable(self) -> None:
        """Keep the state in which this workflow task found the case: all of it is known to the server."""
        task = workflow.info().get_current_history_length()
        if task != self._durable_at:
            self._durable, self._durable_at = self._state, task

    def _unrecorded(self) -> RecordEvents:
        """The events the server knows and the records do not."""
        self._mark_durable()
        state, opening = self._durable, self._recorded == 0
        return RecordEvents(
            reference=state.reference,
            events=tuple(event for event in self._events if self._recorded < event.seq <= state.seq),
            known_from=self._known_from(),
            row=project(state),
            receipt=self._state.opening if opening else None,
            request=self._request if opening else None,
            policy=self._opened_under if opening else None,
        )

    async def _local(self, name: CaseActivity, order: Wire, gives: type[Answer]) -> Answer:
        """Local work in the records, retried for as long as it takes; what they refuse waits for somebody to look."""
        while True:
            try:
                answer: Answer = await workflow.execute_local_activity(
                    name,
                    order,
                    result_type=gives,
                    start_to_close_timeout=options.RECORDS_TIMEOUT,
                    retry_policy=options.RECORDS_RETRY,
                    local_retry_threshold=options.RECORDS_LOCAL_THRESHOLD,
                )
                return answer
            except (ActivityError, ApplicationError) as failure:  # the latter, bare, is how local work fails for good
                if is_cancelled_exception(failure):
                    raise
                await workflow.sleep(options.REFUSED_PAUSE)

    # -- notices, people, the parent ---------------------------------------------------------------------------------

    async def _send(self, notice: Notice) -> None:
        """Deliver one notice; after a day of trying it stands on the list that staff see. Never fails the case."""
        try:
            delivered = await self._deliver(notice)
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise
            self._delivered = True
            self._note(NoticeFailed(key=notice.key, channel=notice.channel, error=_error_type(failure)))
            return
        self._delivered = True
        if delivered.key == notice.key:
            self._note(NoticeSent(key=notice.key, channel=notice.channel))
        else:
            self._note(NoticeFailed(key=notice.key, channel=notice.channel, error="wrong_receipt"))

    async def _deliver(self, notice: Notice) -> Delivered:
        policy = self._state.rules
        order = DeliverNotice(
            reference=self._state.reference,
            service=policy.service,
            pack=policy.pack,
            language=self._state.language,
            notice=notice,
        )
        delivered: Delivered = await workflow.execute_activity(
            CaseActivity.DELIVER,
            order,
            result_type=Delivered,
            task_queue=options.NOTICES,
            start_to_close_timeout=options.NOTICE_TIMEOUT,
            schedule_to_close_timeout=options.NOTICE_GIVE_UP,
            retry_policy=options.NOTICE_RETRY,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary=notice.template,
        )
        return delivered

    async def _find(self, pending: PendingAction) -> None:
        """Find the people for an action of a rung and carry it out, if the case still needs it."""
        fallback = self._state.rules.fallback
        order = FindStaff(
            reference=self._state.reference,
            target=pending.action.target or fallback,
            team=self._state.team,
            fallback=fallback,
            at=workflow.now(),
        )
        found = await self._local(CaseActivity.FIND_STAFF, order, StaffFound)
        if pending in self._state.pending:
            self._note(carry_out(pending, found.people, found.fallback))

    async def _join(self, merged: Merged) -> None:
        """Tell the case this one was joined to. One that ended meanwhile needs to know nothing."""
        parent = workflow.get_external_workflow_handle(merged.into)
        child = self._state.reference
        news: list[AnyCommand] = [Note(command_id=f"join:{child}", actor=SYSTEM, text="joined", about=child)]
        if merged.escalate:
            news.append(Escalate(command_id=f"escalate:{child}", actor=SYSTEM, note="follow-up past its target"))
        try:
            for command in news:
                await parent.signal("command", command)
        except TemporalError as failure:
            workflow.logger.info("the parent case is not running: %s", type(failure).__name__)

    # -- what operators see ------------------------------------------------------------------------------------------

    def _publish(self) -> None:
        """The operator's page, once a turn; codes only."""
        state = self._state
        workflow.set_current_details(
            f"**{state.stage}** · {state.service} · team {state.team} · held by"
            f" {state.assignee.id if state.assignee else 'nobody'} · due {state.due}"
        )

    def _publish_attributes(self) -> None:
        """The search attributes that changed; codes only."""
        values = search.attributes(self._state)
        if changes := search.changes(self._attributes, values):
            workflow.upsert_search_attributes(changes)
            self._attributes = values


def _error_type(failure: ActivityError) -> str:
    cause = failure.cause
    return cause.type or "error" if isinstance(cause, ApplicationError) else type(cause).__name__
