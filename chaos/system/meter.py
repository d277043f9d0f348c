"""What the parts of a stack take up, read again and again: memory, file handles, connections, processor time."""

import asyncio
import os
import time
from collections import defaultdict
from contextlib import suppress

import psutil

from bench.processes import cpu_seconds
from chaos.checks.flatness import Reading
from chaos.system.stack import StackUnderTest
from chaos.workload.operations import House

CLIENTS = "clients"
"""The process from which the load comes: this one."""

_CONNECTIONS = "SELECT count(*) AS held FROM pg_stat_activity WHERE application_name = 'tawasul worker'"


class Meter:
    """The readings of every part with its children; memory in MB is what is resident, shared pages counted in each."""

    def __init__(self, stack: StackUnderTest, house: House) -> None:
        self.memory: defaultdict[str, list[Reading]] = defaultdict(list)
        self.handles: defaultdict[str, list[Reading]] = defaultdict(list)
        self.most_connections = 0
        self._stack, self._house = stack, house
        self._began, self._spent = time.monotonic(), self._processor_seconds()

    @property
    def seconds(self) -> float:
        """How long it has been reading."""
        return time.monotonic() - self._began

    async def read(self) -> None:
        """Take one reading of everything."""
        await asyncio.to_thread(self._read)

    def cores(self) -> dict[str, float]:
        """How many cores each part kept busy."""
        return {name: (spent - self._spent[name]) / self.seconds for name, spent in self._processor_seconds().items()}

    def _read(self) -> None:
        at = self.seconds
        for name in (*self._stack.parts, CLIENTS):
            with suppress(psutil.NoSuchProcess):  # a child that has just ended: the next reading is without it
                processes = self._processes(name)
                memory = sum(process.memory_info().rss for process in processes) / 1e6
                handles = sum(process.num_fds() for process in processes)
                self.memory[name].append((at, memory))
                self.handles[name].append((at, handles))
        self.most_connections = max(self.most_connections, self._house.rows(_CONNECTIONS)[0]["held"])

    def _processes(self, name: str) -> list[psutil.Process]:
        if name == CLIENTS:
            return [psutil.Process(os.getpid())]
        root = psutil.Process(self._stack.parts[name].pid)
        return [root, *root.children(recursive=True)]

    def _processor_seconds(self) -> dict[str, float]:
        parts = {name: cpu_seconds(part.pid) for name, part in self._stack.parts.items()}
        return {**parts, CLIENTS: time.process_time()}
