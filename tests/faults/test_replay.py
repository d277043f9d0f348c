"""Histories of faults, made earlier on real servers, still replay; and what is on record of one is whole."""

from pathlib import Path

import pytest

from chaos.history.replays import history, replayer
from tests.support.histories.faults import HISTORIES, PATHS

FILES = sorted(HISTORIES.glob("*.json"))


def test_there_is_a_history_of_every_path() -> None:
    assert {path.stem for path in FILES} == {path.__name__ for path in PATHS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_history_replays(path: Path) -> None:
    await replayer().replay_workflow(history(path))
