"""Local activities: idempotent work in the records, retried for as long as it takes."""

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from models.base import Wire
from workflows import options
from workflows.case.running.answers import Result, believed


async def local_activity(name: str, order: Wire, result_type: type[Result]) -> Result:
    """The result of a local activity. What the records refuse is retried after a pause, until somebody repairs it; so
    is what a stranger answered.
    """
    while True:
        try:
            answer: RawValue = await workflow.execute_local_activity(
                name,
                order,
                result_type=RawValue,
                start_to_close_timeout=options.RECORDS_TIMEOUT,
                retry_policy=options.RECORDS_RETRY,
                local_retry_threshold=options.RECORDS_LOCAL_THRESHOLD,
            )
            if result := believed(answer, result_type):
                return result
        except (ActivityError, ApplicationError) as failure:  # the latter, bare, is how local work fails for good
            if is_cancelled_exception(failure):
                raise
        await workflow.sleep(options.REFUSED_PAUSE)
