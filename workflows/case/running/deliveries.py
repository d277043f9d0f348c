"""The deliveries of the notices of a case: a first try of those that fall due together, then each by itself.

An activity costs the server three events and most of a workflow task, and a decision is told by several channels at
once. So the first try of its notices is one activity, in which each channel is used once: the rate of deliveries, which
counts activities, stays the most that a gateway gets. What fails is tried again by itself, as long as is promised.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

from models.base import Wire
from models.case.state import Notice
from models.codes import Channel
from workflows import options
from workflows.case.running.answers import believed
from workflows.case.running.live_case import LiveCase
from workflows.notices.ports import DELIVER_TOGETHER, DeliveredTogether, DeliverTogether
from workflows.ports import CaseActivity, Delivered, DeliverNotice

Receipts = Mapping[str, Delivered]
"""By the key of the notice."""
ONCE = RetryPolicy(maximum_attempts=1)


class FirstTry:
    """A try of several notices together, which begins when the first of them waits for it."""

    def __init__(self, tried: Callable[[], Coroutine[Any, Any, Receipts]]) -> None:
        self._tried = tried
        self._task: asyncio.Task[Receipts] | None = None

    async def receipt(self, notice: Notice) -> Delivered | None:
        """The receipt of one of them; None where the try did not deliver it."""
        if self._task is None:
            self._task = asyncio.create_task(self._tried())
        return (await self._task).get(notice.key)


class Deliveries:
    """The deliveries of one case."""

    def __init__(self, case: LiveCase) -> None:
        self._case = case

    def first_tries(self, due: Sequence[Notice]) -> Mapping[str, FirstTry]:
        """The first try of those of some notices that are tried together, by the key of each."""
        if not self._case.patches.delivers_together:
            return {}
        tries = dict[str, FirstTry]()
        for group in tried_together(due):
            tries.update(dict.fromkeys((each.key for each in group), FirstTry(partial(self._tried, group))))
        return tries

    async def delivered(self, notice: Notice, first_try: FirstTry | None) -> Delivered | None:
        """The receipt of a delivery. Raises ActivityError when it was given up.

        It is asked for again where a stranger answered: what was sent is not sent twice.
        """
        began = workflow.now()
        if first_try and (receipt := await first_try.receipt(notice)):
            return receipt
        for _ in range(options.NOTICE_ASKED):
            if delivered := believed(await self._deliver(notice, began), Delivered):
                return delivered
            await workflow.sleep(options.FALSE_ANSWER_PAUSE)
        return None

    async def _tried(self, notices: tuple[Notice, ...]) -> Receipts:
        """The receipts of those that one try delivered; none where it came to nothing."""
        try:
            order = DeliverTogether.of(self._case.state, notices)
            answer = await _asked(DELIVER_TOGETHER, order, ONCE, options.NOTICE_GIVE_UP)
        except ActivityError as failure:
            if is_cancelled_exception(failure):
                raise
            return {}
        told = believed(answer, DeliveredTogether)
        return {receipt.key: receipt for receipt in told.receipts} if told else {}

    async def _deliver(self, notice: Notice, began: datetime) -> RawValue:
        left = max(options.NOTICE_GIVE_UP - (workflow.now() - began), timedelta(seconds=1))
        return await _asked(
            CaseActivity.DELIVER, DeliverNotice.of(self._case.state, notice), options.NOTICE_RETRY, left
        )


async def _asked(name: str, order: Wire, retry: RetryPolicy, within: timedelta) -> RawValue:
    """The answer of an activity that delivers."""
    answer: RawValue = await workflow.execute_activity(
        name,
        order,
        result_type=RawValue,
        task_queue=options.NOTICES,
        start_to_close_timeout=options.NOTICE_TIMEOUT,
        schedule_to_close_timeout=within,
        retry_policy=retry,
        cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    )
    return answer


def tried_together(due: Sequence[Notice]) -> list[tuple[Notice, ...]]:
    """Groups of two notices and more, in each of which a channel stands once; what waits for a roundup is in none."""
    groups: list[dict[Channel, Notice]] = []
    for notice in due:
        if notice.roundup:
            continue
        group = next((each for each in groups if notice.channel not in each), None)
        if group is None:
            groups.append(group := {})
        group[notice.channel] = notice
    return [tuple(group.values()) for group in groups if len(group) > 1]
