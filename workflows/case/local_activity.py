"""Local activities: idempotent work in the records, retried for as long as it takes."""

from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from models.base import Wire
from workflows import options
from workflows.ports import CaseActivity

Result = TypeVar("Result", bound=Wire)


async def local_activity(name: CaseActivity, order: Wire, result_type: type[Result]) -> Result:
    """The result of a local activity. What the records refuse is retried after a pause, until somebody repairs it."""
    while True:
        try:
            result: Result = await workflow.execute_local_activity(
                name,
                order,
                result_type=result_type,
                start_to_close_timeout=options.RECORDS_TIMEOUT,
                retry_policy=options.RECORDS_RETRY,
                local_retry_threshold=options.RECORDS_LOCAL_THRESHOLD,
            )
            return result
        except (ActivityError, ApplicationError) as failure:  # the latter, bare, is how local work fails for good
            if is_cancelled_exception(failure):
                raise
            await workflow.sleep(options.REFUSED_PAUSE)
