"""Histories that a run made must replay: what a case did once, it does again wherever it is loaded.

    python -m chaos.history.replays [FOLDER]

With the code as it is now; for those that do not replay it tells why, by run, in JSON, and ends with 1.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from chaos.checks.invariants import Violation
from client import data_converter
from settings import PROJECT
from worker import workflow_runner
from workflows.case.workflow import CaseWorkflow

HISTORIES = PROJECT / ".chaos" / "histories"
"""Where long runs leave the histories they replayed."""
AT_ONCE = 16


async def replay(temporal_address: str, references: Iterable[str], keep_in: Path | None) -> list[Violation]:
    """Fetch the history of each case's last run, keep it if told where, and replay it; name the failed."""
    client = await Client.connect(temporal_address, data_converter=data_converter())
    gate, fetched = asyncio.Semaphore(AT_ONCE), list[WorkflowHistory]()

    async def fetch(reference: str) -> None:
        async with gate:
            fetched.append(await client.get_workflow_handle(reference).fetch_history())

    await asyncio.gather(*map(fetch, references))
    failed = await failures(fetched)
    broken = [history for history in fetched if history.run_id in failed]
    if keep_in:
        keep(fetched, keep_in)
    return [Violation("every history replays", each.workflow_id, failed[each.run_id]) for each in broken]


async def failures(histories: Iterable[WorkflowHistory]) -> dict[str, str]:
    """By run, why its history does not replay."""
    results = await replayer().replay_workflows(_each(histories), raise_on_replay_failure=False)
    return {run: f"{type(error).__name__}: {str(error)[:200]}" for run, error in results.replay_failures.items()}


def replayer() -> Replayer:
    """The workflow as a worker hosts it."""
    return Replayer(workflows=[CaseWorkflow], data_converter=data_converter(), workflow_runner=workflow_runner())


def keep(histories: Iterable[WorkflowHistory], folder: Path) -> None:
    """One file for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for history in histories:
        (folder / f"{history.workflow_id}.{history.run_id}.json").write_text(history.to_json())


def kept(folder: Path) -> Iterable[WorkflowHistory]:
    """The histories in a folder."""
    return map(history, sorted(folder.glob("*.json")))


def history(file: Path) -> WorkflowHistory:
    """The history in a file, under the id it ran by: a run that goes on compares it with what it carries."""
    told = json.loads(file.read_text())
    return WorkflowHistory.from_json(told["events"][0]["workflowExecutionStartedEventAttributes"]["workflowId"], told)


async def _each(histories: Iterable[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for history in histories:
        yield history


def main() -> None:
    """The command line. Ends by `os._exit`: a process that used Temporal's client may crash while it finalises."""
    failed = asyncio.run(failures(kept(Path(sys.argv[1]) if sys.argv[1:] else HISTORIES)))
    print(json.dumps(failed), flush=True)
    os._exit(1 if failed else os.EX_OK)


if __name__ == "__main__":
    main()
