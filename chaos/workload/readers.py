"""Commands that read the records, given again and again as processes: each has to end in time, with a code of its own.

async with readers(stack.environment, commands) as done:
    ...  # inject faults
problems = [problem for each in done for problem in each.problems()]
"""

import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chaos.system.packs import OFFICERS
from commands.common.words.advice import ExitCode
from settings import PROJECT

ENDS_WITHIN = 20.0
"""Seconds within which a command that reads has to end on a busy machine: it waits 5 s for a lock or a connection."""
GIVEN_UP = 60.0
"""Seconds after which one that did not end is killed."""
PAUSE = 2.0
"""Seconds between the end of a command and its next start."""
CODES = frozenset({ExitCode.DONE, ExitCode.UNREACHABLE})
"""The exit codes of a command whose case is on record."""


@dataclass(frozen=True)
class TimedReading:
    """One command: when it was begun and ended by the monotonic clock, its exit code (none: it hung), its errors."""

    command: str
    began: float
    ended: float
    code: int | None
    errors: str

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.began

    def problems(self) -> Iterator[str]:
        """How it ended otherwise than a command may end."""
        if self.code is None:
            yield f"`tawasul {self.command}` hung for {GIVEN_UP:.0f} s and was killed"
        elif self.code not in CODES:
            yield f"`tawasul {self.command}` ended with {self.code}: {self.errors.strip()[-200:]}"
        elif self.seconds > ENDS_WITHIN:
            yield f"`tawasul {self.command}` took {self.seconds:.0f} s"


@asynccontextmanager
async def readers(
    environment: Mapping[str, str], commands: Iterable[Sequence[str]]
) -> AsyncIterator[list[TimedReading]]:
    """Give each command again and again for as long as the block runs; what was read, in the order of the ends."""
    done, over = list[TimedReading](), asyncio.Event()

    async def give(command: Sequence[str]) -> None:
        while not over.is_set():
            done.append(await read(environment, command))
            await asyncio.sleep(PAUSE)

    async with asyncio.TaskGroup() as group:
        for command in commands:
            group.create_task(give(command))
        yield done
        over.set()


async def read(environment: Mapping[str, str], command: Sequence[str]) -> TimedReading:
    """Give one command as a process of its own."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *command, cwd=PROJECT, env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
    )
    try:
        async with asyncio.timeout(GIVEN_UP):
            _, errors = await process.communicate()
        code = process.returncode
    except TimeoutError:
        process.kill()
        _, errors = await process.communicate()
        code = None
    return TimedReading(" ".join(command), began, time.monotonic(), code, errors.decode(errors="replace"))


def during(readings: Iterable[TimedReading], since: float, until: float) -> list[TimedReading]:
    """The commands that ran at some time between two instants."""
    return [each for each in readings if each.began < until and each.ended > since]


def commands_that_read(reference: str) -> tuple[tuple[str, ...], ...]:
    """Commands of all kinds that read the records."""
    return (("show", reference), ("inbox", "--as", OFFICERS[0].id), ("audit", "verify"))


def figures_of(readings: Sequence[TimedReading]) -> dict[str, str]:
    """How many commands there were, by exit code, and how long the slowest took."""
    codes = sorted({each.code for each in readings if each.code is not None})
    ended = ", ".join(f"{sum(each.code == code for each in readings)} with {code}" for code in codes)
    slowest = max((each.seconds for each in readings), default=0.0)
    return {"commands that read": f"{len(readings)}: {ended}", "the slowest of them": f"{slowest:.1f} s"}
