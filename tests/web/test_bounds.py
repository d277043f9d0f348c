"""Bounds of a call: its size, its time, its id, and what the log says of it."""

import asyncio
import json
import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from settings import PROJECT
from stack.ports import free_port
from telemetry.logs import JsonLine
from tests.support.web import Api, new_request
from web.middleware.bounds import LARGEST_BODY, Bounds


@pytest.fixture
def json_lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is logged, as the service writes it. The handler is the same for all tests: its formatter is put back."""
    before = caplog.handler.formatter
    caplog.handler.setFormatter(JsonLine())
    yield caplog
    caplog.handler.setFormatter(before)


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    said = await api.ask("POST", "/v1/requests", content=b"x" * (LARGEST_BODY + 1))
    assert (said.status_code, said.json()["code"]) == (413, "too_large")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1 + LARGEST_BODY // 4096):
            yield b" " * 4096

    unsaid = await api.ask("POST", "/v1/requests", content=pieces(), headers={"Content-Type": "application/json"})
    assert (unsaid.status_code, unsaid.json()["code"]) == (413, "too_large")


async def test_a_body_that_does_not_arrive_and_an_answer_that_does_not_come_are_given_up(api: Api) -> None:
    async def never(scope, receive, send):  # type: ignore[no-untyped-def]
        await receive()
        await asyncio.sleep(60)

    async def nothing():  # type: ignore[no-untyped-def]
        await asyncio.sleep(60)

    async def at_once():  # type: ignore[no-untyped-def]
        return {"type": "http.request", "body": b"", "more_body": False}

    sent = []

    async def send(message):  # type: ignore[no-untyped-def]
        sent.append(message)

    for receive in (nothing, at_once):
        sent.clear()
        scope = {"type": "http", "method": "POST", "headers": [], "path": "/"}
        await Bounds(never, body_within=0.05, answered_within=0.1)(scope, receive, send)
        assert sent[0]["status"] == 503 and b"timed_out" in sent[1]["body"]


async def test_an_error_of_ours_says_nothing_of_the_call_to_anybody(json_lines: pytest.LogCaptureFixture) -> None:
    sent = []

    async def broken(scope, receive, send):  # type: ignore[no-untyped-def]
        raise ValueError("canary-3")

    async def send(message):  # type: ignore[no-untyped-def]
        sent.append(message)

    await Bounds(broken)({"type": "http", "method": "GET", "headers": [], "path": "/"}, broken, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 500 and b'"unexpected"' in sent[1]["body"]
    assert "ValueError" in json_lines.text and "canary-3" not in json_lines.text + str(sent)


async def test_each_call_has_an_id_that_is_in_its_answer_and_in_the_log(
    api: Api, json_lines: pytest.LogCaptureFixture
) -> None:
    json_lines.set_level(logging.INFO, logger="web")
    answer = await api.file({"id": "canary-1"}, headers={"X-Request-Id": "portal-00017"})
    assert answer.headers["x-request-id"] == "portal-00017"
    assert answer.json()["instance"] == "urn:tawasul:request:portal-00017"
    (line,) = [
        json.loads(each) for each in json_lines.text.splitlines() if "portal-00017" in each and '"route"' in each
    ]
    assert {"status": 422, "code": "malformed", "caller": "embedded", "route": "/v1/requests"}.items() <= line.items()
    filed = await api.file(new_request("noted-1"))
    assert f'"reference": "{filed.json()["reference"]}"' in json_lines.text
    own = await api.file({}, headers={"X-Request-Id": "two words"})
    assert own.headers["x-request-id"] != "two words"


async def test_the_log_has_nothing_that_somebody_sent(api: Api, json_lines: pytest.LogCaptureFixture) -> None:
    json_lines.set_level(logging.DEBUG)
    request = new_request("canary-2", applicant__name_ar="اسم لا يظهر", text_ar="نص لا يظهر")
    await api.file(request)
    await api.file(request | {"id": "canary ٣"})
    await api.ask("GET", "/v1/cases/1000000007?person=1000000008")
    ours = "\n".join(line for line in json_lines.text.splitlines() if '"route"' in line)
    assert ours.count('"event": "answered"') == 3
    for canary in ("لا يظهر", request["applicant"]["id_number"], "canary", "10000000"):
        assert canary not in ours


@pytest.mark.timeout(60)
def test_it_ends_within_five_seconds_of_sigterm_while_a_call_is_open(tmp_path: Path) -> None:
    port = free_port()
    environment = {"TAWASUL_HOME": str(tmp_path), "TAWASUL_WEB": f"127.0.0.1:{port}", "PATH": "/usr/bin:/bin"}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "web"], cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 40
        while True:
            assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
            try:
                call = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                time.sleep(0.1)
        call.sendall(b"POST /v1/requests HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.5)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - begun < 5
    finally:
        process.kill()
        process.wait()
