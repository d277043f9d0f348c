"""Components of a running system in tests: workers as processes, and outages of servers."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from errors import Unreachable
from settings import PROJECT, STACK_FILE
from tests.support.system import System, eventually


async def start_worker(system: System, log: Path, **variables: str) -> Process:
    """Start `python -m worker` in the environment of the system; its standard error goes into the log."""
    environment = system.stack.worker_environment | {"TAWASUL_POLICIES": str(system.config.policies)} | variables
    with log.open("ab") as errors:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "worker", cwd=PROJECT, env=environment, stdout=PIPE, stderr=errors
        )


@asynccontextmanager
async def worker_process(system: System, log: Path, **variables: str) -> AsyncIterator[Process]:
    """A worker in a process of its own, ready to work; killed at the end if it still runs."""
    process = await start_worker(system, log, **variables)
    try:
        assert process.stdout and b"worker ready" in await process.stdout.readline(), f"see {log}"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def pid_of(system: System, name: str) -> int:
    """The process of a server of the stack: `postgres` or `temporal`."""
    pid: int = json.loads((system.stack.home / STACK_FILE).read_text())["processes"][name]["pid"]
    return pid


@asynccontextmanager
async def records_away(system: System) -> AsyncIterator[Path]:
    """PostgreSQL is down while the block runs, and its data folder is moved; the block gets its new path."""
    data = system.stack.home / "postgres"
    away = data.rename(data.with_name("postgres.away"))
    os.kill(pid_of(system, "postgres"), signal.SIGKILL)
    try:
        await eventually(lambda: _answers(system, False))
        yield away
    finally:
        away.rename(data)
        await eventually(lambda: _answers(system, True))


async def _answers(system: System, wanted: bool) -> bool:
    try:
        await asyncio.to_thread(system.rows, "SELECT 1")
    except Unreachable:
        return not wanted
    return wanted
