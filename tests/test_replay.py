"""Histories of every path, made earlier on real servers, still replay: running cases survive a change of the code."""

from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from activities.signatures import CaseActivity
from client import data_converter
from tests.record_histories import HISTORIES, PATHS
from worker import workflow_runner
from workflows import search, shell
from workflows.case_workflow import CaseWorkflow

FILES = sorted(HISTORIES.glob("*.json"))


def replayer() -> Replayer:
    """The workflow as a worker hosts it."""
    return Replayer(workflows=[CaseWorkflow], data_converter=data_converter(), workflow_runner=workflow_runner())


def history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(f"TW-{path.stem}", path.read_text())


def test_there_is_a_history_of_every_path() -> None:
    assert {path.stem for path in FILES} == {path.__name__ for path in PATHS}


def test_histories_name_neither_people_s_machines_nor_addresses() -> None:
    for path in FILES:
        text = path.read_text()
        assert "127.0.0.1" not in text and '"identity"' not in text and "/root" not in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_golden_history_replays(path: Path) -> None:
    await replayer().replay_workflow(history(path))


def _skip_the_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(workflow, "sleep", at_once)


def _rename_the_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "CaseActivity", type("Renamed", (), {**CaseActivity.__members__, "DELIVER": "send"}))


def _set_no_search_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "changes", lambda before, after: [])


def _send_notices_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell.CaseShell, "_send", _local_send)


async def _local_send(self: Any, notice: Any) -> None:
    await workflow.sleep(1)


def _record_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(self: Any) -> None:
        self._publish_attributes()
        self._recorded = self._state.seq

    monkeypatch.setattr(shell.CaseShell, "_record", nothing)


BREAKING = (
    _skip_the_timer,
    _rename_the_delivery,
    _set_no_search_attributes,
    _send_notices_elsewhere,
    _record_nothing,
)


@pytest.mark.parametrize("change", BREAKING, ids=lambda change: change.__name__)
async def test_a_breaking_change_is_caught(change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    change(monkeypatch)
    with pytest.raises((NondeterminismError, RuntimeError)):
        for path in FILES:
            await replayer().replay_workflow(history(path))
