"""Resource use of processes: CPU time of a process tree, memory, and a description of the machine."""

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psutil

from activities.records.database import Connection
from settings import STACK_FILE
from stack import temporal_binary
from stack.postgres import programs


def stack_pids(home: Path) -> dict[str, int]:
    """The processes of the embedded stack in a folder, by name: `temporal`, `postgres`, `worker`."""
    processes = json.loads((home / STACK_FILE).read_text())["processes"]
    return {name: identity["pid"] for name, identity in processes.items()}


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, its living children, and those it has waited for."""
    root = psutil.Process(pid)
    spent = root.cpu_times()
    total = spent.user + spent.system + spent.children_user + spent.children_system
    for child in root.children(recursive=True):
        try:
            own = child.cpu_times()
            total += own.user + own.system
        except psutil.NoSuchProcess:
            continue  # ended meanwhile: its parent's next reading has it
    return float(total)


def processor_time(connection: Connection, read: Callable[[], object]) -> float:
    """Seconds that this process and the server's of a connection compute while something is read.

    The time on a clock depends on what else the machine does.
    """
    server = connection.info.backend_pid
    began = time.process_time() + _own_seconds(server)
    read()
    return time.process_time() + _own_seconds(server) - began


def _own_seconds(pid: int) -> float:
    spent = psutil.Process(pid).cpu_times()
    return float(spent.user + spent.system)


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in RAM."""
    return int(psutil.Process(pid).memory_info().rss)


def machine() -> dict[str, str]:
    """Where and with what the figures were taken."""
    return {
        "cpu": f"{os.cpu_count()} × {_cpu_model()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "load": " ".join(f"{each:.2f}" for each in os.getloadavg()),
        "python": platform.python_version(),
        "temporalio": version("temporalio"),
        "server": _output_of([temporal_binary(), "--version"]),
        "postgres": _output_of([str(programs() / "postgres"), "--version"]),
    }


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
