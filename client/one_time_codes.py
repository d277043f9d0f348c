"""Asking for a one-time code: a worker sends it, if there is such a request; whoever asks is told nothing of that."""

from temporalio.client import Client
from temporalio.service import RPCError

from client.failures import unreachable
from client.once import run_once
from workflows.one_time_codes.ports import ONE_TIME_CODE_WORKFLOW, SendCode, sending_id
from workflows.options import CASES, CODE_GIVE_UP


async def send_code(client: Client, order: SendCode) -> None:
    """Have a code sent; while one is being sent to the same request, that one is. Raises Unreachable."""
    try:
        await run_once(
            client, ONE_TIME_CODE_WORKFLOW, (order,), id=sending_id(order), queue=CASES, gives_up=CODE_GIVE_UP
        )
    except RPCError as failed:
        raise unreachable(failed) from failed
