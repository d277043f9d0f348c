"""Staff of the shared system at their workspace."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from models.case.actor import Actor
from tests.support.pages import NO_LIMITS, Visitor, visiting
from tests.support.web import Api
from tests.support.workspace import log_in

LogIn = Callable[..., Awaitable[Visitor]]


@pytest.fixture
def desk(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The service; what it keeps of the packs is in the home of the system."""
    monkeypatch.setenv("TAWASUL_HOME", str(api.system.config.home))
    monkeypatch.setattr(api.backend, "page_limits", NO_LIMITS)
    return api


@pytest.fixture
async def somebody(desk: Api) -> AsyncIterator[Visitor]:
    """A browser that nobody has logged in with."""
    async with visiting(desk, "en") as visitor:
        yield visitor


@pytest.fixture
async def at_work(desk: Api) -> AsyncIterator[LogIn]:
    """Logs a member of staff in, in a browser of their own."""
    async with AsyncExitStack() as browsers:

        async def come(actor: Actor, language: str = "en") -> Visitor:
            visitor = await browsers.enter_async_context(visiting(desk, language))
            await log_in(visitor, actor, language)
            return visitor

        yield come
