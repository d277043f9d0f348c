"""A battle: client processes play a plan on a stack while the nemesis injects kills and pauses."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaos.faults.nemesis import FaultKind, FaultLog, Nemesis, component_of, expected_seconds, schedule
from chaos.history.log import OPEN, read
from chaos.outcome import Progress, Violation
from chaos.system.component import StackProcess
from chaos.system.gateways import UNRELIABLE
from chaos.system.stack import StackUnderTest
from chaos.workload.clients import OPERATIONS
from chaos.workload.plan import Plan
from stack import WORKER_READY
from stack.process import wait_until

KINDS = ("worker", "temporal", "postgres", "client")
"""The kinds of component that are killed."""
CLIENTS = 3
"""Processes that play cases, and as many that play contests, when there are any."""
LEAD = timedelta(seconds=4)
"""From the start of the clients' processes to the first request."""
PATIENCE = 120.0
"""Seconds without a line in any client's log, after which the clients that are not done are given up."""


@dataclass(frozen=True)
class Battle:
    """The size of one battle, its seed, and the folder for its logs.

    So many histories of its cases are replayed, and kept in `histories` if that is given.
    """

    seed: int
    folder: Path
    cases: int
    contests: int
    kills: int
    replayed: int
    histories: Path | None = None

    @property
    def fault_log(self) -> Path:
        """The log of the injected faults."""
        return self.folder / "faults.jsonl"


def play(battle: Battle, stack: StackUnderTest, progress: Progress) -> tuple[Plan, list[Violation]]:
    """Play until clients and nemesis are done; the plan, and the clients that did not finish."""
    (battle.folder / OPERATIONS).mkdir(parents=True)
    plan = Plan(battle.seed, datetime.now(UTC) + LEAD, expected_seconds(battle.kills), battle.cases, battle.contests)
    plan.write(battle.folder)
    stack.set_gateway_faults(email=UNRELIABLE, sms=UNRELIABLE, portal=UNRELIABLE)
    clients = list(_start_clients(battle, stack))
    time.sleep(LEAD.total_seconds())
    _inject_faults(battle, stack, progress)
    stack.set_gateway_faults()
    return plan, list(wait_for(clients, battle.folder / OPERATIONS, progress))


def logs_of(folder: Path) -> list[Path]:
    """The operation logs in the folder of a run."""
    return sorted((folder / OPERATIONS).glob("*.jsonl"))


def opened_in(folder: Path) -> list[str]:
    """The references of all cases that the clients of a run opened, or tried to."""
    return sorted({op.reference for op in read(logs_of(folder)) if op.kind in (OPEN, "import")})


def start_client(stack: StackUnderTest, folder: Path, name: str, *options: str) -> StackProcess:
    """Start a client process that plays the plan in a folder."""
    return stack.add_client(name, [sys.executable, "-m", "chaos.workload.clients", str(folder), name, *options])


def restart_workers(stack: StackUnderTest) -> None:
    """Kill all workers and start them without memory: they replay the history of every case they are asked about."""
    workers = workers_of(stack)
    kill_all(workers)
    start_all(workers)


def kill_all(workers: Iterable[StackProcess]) -> None:
    """Kill workers; they stay down."""
    for worker in workers:
        worker.kill()


def start_all(workers: Iterable[StackProcess]) -> None:
    """Start workers, and wait until each is ready."""
    for worker in workers:
        before = times_ready(worker)
        worker.start()
        wait_until(lambda worker=worker, before=before: times_ready(worker) > before, worker, seconds=60)  # type: ignore[misc]


def workers_of(stack: StackUnderTest) -> list[StackProcess]:
    """The workers of a stack."""
    return [each for each in stack.components.values() if component_of(each.name) == "worker"]


def times_ready(worker: StackProcess) -> int:
    """How often a worker was ready for work so far."""
    return worker.log.read_text(errors="replace").count(WORKER_READY)


def _inject_faults(battle: Battle, stack: StackUnderTest, progress: Progress) -> None:
    def targets(kind: str) -> Sequence[StackProcess]:
        """The processes of a kind; instead of clients that are all done, the workers."""
        there = [each for each in stack.components.values() if component_of(each.name) == kind and not each.done]
        return there or targets("worker")

    def report() -> None:
        kills = battle.fault_log.read_text().count(f'"kind": "{FaultKind.KILL}"')
        progress(f"seed {battle.seed}: {kills} of {battle.kills} kills")

    Nemesis(targets, FaultLog(battle.fault_log), report).run(schedule(battle.seed, KINDS, battle.kills))


def _start_clients(battle: Battle, stack: StackUnderTest) -> Iterator[StackProcess]:
    """The clients that play cases, and those that play contests."""
    roles: list[tuple[str, ...]] = [(), ("--contests",)] if battle.contests else [()]
    shares = [(role, place) for role in roles for place in range(CLIENTS)]
    for number, (role, place) in enumerate(shares, start=1):
        yield start_client(stack, battle.folder, f"client-{number}", f"--share={place}/{CLIENTS}", *role)


def wait_for(clients: Sequence[StackProcess], logs: Path, progress: Progress) -> Iterator[Violation]:
    """Wait until all clients are done, while any of them makes progress."""
    written, since = 0, time.monotonic()
    while (busy := [each for each in clients if not each.done]) and time.monotonic() < since + PATIENCE:
        progress(f"waiting for {', '.join(each.name for each in busy)}")
        busy[0].wait_until_done(5)
        if (now := sum(log.stat().st_size for log in logs.iterdir())) > written:
            written, since = now, time.monotonic()
    for each in busy:
        yield Violation("every client is answered", "", f"{each.name} did not finish")
