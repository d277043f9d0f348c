"""The workflow that sends a one-time code: it ends when a gateway has the message, or when there is nothing to send.

It says the same whether or not there is such a request, and whether or not it could be sent: nobody learns from it.
"""

from typing import Any

from pydantic import TypeAdapter
from temporalio import workflow
from temporalio.exceptions import ActivityError

from models.case.state import Refusal
from workflows import options
from workflows.case.running.messages import read_as, single_argument
from workflows.one_time_codes.ports import ONE_TIME_CODE_WORKFLOW, SEND_ONE_TIME_CODE, SendCode

_ORDER: TypeAdapter[SendCode] = TypeAdapter(SendCode)


@workflow.defn(name=ONE_TIME_CODE_WORKFLOW)
class OneTimeCodeWorkflow:
    """The sending of one code."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Have it sent. Whatever else was given is no order."""
        order = read_as(_ORDER, single_argument(given))
        if isinstance(order, Refusal):
            return
        try:
            await workflow.execute_activity(
                SEND_ONE_TIME_CODE,
                order,
                task_queue=options.NOTICES,
                start_to_close_timeout=options.NOTICE_TIMEOUT,
                schedule_to_close_timeout=options.CODE_GIVE_UP,
                retry_policy=options.NOTICE_RETRY,
            )
        except ActivityError:
            workflow.logger.warning("the code of %s could not be sent", order.reference)
