"""The smallest script that sends one update: `python -m bench.minimal_client ADDRESS WORKFLOW COMMAND`, as JSON."""

import asyncio
import json
import os
import sys

from temporalio.client import Client


async def main(address: str, workflow: str, command: str) -> None:
    """Connect, send, print the answer."""
    client = await Client.connect(address)
    print(await client.get_workflow_handle(workflow).execute_update("apply", json.loads(command)))


asyncio.run(main(*sys.argv[1:]))
sys.stdout.flush()
os._exit(0)
