"""What calls share: connections to the records, which are used again; and their ids, which reach the log of workers."""

import asyncio
import logging
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.records.database import connect
from client.connection import of_case
from client.updates import signal_once
from errors import Cause, NoSuchCase, Unreachable
from telemetry.calls import call_id
from tests.support.system import System, command
from tests.support.web import Api, new_request
from tests.web.test_cases import filed, tell
from web import connections
from web.connections import RecordsPool


def pid_of(pool: RecordsPool) -> int:
    """The process of the server behind the connection that is given out."""
    with pool.connection() as connection:
        return connection.info.backend_pid


def test_a_connection_is_used_again_with_its_settings_put_back(system: System) -> None:
    pool = RecordsPool(system.config.desk_url)
    with pool.connection() as connection:
        first, usual = connection.info.backend_pid, connection.execute("SHOW statement_timeout").fetchone()
        connection.execute("SET statement_timeout = 0")
    with pytest.raises(NoSuchCase), pool.connection():
        raise NoSuchCase("TW-0000-0000-0000-0")
    with pool.connection() as connection:
        assert (connection.info.backend_pid, connection.execute("SHOW statement_timeout").fetchone()) == (first, usual)
    pool.close()


def test_one_in_the_middle_of_something_is_not_used_again(system: System) -> None:
    pool = RecordsPool(system.config.desk_url)
    with pytest.raises(NoSuchCase), pool.connection() as connection:
        first = connection.info.backend_pid
        connection.execute("BEGIN")
        raise NoSuchCase("TW-0000-0000-0000-0")
    assert pid_of(pool) != first
    pool.close()


def test_one_whose_server_ended_it_is_not_given_out(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TRUSTED_FOR", 0.0)
    pool = RecordsPool(system.config.desk_url)
    first = pid_of(pool)
    with connect(system.config.desk_url) as another:
        another.execute("SELECT pg_terminate_backend(%s, 5000)", (first,))
    assert pid_of(pool) != first
    pool.close()


def test_who_waits_too_long_for_one_is_told_so(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WAITS", 0.05)
    pool = RecordsPool(system.config.desk_url, most=1)
    with pool.connection(), ThreadPoolExecutor(1) as others:
        refused = others.submit(pid_of, pool).exception()
    assert isinstance(refused, Unreachable) and refused.cause is Cause.OVERLOADED
    pool.close()


async def test_many_calls_at_once_take_few_connections(api: Api) -> None:
    reference = await filed(api)
    answers = await asyncio.gather(*(api.ask("GET", f"/v1/cases/{reference}") for _ in range(60)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(api.backend.pool._idle) <= connections.MOST


async def test_the_id_of_a_call_stands_in_the_log_of_the_worker(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="temporalio.workflow")
    ids = [f"call-{uuid.uuid4().hex}" for _ in range(3)]
    opened = await api.file(new_request(f"web-{ids[0]}"[:60]), headers={"X-Request-Id": ids[0]})
    reference = opened.json()["reference"]
    await tell(api, reference, "rate", score=5, headers={"X-Request-Id": ids[1]})
    token = call_id.set(ids[2])
    try:
        message = api.system.signed(reference, command("note", text="ملاحظة"))
        payloads = await of_case(api.system.client, reference).encode([message])
        await signal_once(api.system.client, reference, "command", payloads, message["command_id"])
    finally:
        call_id.reset(token)
    await tell(api, reference, "withdraw")
    told = {each.__dict__.get("request_id"): each.__dict__ for each in caplog.records if "request_id" in each.__dict__}
    said = [(told[each]["said"], told[each]["code"], told[each]["reference"]) for each in ids]
    assert said == [("open", "taken", reference), ("apply", "wrong_stage", reference), ("command", "heard", reference)]
