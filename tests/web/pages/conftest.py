"""Visitors of the pages of the shared system, whom no limit of an address keeps from what a test does."""

from collections.abc import AsyncIterator

import pytest

from tests.support.pages import NO_LIMITS, Visitor, visiting
from tests.support.web import Api
from web.pages import finding


@pytest.fixture
async def pages(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    monkeypatch.setattr(api.backend, "page_limits", NO_LIMITS)
    monkeypatch.setattr(finding, "LASTS", 0.05)
    return api


@pytest.fixture
async def visitor(pages: Api) -> AsyncIterator[Visitor]:
    async with visiting(pages) as somebody:
        yield somebody
