"""Disks: PostgreSQL's, then Temporal's, is full for a while and then read-only, while cases come in.

Each server's data lie on a small disk of its own, which takes the right to mount one.
"""

import asyncio
import errno
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import psycopg
from temporalio.api.namespace.v1 import UpdateNamespaceInfo
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from chaos.outcome import Outcome, Scale
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import BACK_WITHIN, SteadyCases, figures, late, steady
from chaos.workload.operations import Never, until

HELD = {Scale.SUITE: 3.0, Scale.LONG: 60.0}
"""Seconds of each fault from when the server first complained of it."""
SERVERS = ("postgres", "temporal")
SIZE = "256m"
FELT = 30.0
"""Seconds within which a server complains: what it allotted before the disk was full, it can still use."""
ANSWER = timedelta(seconds=5)
TOP_UP = 0.3
"""Seconds between two looks whether the disk has room again."""
EMPTIED = 10.0
"""Seconds until no process of a killed server has a file open any more."""

FULL, READ_ONLY = "full", "read-only"
HOW = {
    FULL: "a file takes all that is left, and at once what others give back; PostgreSQL has to begin new segments of"
    " its log, too",
    READ_ONLY: "the server is killed and started again on its disk, which was mounted read-only in between: that cannot"
    " be done while files are open for writing",
}
COMPLAINTS = {
    FULL: ("No space left on device", "disk is full"),
    READ_ONLY: ("Read-only file system", "readonly database"),
}
"""What the servers say of it: by this a fault is known to have reached them."""

Progress = Callable[[str], None]


class MayNotMount(Exception):
    """This account or this machine does not let us mount a disk."""


class Disk:
    """A small disk in memory, mounted for as long as the block runs. Raises MayNotMount."""

    def __init__(self, place: Path) -> None:
        self.place, self._ballast = place, place / "ballast"

    def __enter__(self) -> Self:
        self.place.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(self.place)]
        mounted = subprocess.run(mount, capture_output=True, text=True)
        if mounted.returncode != 0:
            raise MayNotMount(f"a disk of its own takes the right to mount one: {mounted.stderr.strip()}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["umount", "--lazy", str(self.place)], check=True)

    def fill(self) -> None:
        """Take all room that is left."""
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(1 << 20))
            except OSError as end:
                if end.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink()

    def make_read_only(self) -> bool:
        """Whether nothing can be written any more: not while a file is open for writing."""
        return self._remount("ro") == 0

    def make_writable(self) -> None:
        """The end of `make_read_only`."""
        if self._remount("rw") != 0:
            raise OSError(f"{self.place} stays read-only")

    def _remount(self, how: str) -> int:
        return subprocess.run(["mount", "-o", f"remount,{how}", str(self.place)], capture_output=True).returncode


def run(scale: Scale, progress: Progress = lambda line: None) -> list[Outcome]:
    """Both faults of both disks, one after another, on one stack. Raises MayNotMount."""
    with TemporaryDirectory() as name, ExitStack() as mounted:
        folder = Path(name)
        disks = {server: mounted.enter_context(Disk(folder / f"disk-{server}")) for server in SERVERS}
        places = {server: disk.place for server, disk in disks.items()}
        with StackUnderTest(folder / "home", seed=1, workers=2, disks=places) as stack:
            return asyncio.run(_every_disk(stack, folder, disks, HELD[scale], progress))


async def _every_disk(
    stack: StackUnderTest, folder: Path, disks: dict[str, Disk], held: float, progress: Progress
) -> list[Outcome]:
    async with steady(stack, folder) as load:
        trials = [Trial(load, server, disk, held) for server, disk in disks.items()]
        outcomes = [await trial.of(fault, progress) for trial in trials for fault in HOW]
    progress("coming to rest")
    evidence, wrong = await load.judged()
    promise = "after every fault of a disk all that was acknowledged is there, and all invariants hold"
    how = "clients' log, records, histories and far sides, looked at in the end"
    return [*outcomes, Outcome(promise, how, figures(evidence), tuple(wrong))]


@dataclass(frozen=True)
class Trial:
    """A server whose disk is bad for a while."""

    load: SteadyCases
    server: str
    disk: Disk
    held: float

    async def of(self, fault: str, progress: Progress) -> Outcome:
        """One fault, and how soon the service is back after it."""
        progress(f"{self.server}: {fault}")
        part = self.load.stack.parts[self.server]
        deaths, said = len(part.deaths), part.log.stat().st_size
        felt = await (self._full(said) if fault == FULL else self._read_only(said))
        seconds = await self.load.back()
        await self.load.settled()
        wrong = late(f"{self.server}, {fault}", seconds)
        wrong += [f"{self.server} did not notice that its disk was {fault}"] * (not felt)
        return Outcome(
            f"a {fault} disk under {self.server} stops the service for as long as it is so, and {BACK_WITHIN:.0f} s"
            " longer at most; a server that dies of it comes back by itself",
            f"{HOW[fault]}; for {self.held:.0f} s from its first complaint",
            {
                "seconds until somebody new was served": f"{seconds:.1f}",
                "deaths of the server": str(len(part.deaths) - deaths),
            },
            tuple(wrong),
        )

    async def _full(self, said: int) -> bool:
        try:
            felt = await self._complains(FULL, said, self.disk.fill)
            until_then = time.monotonic() + self.held
            while time.monotonic() < until_then:
                self.disk.fill()
                if self.server == "postgres":
                    await asyncio.to_thread(_begin_segment, self.load.stack.superuser_url)
                await asyncio.sleep(TOP_UP)
        finally:
            self.disk.free()
        return felt

    async def _read_only(self, said: int) -> bool:
        stack = self.load.stack
        await asyncio.to_thread(stack.kill, self.server)
        await until(lambda: asyncio.to_thread(self.disk.make_read_only), f"a read-only {self.disk.place}", EMPTIED)
        try:
            await asyncio.to_thread(stack.start, self.server)
            felt = await self._complains(READ_ONLY, said)
            await asyncio.sleep(self.held)
        finally:
            self.disk.make_writable()
        return felt

    async def _complains(self, fault: str, said: int, meanwhile: Callable[[], None] = lambda: None) -> bool:
        """Whether the server speaks of the fault: in its log after so many bytes, or to whom it should write for."""
        log = self.load.stack.parts[self.server].log

        async def complained() -> bool:
            meanwhile()
            answer = await _refusal(self.load.house.client) if self.server == "temporal" else ""
            news = _after(log, said) + answer
            return any(complaint in news for complaint in COMPLAINTS[fault])

        try:
            await until(complained, f"a complaint of {self.server}", FELT)
        except Never:
            return False
        return True


def _after(log: Path, said: int) -> str:
    return log.read_bytes()[said:].decode(errors="replace")


async def _refusal(client: Client) -> str:
    """Why Temporal does not write something down, in its own words: its log says nothing of it."""
    news = UpdateNamespaceInfo(description=f"written at {time.monotonic()}")
    request = UpdateNamespaceRequest(namespace=client.namespace, update_info=news)
    try:
        await client.workflow_service.update_namespace(request, timeout=ANSWER)
    except RPCError as refused:
        return refused.message
    return ""


def _begin_segment(superuser_url: str) -> None:
    """Have PostgreSQL go on in a new file of its log, as it does after every 16 MB; if it is there at all."""
    with suppress(psycopg.Error), psycopg.connect(superuser_url, autocommit=True, connect_timeout=2) as connection:
        connection.execute("SELECT pg_switch_wal()")
