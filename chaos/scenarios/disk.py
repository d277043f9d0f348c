"""Scenario «disk»: the disk of PostgreSQL, then of Temporal, is full for a while, and then read-only.

Cases are opened all the while. The data of each server are on a small disk of its own; to mount it takes privileges.
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

from chaos.checks.final import final_outcome
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import SERVED_WITHIN, BackgroundLoad, background_load, late

HELD = {Scale.SUITE: 3.0, Scale.LONG: 60.0}
"""Seconds of each fault from when the server first reported it."""
SERVERS = ("postgres", "temporal")
SIZE = "256m"
REPORTED_WITHIN = 30.0
"""Seconds within which a server reports the fault: it can still use what it allotted before the disk was full."""
ANSWER = timedelta(seconds=5)
TOP_UP = 0.3
"""Seconds between two attempts to fill the disk again."""
EMPTIED = 10.0
"""Seconds until no process of a killed server has a file open any more."""

FULL, READ_ONLY = "full", "read-only"
HOW = {
    FULL: "a file takes all that is left, and at once what others give back; PostgreSQL has to begin new segments of"
    " its log, too",
    READ_ONLY: "the server is killed and started again on its disk, which was mounted read-only in between: that cannot"
    " be done while files are open for writing",
}
REPORTS = {
    FULL: ("No space left on device", "disk is full"),
    READ_ONLY: ("Read-only file system", "readonly database"),
}
"""The words of the servers for each fault, which prove that it affected them."""


class MayNotMount(Exception):
    """This account or this machine may not mount a disk."""


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
        """Use all space that is left."""
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(1 << 20))
            except OSError as end:
                if end.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Release the space that `fill` used."""
        self._ballast.unlink()

    def make_read_only(self) -> bool:
        """Remount it read-only; whether that was possible: it is not while a file is open for writing."""
        return self._remount("ro") == 0

    def make_writable(self) -> None:
        """The end of `make_read_only`."""
        if self._remount("rw") != 0:
            raise OSError(f"{self.place} stays read-only")

    def _remount(self, how: str) -> int:
        return subprocess.run(["mount", "-o", f"remount,{how}", str(self.place)], capture_output=True).returncode


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Inject both faults into both disks, one after another, on one stack. Raises MayNotMount."""
    with TemporaryDirectory(prefix="tawasul-disk-") as name, ExitStack() as mounted:
        folder = Path(name)
        disks = {server: mounted.enter_context(Disk(folder / f"disk-{server}")) for server in SERVERS}
        places = {server: disk.place for server, disk in disks.items()}
        with StackUnderTest(folder / "home", seed=1, workers=2, disks=places) as stack:
            return asyncio.run(_every_disk(stack, folder, disks, HELD[scale], progress))


async def _every_disk(
    stack: StackUnderTest, folder: Path, disks: dict[str, Disk], held: float, progress: Progress
) -> list[TrialOutcome]:
    async with background_load(stack, folder) as load:
        trials = [DiskTrial(load, server, disk, held) for server, disk in disks.items()]
        outcomes = [await trial.of(fault, progress) for trial in trials for fault in HOW]
    progress("waiting for quiescence")
    evidence = await load.evidence()
    promise = "after every fault of a disk all that was acknowledged is there, and all invariants hold"
    return [*outcomes, final_outcome(promise, evidence, load.problems, logged=True)]


@dataclass(frozen=True)
class DiskTrial:
    """A server with a disk into which faults are injected."""

    load: BackgroundLoad
    server: str
    disk: Disk
    held: float

    async def of(self, fault: str, progress: Progress) -> TrialOutcome:
        """Inject one fault, and measure how soon a new case is served after it."""
        progress(f"{self.server}: {fault}")
        server = self.load.stack.components[self.server]
        deaths, logged = len(server.deaths), server.log.stat().st_size
        reported = await (self._full(logged) if fault == FULL else self._read_only(logged))
        seconds = await self.load.seconds_until_served()
        await self.load.wait_for_cases_in_flight()
        problems = late(f"{self.server}, {fault}", seconds)
        if not reported:
            problems.append(f"{self.server} did not notice that its disk was {fault}")
        return TrialOutcome(
            f"a {fault} disk under {self.server} stops the service for as long as it is so, and {SERVED_WITHIN:.0f} s"
            " longer at most; a server that dies of it comes back by itself",
            f"{HOW[fault]}; for {self.held:.0f} s from its first complaint",
            {
                "seconds until a new case was served": f"{seconds:.1f}",
                "deaths of the server": str(len(server.deaths) - deaths),
            },
            tuple(problems),
        )

    async def _full(self, logged: int) -> bool:
        try:
            reported = await self._reports(FULL, logged, self.disk.fill)
            until_then = time.monotonic() + self.held
            while time.monotonic() < until_then:
                self.disk.fill()
                if self.server == "postgres":
                    await asyncio.to_thread(_begin_segment, self.load.stack.superuser_url)
                await asyncio.sleep(TOP_UP)
        finally:
            self.disk.free()
        return reported

    async def _read_only(self, logged: int) -> bool:
        stack = self.load.stack
        await asyncio.to_thread(stack.kill, self.server)
        await poll_until(lambda: asyncio.to_thread(self.disk.make_read_only), f"a read-only {self.disk.place}", EMPTIED)
        try:
            await asyncio.to_thread(stack.start, self.server)
            reported = await self._reports(READ_ONLY, logged)
            await asyncio.sleep(self.held)
        finally:
            self.disk.make_writable()
        return reported

    async def _reports(self, fault: str, logged: int, meanwhile: Callable[[], None] = lambda: None) -> bool:
        """Whether the server reports the fault: in its log after so many bytes, or in its answer to a write."""
        log = self.load.stack.components[self.server].log

        async def reported() -> bool:
            meanwhile()
            answer = await _refused_write(self.load.client.temporal) if self.server == "temporal" else ""
            text = log.read_bytes()[logged:].decode(errors="replace") + answer
            return any(words in text for words in REPORTS[fault])

        try:
            await poll_until(reported, f"a report of {self.server}", REPORTED_WITHIN)
        except NotReachedInTime:
            return False
        return True


async def _refused_write(client: Client) -> str:
    """The error of Temporal's server when it cannot write; its log does not have it."""
    info = UpdateNamespaceInfo(description=f"written at {time.monotonic()}")
    request = UpdateNamespaceRequest(namespace=client.namespace, update_info=info)
    try:
        await client.workflow_service.update_namespace(request, timeout=ANSWER)
    except RPCError as refused:
        return refused.message
    return ""


def _begin_segment(superuser_url: str) -> None:
    """Let PostgreSQL begin a new WAL segment, as it does after every 16 MB, if it answers."""
    with suppress(psycopg.Error), psycopg.connect(superuser_url, autocommit=True, connect_timeout=2) as connection:
        connection.execute("SELECT pg_switch_wal()")
