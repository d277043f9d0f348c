"""The smallest script that sends one update, or asks one query, to a workflow:
`python -m bench.minimal_client ADDRESS WORKFLOW COMMAND`, the command as JSON; without one the query `receipt`.
"""

import asyncio
import json
import os
import sys

from temporalio.client import Client


async def main(address: str, workflow: str, command: str = "") -> None:
    """Connect, send, print the answer."""
    handle = (await Client.connect(address)).get_workflow_handle(workflow)
    print(await (handle.execute_update("apply", json.loads(command)) if command else handle.query("receipt")))


asyncio.run(main(*sys.argv[1:]))
sys.stdout.flush()
os._exit(0)
