"""A link through the fault proxy has the faults that are set, and none afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from chaos.faults.proxy import NO_FAULTS, FaultProxy, LinkFaults
from stack.ports import free_port

HELLO = b"hello\n"


@pytest.fixture
async def proxy() -> AsyncIterator[FaultProxy]:
    """A proxy to a server that echoes everything."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1024):
            writer.write(data)
        writer.close()

    async with await asyncio.start_server(echo, "127.0.0.1", port := free_port()):
        with FaultProxy(port) as proxy:
            yield proxy


async def echoed(proxy: FaultProxy, seconds: float = 2.0) -> bytes:
    """What comes back over a new connection; nothing when it is reset or silent."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(HELLO)
        return await asyncio.wait_for(reader.read(1024), seconds)
    except (OSError, TimeoutError):
        return b""


async def test_a_link_without_faults_carries_everything_and_its_end(proxy: FaultProxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(HELLO * 100_000)
    writer.write_eof()
    answered = asyncio.create_task(reader.readexactly(len(HELLO) * 100_000))
    assert await asyncio.wait_for(answered, 5) == HELLO * 100_000


async def test_latency_delays_both_ways(proxy: FaultProxy) -> None:
    proxy.faults = LinkFaults(latency=0.2)
    began = time.monotonic()
    assert await echoed(proxy) == HELLO
    assert time.monotonic() - began >= 0.4


async def test_a_connection_is_reset_after_so_many_bytes(proxy: FaultProxy) -> None:
    proxy.faults = LinkFaults(reset_after=len(HELLO) + 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(HELLO)
    assert await reader.read(1024) == HELLO
    writer.write(HELLO)
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(1024), 2)


@pytest.mark.parametrize("faults", [LinkFaults(half_open=True), LinkFaults(refuse=True)], ids=["half-open", "refuse"])
async def test_a_link_that_is_not_there_answers_nothing_and_comes_back(proxy: FaultProxy, faults: LinkFaults) -> None:
    proxy.faults = faults
    assert await echoed(proxy, 0.5) == b""
    proxy.faults = NO_FAULTS
    assert await echoed(proxy) == HELLO


async def test_what_was_sent_during_a_partition_arrives_after_it(proxy: FaultProxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(HELLO)
    assert await reader.read(1024) == HELLO
    proxy.faults = LinkFaults(partition=True)
    writer.write(HELLO)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1024), 0.5)
    proxy.faults = NO_FAULTS
    assert await asyncio.wait_for(reader.read(1024), 2) == HELLO


async def test_refusing_resets_established_connections(proxy: FaultProxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(HELLO)
    assert await reader.read(1024) == HELLO
    proxy.faults = LinkFaults(refuse=True)
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(1024), 2)
