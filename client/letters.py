"""Asking for the document of a letter: a worker makes it, durably; who asks again gets the one that was kept."""

import asyncio
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError
from temporalio.service import RPCError

from client.connection import ANSWER_TIMEOUT
from client.failures import unreachable
from client.once import run_once
from errors import Cause, Component, Unreachable
from workflows.official_letters.ports import LETTER_WORKFLOW, LetterMade, MakeLetter, letter_id
from workflows.options import CASES, LETTER_GIVE_UP


async def make_letter(client: Client, order: MakeLetter, wait: timedelta = ANSWER_TIMEOUT) -> LetterMade:
    """Have a letter made, unless it is. Raises Unreachable; then it is made when a worker is back."""
    try:
        making = await run_once(
            client,
            LETTER_WORKFLOW,
            (order,),
            id=letter_id(order),
            queue=CASES,
            gives_up=LETTER_GIVE_UP,
            wait=wait,
            gives=LetterMade,
        )
        made: LetterMade = await asyncio.wait_for(making.result(), wait.total_seconds())
    except TimeoutError as silent:
        raise Unreachable(Component.LETTER, Cause.NO_ANSWER) from silent
    except WorkflowFailureError as failed:
        raise Unreachable(Component.LETTER, Cause.FAILED) from failed
    except RPCError as failed:
        raise unreachable(failed) from failed
    return made
