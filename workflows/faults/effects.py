"""Effects of a fault, beside its main loop: it is put on record, cases are told of it, staff are told of its rungs."""

import asyncio
from datetime import datetime

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError, TemporalError, is_cancelled_exception

from models.case.commands import SYSTEM, LinkFault
from models.case.state import Notice
from models.codes import FaultStage
from models.faults import events as e
from models.faults.state import Tell
from workflows import options
from workflows.case.running.answers import believed
from workflows.case.running.local_activity import local_activity
from workflows.case.running.tasks import TaskSet
from workflows.faults.ports import FaultActivity, FaultRecorded, FindUntold, UntoldCases
from workflows.faults.running import RunningFault
from workflows.names import CaseSignal
from workflows.ports import CaseActivity, Delivered, DeliverNotice, FindStaff, SignedBySystem, SignForSystem, StaffFound

_RECORD, _CASES = "record", "cases"
"""The names of the tasks of which there is one; those that find people are named by the rung, notices by their key."""


class FaultEffects:
    """The work that the state of a fault calls for."""

    def __init__(self, fault: RunningFault) -> None:
        self._fault = fault
        self._tasks = TaskSet(fault.wake)
        self._round_at: datetime | None = None
        self._again = False

    @property
    def failure(self) -> BaseException | None:
        """The first error of a task that must not fail: a defect of ours."""
        return self._tasks.failure

    @property
    def under_way(self) -> bool:
        """Whether some task has not ended."""
        return len(self._tasks) > 0

    @property
    def next_round(self) -> datetime | None:
        """When its cases are looked for again; none when none are."""
        return self._round_at if self._fault.state.takes_cases else None

    def look_for_cases(self) -> None:
        """Look for its cases now, and once more when every request has come on record that was on its way."""
        self._round_at, self._again = workflow.now(), True

    def start(self) -> None:
        """Start what the state calls for and is not under way."""
        state = self._fault.state
        if self._fault.unrecorded() and _RECORD not in self._tasks:
            self._tasks.start(_RECORD, self._record())
        if self.next_round and self.next_round <= workflow.now() and _CASES not in self._tasks:
            self._round_at = workflow.now() + options.FAULT_SECOND_ROUND if self._again else None
            self._again = False
            self._tasks.start(_CASES, self._round())
        for tell in state.pending:
            name = f"{tell.clock}:{tell.rung}:{tell.place}"
            if name not in self._tasks:
                self._tasks.start(name, self._find(tell))
        for notice in state.outbox:
            if notice.key not in self._tasks:
                self._tasks.start(notice.key, self._send(notice))

    async def stop(self) -> None:
        """Cancel what can be begun again, and wait for all."""
        self._tasks.cancel(but={_RECORD})
        await workflow.wait_condition(lambda: not self._tasks)

    async def _record(self) -> None:
        """Write what was decided, a workflow task later: the records never know more than the server does."""
        while self._fault.unrecorded():
            await workflow.sleep(options.FAULT_RECORD_PAUSE)
            if order := self._fault.unrecorded():
                recorded = await local_activity(FaultActivity.RECORD, order, FaultRecorded)
                self._fault.on_record(recorded.head)

    async def _round(self) -> None:
        """Link the cases with its error code that came since its beginning; tell each of its cases once it is known."""
        after = ""
        while self._fault.state.takes_cases and not workflow.info().is_continue_as_new_suggested():
            found = await local_activity(FaultActivity.UNTOLD, self._untold(after), UntoldCases)
            if not found.references:
                return
            told = await asyncio.gather(*map(self._tell, found.references))
            if not all(told):
                self._round_at = self._round_at or workflow.now() + options.FAULT_ROUND_AGAIN
            after = found.references[-1]

    def _untold(self, after: str) -> FindUntold:
        state = self._fault.state
        return FindUntold(
            reference=state.reference,
            pack=state.rules.pack,
            error_code=state.error_code,
            since=state.since or workflow.now(),
            known=state.stage is FaultStage.KNOWN,
            after=after,
        )

    async def _tell(self, case: str) -> bool:
        """Have a case linked, and its beneficiary told where the fault is known: it decides that by itself.

        Whether it ran; the watchdog has one that did not started again.
        """
        fault, known = self._fault.state.reference, self._fault.state.stage is FaultStage.KNOWN
        named = f"{fault}:{'known' if known else 'linked'}"
        command = LinkFault(command_id=named, actor=SYSTEM, fault=fault, known=known)
        order = SignForSystem(reference=case, commands=(command.model_dump(mode="json"),))
        (message,) = (await local_activity(CaseActivity.SIGN, order, SignedBySystem)).commands
        try:
            await workflow.get_external_workflow_handle(case).signal(CaseSignal.COMMAND, message)
        except TemporalError as failure:
            if is_cancelled_exception(failure):
                raise
            workflow.logger.info("a case of the fault is not running: %s", type(failure).__name__)
            return False
        return True

    async def _find(self, tell: Tell) -> None:
        """Find the people whom an action of a rung names."""
        rules = self._fault.state.rules
        rung = next(each for each in rules.ladder if each.name == tell.rung)
        order = FindStaff(
            reference=self._fault.state.reference,
            target=rung.actions[tell.place].target or rules.fallback,
            team=rules.team,
            fallback=rules.fallback,
            at=workflow.now(),
            pack=rules.pack,
        )
        found = await local_activity(CaseActivity.FIND_STAFF, order, StaffFound)
        if tell in self._fault.state.pending:
            people = tuple(person.id for person in found.people)
            self._fault.note(e.StaffTold(**tell._asdict(), people=people, fallback=found.fallback))

    async def _send(self, notice: Notice) -> None:
        """Deliver one notice; after a day of retries its failure is noted."""
        try:
            delivered = believed(await self._deliver(notice), Delivered)
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise
            cause = failure.cause
            error = cause.message if isinstance(cause, ApplicationError) else type(cause).__name__
            self._fault.note(e.FaultNoticeFailed(key=notice.key, error=error))
            return
        if delivered and delivered.key == notice.key:
            self._fault.note(e.FaultNoticeSent(key=notice.key))
        else:
            await workflow.sleep(options.FALSE_ANSWER_PAUSE)

    async def _deliver(self, notice: Notice) -> RawValue:
        rules = self._fault.state.rules
        answer: RawValue = await workflow.execute_activity(
            CaseActivity.DELIVER,
            DeliverNotice(
                reference=self._fault.state.reference,
                service="",
                pack=rules.pack,
                language=rules.language,
                notice=notice,
            ),
            result_type=RawValue,
            task_queue=options.NOTICES,
            start_to_close_timeout=options.NOTICE_TIMEOUT,
            schedule_to_close_timeout=options.NOTICE_GIVE_UP,
            retry_policy=options.NOTICE_RETRY,
            summary=notice.template,
        )
        return answer
