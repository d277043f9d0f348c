"""Change under way: old and new workers side by side, killed while the new ones are rolled out and rolled back.

A change of the workflow's code is released in two steps. First every worker learns it (`knowing`): its new way is
there behind `workflow.patched`, but no case takes it. When no older worker is left, the new way is opened (`acting`);
a case that took it can be gone on with by every worker that knows it. Each step can be taken back.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client

from chaos.checks.invariants import Violation, judge
from chaos.faults import nemesis as monkey
from chaos.history import quiescence as rest
from chaos.history import replays
from chaos.history.collect import collect
from chaos.history.evidence import Evidence
from chaos.history.log import OPEN, read
from chaos.mutation.sabotages import Change, copy_of_the_project
from chaos.outcome import Outcome, Scale
from chaos.system.component import Component
from chaos.system.gateways import UNRELIABLE
from chaos.system.stack import StackUnderTest
from chaos.workload.clients import OPERATIONS
from chaos.workload.plan import Plan
from chaos.workload.seeded import dice
from client import data_converter
from settings import PROJECT
from stack.process import wait_until

SEED, CLIENTS, HISTORIES = 1, 2, "histories"
LEAD = timedelta(seconds=4)
"""From the start of the clients' processes to the first request."""
PATIENCE = 240.0
"""Seconds for the clients to finish after the last roll."""
PATCH, VARIABLE = "look-after-recording", "TRIAL_PATCH"
NEW_WAY = (
    Change(
        "workflows/case/effects.py",
        "        self._recorded = recorded.head\n",
        "        self._recorded = recorded.head\n"
        f'        if workflow.patched("{PATCH}"):\n'
        "            await workflow.sleep(0.01)\n",
    ),
    Change(
        "worker.py",
        "        max_cached_workflows=CACHED_CASES,\n",
        "        max_cached_workflows=CACHED_CASES,\n"
        f'        patch_activation_callback=lambda patch: os.environ["{VARIABLE}"] == patch.patch_id,\n',
    ),
)
"""The new build: after each write one more command, a timer."""
PATCH_MARKER, NONDETERMINISM = "core_patch", "TMPRL1100"
"""How a history says that it took a new way, and how a worker says that it cannot follow one."""

SLOTS = ("worker-1", "worker-2")
SIDE_BY_SIDE = (0.3, 1.5)
"""Seconds for which the old and the new worker of a slot both work."""
GENTLY = 0.3
"""Share of the workers that are asked to end, as a roll-out should; the others are killed."""
HIT = 0.5
"""How often another worker is killed while a slot changes hands."""


class Build(StrEnum):
    """What a worker knows of the change."""

    OLD = "old"
    KNOWING = "knowing"
    ACTING = "acting"


@dataclass(frozen=True)
class Size:
    """How many cases are played while the second step is rolled out and back so many times, the first one less."""

    cases: int
    times: int

    @property
    def rolls(self) -> tuple[Build, ...]:
        """The builds that the whole fleet goes to, one after another."""
        there_and_back = (Build.KNOWING, Build.OLD) * (self.times - 1)
        return (*there_and_back, Build.KNOWING, *(Build.ACTING, Build.KNOWING) * self.times)


SIZES = {Scale.SUITE: Size(cases=40, times=1), Scale.LONG: Size(cases=1_000, times=8)}


def run(scale: Scale, progress: Callable[[str], None] = lambda line: None) -> list[Outcome]:
    """Play cases while the fleet is rolled forth and back."""
    size = SIZES[scale]
    with TemporaryDirectory(prefix="tawasul-change-") as home:
        new, folder = copy_of_the_project(Path(home) / "new"), Path(home) / "run"
        for change in NEW_WAY:
            change.make(new)
        (folder / OPERATIONS).mkdir(parents=True)
        with StackUnderTest(folder / "stack", seed=SEED, workers=len(SLOTS)) as stack:
            fleet = Fleet(stack, new, folder / "blows.jsonl")
            left = _play(size, stack, fleet, folder, progress)
            progress("collecting evidence")
            evidence = asyncio.run(_look(stack, folder))
        progress("replaying")
        return [_outcome(size, evidence, fleet, folder, [*left, *_replay_failures(folder, new)])]


def _play(
    size: Size, stack: StackUnderTest, fleet: "Fleet", folder: Path, progress: Callable[[str], None]
) -> list[Violation]:
    """Clients play cases while the workers change; then everything comes to rest."""
    seconds = len(size.rolls) * _seconds_of_a_roll()
    Plan(SEED, datetime.now(UTC) + LEAD, seconds, size.cases).write(folder)
    stack.order(email=UNRELIABLE, sms=UNRELIABLE, portal=UNRELIABLE)
    clients = [_start_client(stack, folder, place) for place in range(CLIENTS)]
    time.sleep(LEAD.total_seconds())
    for build in size.rolls:
        progress(f"rolling to {build}")
        fleet.roll(build)
    stack.order()
    progress("waiting for the clients")
    late = [client.name for client in clients if not client.wait_until_done(PATIENCE)]
    left = [Violation("every client is answered", "", f"{name} did not finish") for name in late]
    return left + asyncio.run(rest.wait(stack.temporal_address, _references(folder)))


def _start_client(stack: StackUnderTest, folder: Path, place: int) -> Component:
    name = f"client-{place + 1}"
    command = [sys.executable, "-m", "chaos.workload.clients", str(folder), name, f"--share={place}/{CLIENTS}"]
    return stack.add_client(name, command)


async def _look(stack: StackUnderTest, folder: Path) -> Evidence:
    """Collect the evidence, and keep the histories."""
    client = await Client.connect(stack.temporal_address, data_converter=data_converter())
    references = _references(folder)
    replays.keep(
        [await client.get_workflow_handle(reference).fetch_history() for reference in references], folder / HISTORIES
    )
    return await collect(
        stack.database_url, stack.temporal_address, _logs(folder), [stack.accepted], folder / "blows.jsonl"
    )


def _logs(folder: Path) -> list[Path]:
    return sorted((folder / OPERATIONS).glob("*.jsonl"))


def _references(folder: Path) -> list[str]:
    return sorted({op.reference for op in read(_logs(folder)) if op.kind == OPEN})


def _replay_failures(folder: Path, new: Path) -> list[Violation]:
    """The histories that the new build cannot replay, by its own code in its own process. Raises RuntimeError."""
    command = [sys.executable, "-m", "chaos.history.replays", str(folder / HISTORIES)]
    done = subprocess.run(command, cwd=new, capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(f"the histories could not be replayed: {done.stderr}")
    return [Violation("every history replays", run, why) for run, why in json.loads(done.stdout).items()]


def _seconds_of_a_roll() -> float:
    """By how long this machine takes to load a worker's code."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import worker, hosting"], cwd=PROJECT, check=True)
    return len(SLOTS) * (1.5 * (time.monotonic() - began) + sum(SIDE_BY_SIDE) / 2)


class Fleet:
    """The workers, of which each slot holds one; `roll` brings all slots to a build."""

    def __init__(self, stack: StackUnderTest, new: Path, blows: Path) -> None:
        self._stack, self._new, self._blows = stack, new, blows
        self._chance = dice(stack.seed, "fleet")
        self._workers = {(slot, Build.OLD): stack.parts[slot] for slot in SLOTS}
        self._holds = dict.fromkeys(SLOTS, Build.OLD)

    @property
    def logs(self) -> list[Path]:
        """What the workers said."""
        return [worker.log for worker in self._workers.values()]

    def roll(self, to: Build) -> None:
        """One slot after another: the new worker starts, both work, the one before is killed or asked to end."""
        for slot in SLOTS:
            before = self._workers[slot, self._holds[slot]]
            self._start(slot, to)
            if self._chance.random() < HIT:
                self._hit()
            time.sleep(self._chance.uniform(*SIDE_BY_SIDE))
            self._bring_down(before)
            self._holds[slot] = to

    def _start(self, slot: str, build: Build) -> None:
        worker = self._workers.get((slot, build))
        if worker is None:
            code = PROJECT if build is Build.OLD else self._new
            variables = {VARIABLE: PATCH if build is Build.ACTING else ""}
            worker = self._workers[slot, build] = self._stack.add_worker(f"{slot}-{build}", cwd=code, **variables)
            said = 0
        else:
            said = _times_ready(worker)
            worker.start()
        wait_until(lambda: _times_ready(worker) > said, worker, seconds=60)

    def _hit(self) -> None:
        """Kill a worker that works; it comes back at once."""
        slot = self._chance.choice(SLOTS)
        worker = self._workers[slot, self._holds[slot]]
        self._kill(worker)
        worker.start()

    def _bring_down(self, worker: Component) -> None:
        if self._chance.random() < GENTLY:
            worker.end()
        else:
            self._kill(worker)

    def _kill(self, worker: Component) -> None:
        worker.kill()
        blow = {"component": "worker", "process": worker.name, "how": monkey.KILL, "at": datetime.now(UTC).isoformat()}
        with self._blows.open("a") as out:
            out.write(json.dumps(blow) + "\n")


def _times_ready(worker: Component) -> int:
    return worker.log.read_text(errors="replace").count("worker ready")


def _outcome(size: Size, evidence: Evidence, fleet: Fleet, folder: Path, left: Sequence[Violation]) -> Outcome:
    texts = [file.read_text() for file in (folder / HISTORIES).glob("*.json")]
    changed = sum(PATCH_MARKER in text for text in texts)
    violations = [*map(str, left), *map(str, judge(evidence)), *_refused_tasks(evidence, fleet)]
    if not 0 < changed < len(texts):
        violations.append(f"the trial shows nothing: {changed} of {len(texts)} histories took the new way")
    return Outcome(
        promise="Old and new workers work side by side: no history breaks, nothing happens twice",
        how="workers of two builds swapped one by one, forth and back, and killed, while clients play cases",
        figures={
            "rolls": str(len(size.rolls)),
            "workers killed": str(len(evidence.blows)),
            "cases": str(size.cases),
            "histories replayed": f"{len(texts)}, {changed} of them on the new way",
        },
        violations=tuple(violations),
    )


def _refused_tasks(evidence: Evidence, fleet: Fleet) -> list[str]:
    """Workflow tasks that a worker could not go on with, by the histories and by what the workers said."""
    failed = [
        f"a task of {workflow.reference} failed"
        for workflow in evidence.workflows.values()
        if any(run.types["WORKFLOW_TASK_FAILED"] for run in workflow.runs)
    ]
    broken = [log.name for log in fleet.logs if NONDETERMINISM in log.read_text(errors="replace")]
    return failed + [f"{name} tells of nondeterminism" for name in broken]
