"""A run of whole lives on `tawasul up`: clients play them while the nemesis injects faults and closures are announced.

Afterwards commands are interrupted, and what is on the attention list is taken off it.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from chaos.faults.nemesis import FaultLog, Injection, LongPauses, Nemesis, schedule_with_pauses
from chaos.history.log import OperationLog
from chaos.outcome import Progress, Violation
from chaos.system.gateways import UNRELIABLE
from chaos.system.packs import DIRECTOR
from chaos.system.up import UpUnderTest
from chaos.workload.battle import wait_for
from chaos.workload.clients import OPERATIONS
from chaos.workload.interruptions import InterruptedCommands
from chaos.workload.lives import LivesPlan
from settings import PROJECT
from stack import temporal_binary

KINDS = ("worker", "temporal", "postgres", "up", "skewed", "client")
"""The kinds of process that are killed: `up`, its children, workers with a wrong clock, and clients."""
LEAD = timedelta(seconds=4)
"""From the start of the clients' processes to the first request."""
ANNOUNCEMENTS = 2
PATIENCE = 180.0
"""Seconds after which a command of an operator that finds the system down is given up."""
GONE = 2
"""How taking off the attention list ends what went away by itself meanwhile."""
RESENT = 3
"""Cases that are signalled to send their events to the records again."""


@dataclass(frozen=True)
class LivesRun:
    """The size of one run, its seed, and its folder."""

    seed: int
    folder: Path
    cases: int
    kills: int
    pauses: LongPauses
    gap: tuple[float, float]
    lines: int
    interruptions: int
    clients: int
    wrong_clocks: tuple[float, ...]
    """By how many hours the clocks of the other workers are wrong."""

    @property
    def fault_log(self) -> Path:
        """The log of the injected faults."""
        return self.folder / "faults.jsonl"

    @property
    def faults(self) -> tuple[Injection, ...]:
        """The schedule of the nemesis, from the seed."""
        return schedule_with_pauses(self.seed, KINDS, self.kills, self.pauses, self.gap)


def play(run: LivesRun, system: UpUnderTest, progress: Progress) -> tuple[LivesPlan, list[Violation]]:
    """Play until clients, nemesis and operator are done; the plan, and the clients that did not finish."""
    (run.folder / OPERATIONS).mkdir(parents=True)
    faults = run.faults
    plan = LivesPlan(run.seed, datetime.now(UTC) + LEAD, sum(each.gap for each in faults), run.cases)
    plan.write(run.folder)
    system.gateways.set_faults(email=UNRELIABLE, sms=UNRELIABLE, portal=UNRELIABLE)
    clients = [_start_client(run, system, number) for number in range(run.clients)]
    time.sleep(LEAD.total_seconds())
    with ThreadPoolExecutor(1) as operator:
        announced = operator.submit(_announce, plan, system)
        _inject(run, faults, system, progress)
        announced.result()
    unfinished = list(wait_for(clients, run.folder / OPERATIONS, progress))
    progress(f"seed {run.seed}: interrupting commands")
    _interrupt(run, plan, system)
    system.gateways.set_faults()
    return plan, unfinished


def finish(system: UpUnderTest, references: Sequence[str]) -> None:
    """Take everything off the attention list, and have some cases send their events to the records again."""
    runs = (reference for reference in references if _resends(system, reference))
    for _ in islice(runs, RESENT):
        pass
    for each in _tawasul(system, "attention"):
        _tawasul(system, "attention", "--done", str(each["id"]), "--as", DIRECTOR.id, or_ends=GONE)


def _resends(system: UpUnderTest, reference: str) -> bool:
    """Ask a case to send its events again; whether it runs, and so takes that."""
    command = [temporal_binary(), "workflow", "signal", "--workflow-id", reference, "--name", "resend"]
    sent = [*command, "--input", "0", "--address", system.temporal_address]
    return subprocess.run(sent, capture_output=True).returncode == os.EX_OK


def _start_client(run: LivesRun, system: UpUnderTest, number: int) -> Any:
    name, share = f"client-{number + 1}", f"--share={number}/{run.clients}"
    return system.add_client(name, [sys.executable, "-m", "chaos.workload.life_clients", str(run.folder), name, share])


def _inject(run: LivesRun, faults: Sequence[Injection], system: UpUnderTest, progress: Progress) -> None:
    def report() -> None:
        injected = len(run.fault_log.read_text().splitlines())
        progress(f"seed {run.seed}: {injected} of {len(faults)} faults")

    Nemesis(system.targets, FaultLog(run.fault_log), report).run(faults)


def _announce(plan: LivesPlan, system: UpUnderTest) -> None:
    """Announce closures while lives are played, each a day of its own soon after."""
    for number in range(1, ANNOUNCEMENTS + 1):
        at = plan.began + timedelta(seconds=plan.seconds * number / (ANNOUNCEMENTS + 1))
        time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
        day = (plan.began + timedelta(days=2 * number)).date().isoformat()
        closure = ["--id", f"trial-{number}", "--from", day, "--to", day, "--name", "إجازة", "--source", "trial"]
        _tawasul(system, "calendar", "announce", "--pack", "passports", *closure, "--as", DIRECTOR.id)


def _interrupt(run: LivesRun, plan: LivesPlan, system: UpUnderTest) -> None:
    """Interrupt commands as a terminal does: a shell has its background jobs ignore Ctrl-C, and they pass that on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with OperationLog(run.folder / OPERATIONS / "operator.jsonl", "operator") as log:
        commands = InterruptedCommands(run.folder, plan, run.lines, log, system.workers())
        with patch.dict(os.environ, system.environment):
            asyncio.run(_interrupted(commands, run.interruptions))


async def _interrupted(commands: InterruptedCommands, times: int) -> None:
    for number in range(times):
        await commands.run(number)


def _tawasul(system: UpUnderTest, *arguments: str, or_ends: int = os.EX_OK) -> Any:
    """What a command prints, given again until it is done, or ends so. Raises RuntimeError when that takes too long."""
    until = time.monotonic() + PATIENCE
    while True:
        command = [sys.executable, "-m", "cli", *arguments, "--json"]
        done = subprocess.run(command, cwd=PROJECT, env=system.environment, capture_output=True)
        if done.returncode in (os.EX_OK, or_ends):
            return json.loads(done.stdout or b"[]")
        if time.monotonic() > until:
            raise RuntimeError(f"`tawasul {arguments[0]}` ended with {done.returncode}: {done.stderr.decode()}")
        time.sleep(0.5)
