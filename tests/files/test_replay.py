"""The taking in of a file that was begun by an earlier version goes on: its history replays."""

from pathlib import Path

import pytest

from chaos.history.replays import history, replayer

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
async def test_a_history_of_before_replays(file: Path) -> None:
    await replayer().replay_workflow(history(file))
