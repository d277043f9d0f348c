"""Having an attached file taken in by a worker: durably, so that it is done when one is back."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from client.connection import ANSWER_TIMEOUT
from workflows.files.ports import FILE_WORKFLOW, TakeInFile, file_workflow_id
from workflows.options import FILES


async def take_in_file(client: Client, file: str) -> None:
    """Have a file taken in, unless that goes on. Raises RPCError; the watchdog does it too, within a minute."""
    await client.start_workflow(
        FILE_WORKFLOW,
        TakeInFile(file=file),
        id=file_workflow_id(file),
        task_queue=FILES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        rpc_timeout=ANSWER_TIMEOUT,
    )
