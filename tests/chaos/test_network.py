"""Whatever a link does, nothing acknowledged is lost, and the service is back soon."""

import asyncio

import pytest

from chaos.faults.proxy import FaultProxy, LinkFaults
from chaos.outcome import Scale
from chaos.scenarios import network
from stack.ports import free_port


@pytest.mark.chaos
@pytest.mark.timeout(280)
def test_a_bad_link_stops_the_service_only_while_it_is_bad_and_loses_nothing() -> None:
    assert [line for outcome in network.run(Scale.SUITE) for line in outcome.violations] == []


@pytest.mark.parametrize("name", network.FAULTS)
async def test_a_link_counts_what_its_fault_touched_and_nothing_while_it_is_sound(name: str) -> None:
    async with await asyncio.start_server(_echo, "127.0.0.1", port := free_port()):
        with FaultProxy(port) as proxy:
            await _speak(proxy)
            assert proxy.met == 0
            for order in network.FAULTS[name]:
                proxy.faults = order
            await _speak(proxy)
            assert proxy.met > 0
            proxy.faults = LinkFaults()
            assert proxy.met == 0


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.read(4096))
    writer.close()


async def _speak(proxy: FaultProxy) -> None:
    """Send more than any fault lets through, and hear what comes."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(bytes(3_000))
        await asyncio.wait_for(reader.read(4096), 0.7)
    except (OSError, TimeoutError):
        return
