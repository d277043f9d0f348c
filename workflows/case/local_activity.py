"""Local activities: idempotent work in the records, retried for as long as it takes."""

from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from models.base import Wire
from workflows import options
from workflows.ports import CaseActivity

Result = TypeVar("Result", bound=Wire)


async def local_activity(name: CaseActivity, order: Wire, gives: type[Result]) -> Result:
    """The answer of a local activity. What the records refuse waits for somebody to look, and is tried again."""
    while True:
        try:
            answer: Result = await workflow.execute_local_activity(
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
