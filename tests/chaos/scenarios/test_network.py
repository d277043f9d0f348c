"""Whatever faults a link has, nothing acknowledged is lost, and new cases are served soon after."""

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
async def test_a_link_counts_what_its_faults_affect_and_nothing_without_faults(name: str) -> None:
    async with await asyncio.start_server(_echo, "127.0.0.1", port := free_port()):
        with FaultProxy(port) as proxy:
            await _exchange(proxy)
            assert proxy.affected == 0
            for faults in network.FAULTS[name]:
                proxy.faults = faults
            await _exchange(proxy)
            assert proxy.affected > 0
            proxy.faults = LinkFaults()
            assert proxy.affected == 0


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.read(4096))
    writer.close()


async def _exchange(proxy: FaultProxy) -> None:
    """Send more than any fault lets through, and read the answer."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(bytes(3_000))
        await asyncio.wait_for(reader.read(4096), 0.7)
    except (OSError, TimeoutError):
        return
