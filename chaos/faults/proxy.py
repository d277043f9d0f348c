"""A TCP proxy that makes a link bad on order: slow, cut, mute, partitioned, refused.

    proxy = FaultProxy(target=7233)
    with proxy:
        proxy.faults = LinkFaults(latency=0.5)

What is ordered counts at once, for connections that stand as well as for new ones.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from stack.ports import free_port

CHUNK = 64 * 1024


@dataclass(frozen=True)
class LinkFaults:
    """How a link behaves. All of them can hold at once."""

    latency: float = 0.0
    """Seconds that each piece of data is late, both ways."""
    reset_after: int | None = None
    """Bytes of one direction after which a connection is reset; counted from when it was made."""
    half_open: bool = False
    """New connections are accepted and never answered; nothing of them reaches the other side."""
    partition: bool = False
    """Nothing goes through in either direction; connections stay open, and what was sent arrives when it is over."""
    refuse: bool = False
    """Every connection is reset, and new ones as soon as they are made."""


SOUND = LinkFaults()


class FaultProxy:
    """One link to a port of this machine, served by a thread of its own. `port` stays the same while it lives."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self._faults = SOUND
        self.met = 0
        """How often a connection or a piece of data was touched by what is ordered now."""
        self._loop = asyncio.new_event_loop()
        self._sound = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{target}", daemon=True)

    @property
    def faults(self) -> LinkFaults:
        """What is ordered now."""
        return self._faults

    @faults.setter
    def faults(self, faults: LinkFaults) -> None:
        asyncio.run_coroutine_threadsafe(self._order(faults), self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        serving = asyncio.start_server(self._serve, "127.0.0.1", self.port)
        asyncio.run_coroutine_threadsafe(serving, self._loop).result()
        self.faults = SOUND
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        """Cut everything, and wait until nothing is carried any more."""
        await self._order(LinkFaults(refuse=True))
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)

    async def _order(self, faults: LinkFaults) -> None:
        self._faults, self.met = faults, 0
        (self._sound.clear if faults.partition else self._sound.set)()
        if faults.refuse:
            self.met += len(self._writers)
            for writer in self._writers:
                _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its first byte to its last."""
        with self._kept(writer):
            self.met += self._faults.half_open or self._faults.refuse or self._faults.partition
            if self._faults.half_open:
                while self._faults.half_open and await reader.read(CHUNK):
                    pass
                return
            if self._faults.refuse:
                _reset(writer)
                return
            await self._sound.wait()
            with contextlib.suppress(OSError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
                with self._kept(far_writer):
                    await self._join((reader, far_writer), (far_reader, writer))

    async def _join(self, *ways: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        """Carry each way until it ends, and reset both when one of them breaks."""
        carriers = [asyncio.create_task(self._carry(*way)) for way in ways]
        ended, _ = await asyncio.wait(carriers, return_when=asyncio.FIRST_EXCEPTION)
        for carrier in carriers:
            carrier.cancel()
        await asyncio.gather(*carriers, return_exceptions=True)
        if any(carrier.exception() for carrier in ended):
            for _, writer in ways:
                _reset(writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One way, to its end. Raises ConnectionResetError when it is cut."""
        carried = 0
        while data := await reader.read(CHUNK):
            carried += len(data)
            if self._faults.reset_after is not None and carried >= self._faults.reset_after:
                self.met += 1
                raise ConnectionResetError
            self.met += self._faults.latency > 0 or self._faults.partition
            await asyncio.sleep(self._faults.latency)
            await self._sound.wait()
            writer.write(data)
            await writer.drain()
        writer.write_eof()

    @contextlib.contextmanager
    def _kept(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self._writers.add(writer)
        try:
            yield
        finally:
            self._writers.discard(writer)
            writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End it as a broken link does: what is on its way is lost, and the other side is told nothing but that."""
    peer = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):  # it is closed already
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
