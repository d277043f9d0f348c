"""The parts of a running system as a test may treat them: workers that are processes, servers that go away."""

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
    """Start `python -m worker` in the environment of the system; what it says goes into the log."""
    environment = system.stack.environment | {"TAWASUL_POLICIES": str(system.config.policies)} | variables
    with log.open("ab") as said:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "worker", cwd=PROJECT, env=environment, stdout=PIPE, stderr=said
        )


@asynccontextmanager
async def worker_process(system: System, log: Path, **variables: str) -> AsyncIterator[Process]:
    """A worker in a process of its own, ready to work; killed at the end if it still runs."""
    process = await start_worker(system, log, **variables)
    try:
        assert process.stdout and await process.stdout.readline() == b"worker ready\n", f"see {log}"
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
    """PostgreSQL is killed and cannot start again while the block runs: it gets the data folder, moved elsewhere."""
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
