"""The HTTP interface of the shared system."""

from collections.abc import AsyncIterator

import pytest

from tests.support.system import System
from tests.support.web import Api, served


@pytest.fixture(scope="session")
async def api(system: System) -> AsyncIterator[Api]:
    """The interface, served for the test run."""
    async with served(system) as interface:
        yield interface
