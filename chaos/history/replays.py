"""Replays the histories of a run: each must replay without nondeterminism.

    python -m chaos.history.replays [FOLDER]

With the code as it is now; prints, in JSON by run, why a history does not replay, and ends with 1 when there is one.
"""

import asyncio
import base64
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from activities.concurrency import all_of
from chaos.outcome import Violation
from client import connected, data_converter, plain_converter
from settings import PROJECT, Settings, load
from workarounds.process_exit import end_process
from worker import WORKFLOWS, workflow_runner

HISTORIES = PROJECT / ".chaos" / "histories"
"""Where long runs leave the histories they replayed."""
STARVED = "TMPRL1101"
"""The SDK's code for a workflow that did not yield within two seconds, as on a machine that is busy with other work."""
IN_FLIGHT = 16
"""Histories fetched at once."""


async def replay(config: Settings, references: Iterable[str], keep_in: Path | None) -> list[Violation]:
    """Replay the history of each case's last run, and keep it in a folder if there is one; the violations name those
    that do not replay."""
    client = await connected(config)
    fetched = await fetch(client, references)
    failed = await failures(fetched, config)
    if keep_in:
        keep(fetched, keep_in)
    broken = [history for history in fetched if history.run_id in failed]
    return [Violation("every history replays", each.workflow_id, failed[each.run_id]) for each in broken]


async def fetch(client: Client, references: Iterable[str]) -> list[WorkflowHistory]:
    """The history of each case's last run."""
    return await all_of(lambda each: client.get_workflow_handle(each).fetch_history(), references, IN_FLIGHT)


async def failures(histories: Iterable[WorkflowHistory], config: Settings) -> dict[str, str]:
    """Why histories do not replay, by run. One whose replay got no processor for two seconds is replayed again."""
    tried = list(histories)
    found = await _failures(tried, config)
    if starved := [each for each in tried if STARVED in found.get(each.run_id, "")]:
        return {run: why for run, why in found.items() if STARVED not in why} | await _failures(starved, config)
    return found


async def _failures(histories: Iterable[WorkflowHistory], config: Settings) -> dict[str, str]:
    results = await replayer(config).replay_workflows(_iterated(histories), raise_on_replay_failure=False)
    return {run: f"{type(error).__name__}: {str(error)[:200]}" for run, error in results.replay_failures.items()}


def replayer(config: Settings | None = None) -> Replayer:
    """A replayer that hosts the workflows as a worker does; without settings, for histories that nobody sealed."""
    return Replayer(
        workflows=WORKFLOWS,
        data_converter=data_converter(config) if config else plain_converter(),
        workflow_runner=workflow_runner(),
        namespace=(config.temporal_connection() if config else {}).get("namespace", "default"),
    )


def keep(histories: Iterable[WorkflowHistory], folder: Path) -> None:
    """Write each history to a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for history in histories:
        (folder / f"{history.workflow_id}.{history.run_id}.json").write_text(history.to_json())


def kept(folder: Path) -> Iterable[WorkflowHistory]:
    """The histories in a folder."""
    return map(history, sorted(folder.glob("*.json")))


def history(file: Path) -> WorkflowHistory:
    """The history in a file, under its workflow id, which a continued run compares with the state it carries."""
    content = json.loads(file.read_text())
    started = content["events"][0]["workflowExecutionStartedEventAttributes"]
    return WorkflowHistory.from_json(started["workflowId"], content)


def patches(file: Path) -> set[str]:
    """The patches that the run of a history took."""
    markers = (event.get("markerRecordedEventAttributes") for event in json.loads(file.read_text())["events"])
    given = [marker["details"]["patch-data"] for marker in markers if marker and marker["markerName"] == "core_patch"]
    return {json.loads(base64.b64decode(data["payloads"][0]["data"]))["id"] for data in given}


async def _iterated(histories: Iterable[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for history in histories:
        yield history


def main() -> None:
    """The command line."""
    failed = asyncio.run(failures(kept(Path(sys.argv[1]) if sys.argv[1:] else HISTORIES), load()))
    print(json.dumps(failed))
    end_process(1 if failed else os.EX_OK)


if __name__ == "__main__":
    main()
