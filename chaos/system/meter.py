"""Resource use of a stack over time: memory, file handles, database connections and processor time by component."""

import asyncio
import os
import time
from collections import defaultdict
from contextlib import suppress

import psutil

from activities.records.database import connect
from bench.processes import cpu_seconds
from chaos.system.stack import StackUnderTest

Reading = tuple[float, float]
"""Seconds since the beginning, and a value."""

CLIENTS = "clients"
"""The process of the clients: this one."""

_CONNECTIONS = "SELECT count(*) AS held FROM pg_stat_activity WHERE application_name = 'tawasul worker'"


class Meter:
    """The readings of every component with its children; memory is resident MB, shared pages counted in each."""

    def __init__(self, stack: StackUnderTest) -> None:
        self.memory: defaultdict[str, list[Reading]] = defaultdict(list)
        self.handles: defaultdict[str, list[Reading]] = defaultdict(list)
        self.most_connections = 0
        self._stack = stack
        self._began, self._spent = time.monotonic(), self._processor_seconds()

    @property
    def seconds(self) -> float:
        """How long it has been reading."""
        return time.monotonic() - self._began

    async def read(self) -> None:
        """Take one reading of everything."""
        await asyncio.to_thread(self._read)

    def cores(self) -> dict[str, float]:
        """How many cores each component kept busy."""
        return {name: (spent - self._spent[name]) / self.seconds for name, spent in self._processor_seconds().items()}

    def _read(self) -> None:
        at = self.seconds
        for name in (*self._stack.components, CLIENTS):
            with suppress(psutil.NoSuchProcess):  # a child that has just ended: the next reading is without it
                processes = self._processes(name)
                memory = sum(process.memory_info().rss for process in processes) / 1e6
                handles = sum(process.num_fds() for process in processes)
                self.memory[name].append((at, memory))
                self.handles[name].append((at, handles))
        self.most_connections = max(self.most_connections, self._connections())

    def _processes(self, name: str) -> list[psutil.Process]:
        if name == CLIENTS:
            return [psutil.Process(os.getpid())]
        root = psutil.Process(self._stack.components[name].pid)
        return [root, *root.children(recursive=True)]

    def _processor_seconds(self) -> dict[str, float]:
        spent = {name: cpu_seconds(component.pid) for name, component in self._stack.components.items()}
        return {**spent, CLIENTS: time.process_time()}

    def _connections(self) -> int:
        with connect(self._stack.database_url) as connection:
            [row] = connection.execute(_CONNECTIONS).fetchall()
        return int(row["held"])
