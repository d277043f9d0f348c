"""The workflow of the deliveries to one subscriber: round after round until nothing waits, then it ends.

What waits stands in the records, in order; here is only the pace. So days of absence cost neither memory nor history,
and a run can end or be lost at any moment: the next wake goes on from the records.
"""

from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from models.case.state import Refusal
from workflows import options
from workflows.case.running.messages import read_as, single_argument
from workflows.webhooks.pace import after_round, most_of, sane
from workflows.webhooks.ports import (
    DELIVER_WEBHOOKS,
    WAKE,
    WEBHOOK_WORKFLOW,
    DeliverRound,
    RoundDone,
    SendingPace,
    subscriber_in,
)

_PACE: TypeAdapter[SendingPace] = TypeAdapter(SendingPace)


@workflow.defn(name=WEBHOOK_WORKFLOW)
class WebhookWorkflow:
    """The deliveries to one subscriber, as long as something waits."""

    @workflow.init
    def __init__(self, *given: Any) -> None:
        pace = read_as(_PACE, single_argument(given))
        self._pace = SendingPace() if isinstance(pace, Refusal) else sane(pace)
        self._woken = True

    @workflow.run
    async def run(self, *given: Any) -> SendingPace:
        """Have everything delivered that waits, and what comes meanwhile; the last pace."""
        due_in: float | None = 0.0
        while due_in is not None or self._woken:
            await self._sleep(due_in)
            self._woken = False
            due_in = await self._round()
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._pace)
        return self._pace

    @workflow.signal(name=WAKE, description="Something is to be delivered")
    def wake(self, *given: Any) -> None:
        """Look again."""
        self._woken = True

    async def _sleep(self, due_in: float | None) -> None:
        """Sleep until something is due or comes, and in any case for as long as the pace says."""
        if self._pace.wait:
            await workflow.sleep(timedelta(seconds=self._pace.wait))
        left = (due_in or 0.0) - self._pace.wait
        if left > 0 and not self._woken:
            try:
                await workflow.wait_condition(lambda: self._woken, timeout=timedelta(seconds=left))
            except TimeoutError:
                return

    async def _round(self) -> float | None:
        """One round; the seconds until the next delivery is due, none when nothing waits."""
        order = DeliverRound(subscriber=subscriber_in(workflow.info().workflow_id), most=most_of(self._pace))
        try:
            done: RoundDone = await workflow.execute_activity(
                DELIVER_WEBHOOKS,
                order,
                result_type=RoundDone,
                start_to_close_timeout=options.WEBHOOK_TIMEOUT,
                heartbeat_timeout=options.WEBHOOK_HEARTBEAT,
                retry_policy=options.RECORDS_RETRY,
            )
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise
            return options.WEBHOOK_AGAIN.total_seconds()
        self._pace = after_round(self._pace, done)
        return done.next_in
