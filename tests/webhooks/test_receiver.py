"""The receiver of the documentation does what it says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from activities.webhooks.sending import Delivery, headers_of
from settings import PROJECT

OLD, NEW, OTHER = (f"whsec_{name}{'A' * 28}" for name in ("old0", "new0", "oth0"))
BODY = '{"id":"TW-1.1.00","subject":"TW-1"}'


def program() -> dict[str, Any]:
    """What the receiver of the page defines."""
    code = (PROJECT / "docs" / "webhooks.md").read_text().partition("```python\n")[2].partition("```")[0]
    defined: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(code, "receiver.py", "exec"), defined)
    return defined


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


@pytest.fixture
def address(file: Path) -> Iterator[str]:
    """The receiver while it runs, with two secrets."""
    receiver = program()
    handler = receiver["handler"]([NEW, OLD], receiver["Events"](file))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def answer(address: str, *secrets: str, body: str = BODY, aged: float = 0) -> int:
    """What it answers to a delivery that was signed some seconds ago."""
    delivery = Delivery("TW-1.1.00", BODY, datetime.now(UTC) - timedelta(seconds=aged))
    headers = headers_of(delivery, [Webhook(each) for each in secrets])
    return httpx.post(address, content=body.encode(), headers=headers).status_code


def test_what_is_genuine_is_kept_once_also_after_a_new_start(address: str, file: Path) -> None:
    assert [answer(address, OLD), answer(address, NEW), answer(address, OTHER, OLD)] == [204] * 3
    assert file.read_text().splitlines() == [BODY]
    assert program()["Events"](file).seen == {"TW-1.1.00"}


def test_what_is_not_genuine_is_refused(address: str, file: Path) -> None:
    assert answer(address, OTHER) == 401
    assert answer(address, OLD, body=BODY.replace("TW-1", "TW-2")) == 401
    assert answer(address, OLD, aged=600) == 401
    assert httpx.post(address, content=BODY.encode()).status_code == 401
    assert not file.exists()
