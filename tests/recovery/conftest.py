"""Fixtures of recovery on real servers."""

from collections.abc import AsyncIterator

import pytest

from tests.support.system import System, running


@pytest.fixture(scope="module")
async def alone(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system of the tests of one module alone, without a watchdog of its own."""
    folder = tmp_path_factory.mktemp("recovery")
    async with running(folder / "home") as system:
        yield system
