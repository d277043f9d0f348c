"""Effects of a case, beside its main loop: notices are sent, people found, and the parent case is informed.

Nothing here decides. Each piece of work is a task of its own, so an outage of the records or of a gateway holds up
neither decisions nor timers.
"""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    TemporalError,
    WorkflowAlreadyStartedError,
    is_cancelled_exception,
)

from models.case.commands import SYSTEM, AnyCommand, ConcludeAppeal, Escalate, Note
from models.case.edition import NEWEST
from models.case.events import (
    AppealOpened,
    Event,
    Merged,
    NoticeFailed,
    NoticeSent,
    NotReclassified,
    NotSplit,
    Reclassified,
    SplitOff,
)
from models.case.state import AppealAgainst, AwaitedShare, Notice, PendingAction, Reclassification, SecondCase
from workflows import options
from workflows.case.deadlines import carry_out
from workflows.case.rules.appeals import conclusion_of
from workflows.case.rules.deciders import may_not_be_handed_over, target_of, who_may_hold
from workflows.case.running.deliveries import Deliveries, FirstTry
from workflows.case.running.live_case import LiveCase
from workflows.case.running.local_activity import local_activity
from workflows.case.running.patches import Patch
from workflows.case.running.recorder import RECORD, Recorder
from workflows.case.running.tasks import TaskSet
from workflows.case.sharing.choosing import Choice
from workflows.case.sharing.giving import given, share_order
from workflows.case.sharing.work import again_at, is_to_be_given
from workflows.names import CASE_WORKFLOW, CaseSignal
from workflows.ports import (
    AppealOnRecord,
    CaseActivity,
    FindStaff,
    FindTerms,
    OpenAppeal,
    OpenSecond,
    SecondOnRecord,
    Sharing,
    SignedBySystem,
    SignForSystem,
    StaffFound,
    TermsFound,
)

JOIN, AUTHENTICATE, TERMS, SECOND_CASE = "join", "authenticate", "terms", "second case"
APPEAL, TELL, SHARE = "appeal", "tell", "share"
"""The names of the tasks of which there is one: it informs the parent, authenticates signals, looks up a
classification, opens an appeal or the case of a second matter, tells the appealed case what came of it, gives the case
to somebody. Notices are
named by their key, searches by the rung's action."""


class Effects:
    """The work that the state of a case calls for."""

    def __init__(self, case: LiveCase) -> None:
        self._case = case
        self._tasks = TaskSet(case.wake)
        self._recorder = Recorder(case, self._tasks)
        self._deliveries = Deliveries(case)
        self._told: ConcludeAppeal | None = None

    @property
    def failure(self) -> BaseException | None:
        """The first error of a task that must not fail: a fault in our code."""
        return self._tasks.failure

    @property
    def under_way(self) -> bool:
        """Whether some task has not ended."""
        return len(self._tasks) > 0

    @property
    def about_to_record(self) -> bool:
        """Whether events are about to be written, within a short pause."""
        return self._recorder.pausing

    @property
    def leaves_command(self) -> bool:
        """Whether this workflow task surely has a command from what runs beside the main loop."""
        return self._recorder.ends_pause

    def follow(self, events: Iterable[Event]) -> None:
        """Start the task that informs the parent of a merge."""
        for event in events:
            if isinstance(event.body, Merged):
                self._tasks.start(JOIN, self._inform_parent(event.body))

    def start(self) -> None:
        """Start what the state calls for and is not under way: recording, notices that are due, people to find.

        Nothing for a case that has diverged from its records.
        """
        self._recorder.start()
        if self._case.diverged_at:
            self._tasks.cancel(but={JOIN, RECORD, AUTHENTICATE})
            return
        self._send_what_is_due()
        for pending in self._case.state.pending:
            name = f"find:{pending.rung}:{pending.action.action}:{pending.action.target}"
            if name not in self._tasks:
                self._tasks.start(name, self._find(pending))

        awaited = self._case.state.sharing
        if awaited and self._case.log.recorded >= awaited.since and SHARE not in self._tasks:
            self._tasks.start(SHARE, self._share_out(awaited))
        wanted = self._case.state.reclassification
        if wanted and TERMS not in self._tasks:
            self._tasks.start(TERMS, self._find_terms(wanted))
        self._start_about_appeals()

    def _send_what_is_due(self) -> None:
        """Start the deliveries of the notices that are due and not under way."""
        now = workflow.now()
        due = [each for each in self._case.state.sendable if each.not_before <= now and each.key not in self._tasks]
        first_tries = self._deliveries.first_tries(due)
        for notice in due:
            self._tasks.start(notice.key, self._send(notice, first_tries.get(notice.key)))
            self._case.leaves_command()

    def _start_about_appeals(self) -> None:
        """Open an appeal once what it rests on is on record; tell an appealed case what came of this one."""
        raised = self._case.state.open_appeal
        if raised and not raised.opened and self._case.log.recorded >= raised.seq and APPEAL not in self._tasks:
            self._tasks.start(APPEAL, self._open_appeal(raised))
        result = conclusion_of(self._case.state)
        if result and result != self._told and TELL not in self._tasks:
            self._tasks.start(TELL, self._tell_appealed_case(result))
        second = self._case.state.pending_split
        if second and self._case.log.recorded >= second.seq and SECOND_CASE not in self._tasks:
            self._tasks.start(SECOND_CASE, self._open_second(second))

    def authenticate(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Start the task that authenticates signals, unless it is under way."""
        if AUTHENTICATE not in self._tasks:
            self._tasks.start(AUTHENTICATE, work())

    async def stop(self) -> None:
        """Cancel the tasks that can be restarted under the same key, and wait for the others."""
        self._tasks.cancel(but={JOIN})
        await workflow.wait_condition(lambda: not self._tasks)

    async def _send(self, notice: Notice, first_try: FirstTry | None) -> None:
        """Deliver one notice; after a day of retries its failure is noted. Never fails the case."""
        try:
            delivered = await self._deliveries.delivered(notice, first_try)
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise
            self._recorder.delivery_ended(notice)
            self._note_failed(notice, _error_type(failure))
            return
        self._recorder.delivery_ended(notice)
        if delivered and delivered.key == notice.key:
            about_notice = self._ends_a_chain(notice)
            sent = NoticeSent(
                key=notice.key, channel=notice.channel, about_notice=about_notice, digest=delivered.digest
            )
            self._case.note(sent, delivered.at)
        else:
            self._note_failed(notice, "wrong_receipt", delivered.at if delivered else None)

    def _note_failed(self, notice: Notice, error: str, at: datetime | None = None) -> None:
        about_notice = self._ends_a_chain(notice)
        self._case.note(
            NoticeFailed(key=notice.key, channel=notice.channel, error=error, about_notice=about_notice), at
        )

    def _ends_a_chain(self, notice: Notice) -> bool:
        """Whether no notice may follow from what becomes of this one. Earlier versions went by audience alone."""
        return notice.about_notice and self._case.patches.follows(Patch.NO_NOTICE_ABOUT_A_NOTICE)

    async def _find(self, pending: PendingAction) -> None:
        """Find the people for an action of a rung and carry it out, if the case still needs it."""
        fallback = self._case.state.rules.fallback
        order = FindStaff(
            reference=self._case.state.reference,
            target=target_of(self._case.state, pending.action) or fallback,
            team=self._case.state.team,
            fallback=fallback,
            at=workflow.now(),
            apart_from=may_not_be_handed_over(self._case.state, pending.action),
            pack=self._case.state.rules.pack,
        )
        found = await local_activity(CaseActivity.FIND_STAFF, order, StaffFound)
        if pending in self._case.state.pending:
            people = who_may_hold(self._case.state, pending.action, found.people)
            self._case.note(carry_out(pending, people, found.fallback))

    async def _share_out(self, awaited: AwaitedShare) -> None:
        """Have the case given to one of its team; while nobody is available it is tried again from time to time."""
        while order := share_order(self._case.state, awaited.since, workflow.now()):
            found = await local_activity(CaseActivity.SHARE_OUT, order, Sharing)
            if not is_to_be_given(self._case.state, awaited.since):
                return
            for body in given(self._case.state, Choice(found.to, found.among)):
                self._case.note(body)
            await self._pause_of_sharing(awaited.since)

    async def _pause_of_sharing(self, since: int) -> None:
        """Wait for the time of the next try, or until there is none to be made."""
        pause = again_at(self._case.state, workflow.now()) - workflow.now()
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: not is_to_be_given(self._case.state, since), timeout=pause)

    async def _find_terms(self, wanted: Reclassification) -> None:
        """Look up what the pack says of a corrected classification, and apply it if the case still needs it."""
        rules = self._case.state.rules
        order = FindTerms(
            reference=self._case.state.reference,
            pack=rules.pack,
            wanted=wanted,
            calendar=rules.calendar,
            at=workflow.now(),
        )
        found = await local_activity(CaseActivity.FIND_TERMS, order, TermsFound)
        if self._case.state.reclassification == wanted:
            self._case.note(_reclassified(wanted, found))

    async def _open_appeal(self, raised: AppealAgainst) -> None:
        """Have the case of an appeal put on record, and start its run; one that runs already is left alone."""
        order = OpenAppeal(
            reference=self._case.state.reference,
            appeal=raised.reference,
            seq=raised.seq,
            at=workflow.now(),
            edition=NEWEST,
        )
        found = await local_activity(CaseActivity.OPEN_APPEAL, order, AppealOnRecord)
        await _start_case(raised.reference)
        if self._case.state.open_appeal == raised:
            self._case.note(AppealOpened(appeal=raised.reference, team=found.team))

    async def _tell_appealed_case(self, result: ConcludeAppeal) -> None:
        """Tell the case whose result is appealed what came of this one; where it does not run just now, again later."""
        about = self._case.state.appeal_of
        if about is None:
            return
        appealed = workflow.get_external_workflow_handle(about.reference)
        (message,) = await self._signed(about.reference, [result])
        for _ in range(options.APPEALED_CASE_TOLD):
            try:
                await appealed.signal(CaseSignal.COMMAND, message)
                break
            except TemporalError as failure:
                workflow.logger.info("the appealed case is not running: %s", type(failure).__name__)
                await workflow.sleep(options.APPEALED_CASE_PAUSE)
        self._told = result

    async def _open_second(self, second: SecondCase) -> None:
        """Have the case of a second matter put on record, and start its run; one that runs already is left alone."""
        order = OpenSecond(
            reference=self._case.state.reference,
            pack=self._case.state.rules.pack,
            second=second,
            at=workflow.now(),
            edition=NEWEST,
        )
        found = await local_activity(CaseActivity.OPEN_SECOND, order, SecondOnRecord)
        if not found.unknown:
            await _start_case(second.reference)
        if self._case.state.pending_split == second:
            self._case.note(_split(second, found))

    async def _inform_parent(self, merged: Merged) -> None:
        """Signal the case this one was joined to. One that has ended meanwhile is passed over."""
        parent = workflow.get_external_workflow_handle(merged.into)
        child = self._case.state.reference
        commands: list[AnyCommand] = [Note(command_id=f"join:{child}", actor=SYSTEM, text="joined", about=child)]
        if merged.escalate:
            commands.append(Escalate(command_id=f"escalate:{child}", actor=SYSTEM, note="follow-up past its target"))
        signed = self._case.patches.signs_joins()
        messages = await self._signed(merged.into, commands) if signed else commands
        try:
            for command in messages:
                await parent.signal(CaseSignal.COMMAND, command)
        except TemporalError as failure:
            workflow.logger.info("the parent case is not running: %s", type(failure).__name__)

    async def _signed(self, reference: str, commands: Iterable[AnyCommand]) -> Sequence[Any]:
        """The same commands with the signature of the system, whose key only the worker has."""
        messages = tuple(command.model_dump(mode="json") for command in commands)
        order = SignForSystem(reference=reference, commands=messages)
        return (await local_activity(CaseActivity.SIGN, order, SignedBySystem)).commands


def _reclassified(wanted: Reclassification, found: TermsFound) -> Reclassified | NotReclassified:
    if found.unknown:
        return NotReclassified(unknown=found.unknown)
    return Reclassified(
        service=wanted.service,
        section=wanted.section,
        problem=wanted.problem,
        terms=found.terms,
        assessment=found.assessment,
        provided=found.provided,
    )


async def _start_case(reference: str) -> None:
    """Start the run of a case that is on record, and goes on without this one; one that runs already is left alone."""
    try:
        await workflow.start_child_workflow(
            CASE_WORKFLOW,
            id=reference,
            task_queue=options.CASES,
            cancellation_type=workflow.ChildWorkflowCancellationType.ABANDON,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        workflow.logger.info("%s runs already", reference)


def _split(second: SecondCase, found: SecondOnRecord) -> SplitOff | NotSplit:
    if found.unknown:
        return NotSplit(unknown=found.unknown)
    return SplitOff(second=second.reference, service=second.service, team=found.team)


def _error_type(failure: ActivityError) -> str:
    cause = failure.cause
    return cause.type or "error" if isinstance(cause, ApplicationError) else type(cause).__name__
