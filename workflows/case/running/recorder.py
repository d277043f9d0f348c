"""Keeps the records and the search attributes of a case up to date, beside its main loop."""

from temporalio import workflow

from models.case.state import Notice
from models.notices.key import NoticeKey
from workflows import options
from workflows.case.running import search_attributes
from workflows.case.running.generation import Generation
from workflows.case.running.live_case import LiveCase, this_task
from workflows.case.running.local_activity import local_activity
from workflows.case.running.tasks import TaskSet
from workflows.ports import CaseActivity, Recorded

RECORD = "record"
"""The name of the one task that writes."""


class Recorder:
    """Writes events a workflow task later than they were decided; several together where they come in a row."""

    def __init__(self, case: LiveCase, tasks: TaskSet) -> None:
        self.pausing = False
        """A write is about to come: it waits for the end of a delivery, or for others to be written with it."""
        self._case, self._tasks = case, tasks
        self._delivery_ended = False
        self._paused_in = 0
        self._published: search_attributes.Values = {}

    def start(self) -> None:
        """Start to write when there is something to write and no write is under way."""
        if self._has_news() and RECORD not in self._tasks:
            self.pausing = True
            self._tasks.start(RECORD, self._record())

    def delivery_ended(self, notice: Notice) -> None:
        """Note that a delivery has ended: the workflow task it brings may write.

        What is about to be written waits for the deliveries that it called for itself, and not for those of before.
        Commands come in a row, and those of a second would be written twice.
        """
        called_for = NoticeKey.parse(notice.key).seq > self._case.log.recorded
        if called_for or not self._unwritten() or self._case.patches.generation < Generation.NO_PATCHES:
            self._delivery_ended = True

    @property
    def ends_pause(self) -> bool:
        """Whether the pause ends in this workflow task, which cancels a timer that an earlier one has started."""
        earlier = self._paused_in < this_task()
        return self.pausing and earlier and self._may_write() and self._case.log.recorded < self._case.durable().seq

    async def _record(self) -> None:
        """Have events written until none is left; what the records lost (an older copy restored) is sent again.

        A local activity runs while its workflow task is open, and the server learns what was decided in a task only
        when it ends. So a later task is waited for: a worker that dies can never have written what then happens
        otherwise. The search attributes wait for it too: each upsert costs the server as much as a decision.
        """
        while self._has_news():
            await self._later_task()
            self._publish()
            if self._unwritten():
                await self._write()
            self._case.wake()

    async def _write(self) -> None:
        """Have the events written that the records lack.

        When they hold another event under a number, nothing is written any more: the case has diverged. When an older
        copy was restored, and what it lacks is no longer held here (a run carries its last events only),
        nothing can be written until a newer copy is there: it is on the attention list, and retried from time to time.
        """
        recorded = await local_activity(CaseActivity.RECORD, self._case.unrecorded(), Recorded)
        if recorded.diverged_at:
            self._case.diverge(recorded.diverged_at)
            return
        self._case.log.recorded = recorded.head
        if recorded.head + 1 < self._case.log.known_from:
            await workflow.sleep(options.REFUSED_PAUSE)

    def _has_news(self) -> bool:
        """Whether something is to be written or published."""
        values = search_attributes.attributes(self._case.state)
        return self._unwritten() or bool(search_attributes.changes(self._published, values))

    def _unwritten(self) -> bool:
        return not self._case.diverged_at and self._case.log.has_unwritten(ending=self._case.is_ending)

    async def _later_task(self) -> None:
        """Wait for a task after the one that decided: the end of the deliveries brings one, else a timer of our own."""
        self._delivery_ended, self.pausing, self._paused_in = False, True, this_task()
        try:
            await workflow.wait_condition(self._in_later_task, timeout=options.RECORDS_PAUSE)
            if self._paused_in < this_task():
                self._case.leaves_command()
        except TimeoutError:
            pass
        finally:
            self.pausing = False
            self._case.wake()

    def _in_later_task(self) -> bool:
        later = self._case.log.recorded < self._case.durable().seq or not self._unwritten()
        return later and self._may_write()

    def _may_write(self) -> bool:
        """Whether the deliveries that the write may be joined with have ended."""
        return self._delivery_ended and not any(notice.key in self._tasks for notice in self._case.state.outbox)

    def _publish(self) -> None:
        """Upsert the search attributes that changed."""
        values = search_attributes.attributes(self._case.state)
        if changes := search_attributes.changes(self._published, values):
            workflow.upsert_search_attributes(changes)
            self._published = values
