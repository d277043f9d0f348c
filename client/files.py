"""Having an attached file taken in by a worker: durably, so that it is done when one is back."""

from temporalio.client import Client

from client.once import run_once
from workflows.files.ports import FILE_WORKFLOW, TakeInFile, file_workflow_id
from workflows.options import FILES


async def take_in_file(client: Client, file: str) -> None:
    """Have a file taken in, unless that goes on. Raises RPCError; the watchdog does it too, within a minute."""
    await run_once(client, FILE_WORKFLOW, (TakeInFile(file=file),), id=file_workflow_id(file), queue=FILES)
