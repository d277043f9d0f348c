"""A TCP proxy that injects network faults into one link: latency, resets, half-open connections, partitions, refusals.

    proxy = FaultProxy(target=7233)
    with proxy:
        proxy.faults = LinkFaults(latency=0.5)

Faults take effect at once, for established connections as well as for new ones.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from chaos.event_loop import LoopThread
from stack.ports import free_port

CHUNK = 64 * 1024


@dataclass(frozen=True)
class LinkFaults:
    """The faults of a link; any combination of them."""

    latency: float = 0.0
    """Seconds by which each chunk of data is delayed, in both directions."""
    reset_after: int | None = None
    """Bytes in one direction after which a connection is reset, counted from its establishment."""
    half_open: bool = False
    """New connections are accepted and never answered; nothing of them reaches the other side."""
    partition: bool = False
    """No data passes in either direction; connections stay open, and what was sent arrives when the partition ends."""
    refuse: bool = False
    """Every connection is reset, and new ones as soon as they are made."""


NO_FAULTS = LinkFaults()


class FaultProxy:
    """A proxy to one port of this machine, served by a thread of its own. Its own `port` never changes."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self._faults = NO_FAULTS
        self.affected = 0
        """How many connections and chunks of data the present faults have affected."""
        self._thread = LoopThread(f"proxy-{target}")
        self._connected = asyncio.Event()
        """Set unless there is a partition."""
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def faults(self) -> LinkFaults:
        """The present faults."""
        return self._faults

    @faults.setter
    def faults(self, faults: LinkFaults) -> None:
        self._thread.run(self._set(faults))

    def __enter__(self) -> Self:
        self._thread.start()
        self._thread.serve(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self.faults = NO_FAULTS
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults = LinkFaults(refuse=True)
        self._thread.stop()

    async def _set(self, faults: LinkFaults) -> None:
        self._faults, self.affected = faults, 0
        if faults.partition:
            self._connected.clear()
        else:
            self._connected.set()
        if faults.refuse:
            self.affected += len(self._writers)
            for writer in self._writers:
                _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its first byte to its last."""
        with self._registered(writer):
            self.affected += self._faults.half_open or self._faults.refuse or self._faults.partition
            if self._faults.half_open:
                while self._faults.half_open and await reader.read(CHUNK):
                    pass
                return
            if self._faults.refuse:
                _reset(writer)
                return
            await self._connected.wait()
            with contextlib.suppress(OSError):
                target_reader, target_writer = await asyncio.open_connection("127.0.0.1", self.target)
                with self._registered(target_writer):
                    await self._join((reader, target_writer), (target_reader, writer))

    async def _join(self, *directions: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        """Forward each direction to its end, and reset both when one of them breaks."""
        forwarding = [asyncio.create_task(self._forward(*direction)) for direction in directions]
        ended, _ = await asyncio.wait(forwarding, return_when=asyncio.FIRST_EXCEPTION)
        for task in forwarding:
            task.cancel()
        await asyncio.gather(*forwarding, return_exceptions=True)
        if any(task.exception() for task in ended):
            for _, writer in directions:
                _reset(writer)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction to its end. Raises ConnectionResetError when it is to be reset."""
        forwarded = 0
        while data := await reader.read(CHUNK):
            forwarded += len(data)
            if self._faults.reset_after is not None and forwarded >= self._faults.reset_after:
                self.affected += 1
                raise ConnectionResetError
            self.affected += self._faults.latency > 0 or self._faults.partition
            await asyncio.sleep(self._faults.latency)
            await self._connected.wait()
            writer.write(data)
            await writer.drain()
        writer.write_eof()

    @contextlib.contextmanager
    def _registered(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self._writers.add(writer)
        try:
            yield
        finally:
            self._writers.discard(writer)
            writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Send RST: data in flight is lost."""
    peer = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):  # it is closed already
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
