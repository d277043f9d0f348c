"""Scenario «change»: a change of the workflow's code is rolled out and back while workers are killed and cases run.

It is released in two steps. First every worker gets the new code (`knowing`), whose new branch is behind
`workflow.patched` and not taken by any case. When no older worker is left, the branch is activated (`acting`); a case
that took it can be continued by every worker with the new code. Each step can be rolled back.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.checks.invariants import violations_of
from chaos.faults.nemesis import FaultKind, FaultLog
from chaos.history import quiescence, replays
from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.mutation.changes import Change, copy_of_the_project
from chaos.outcome import Progress, Scale, TrialOutcome, Violation, silent
from chaos.seeded import seeded_random
from chaos.system.component import StackProcess
from chaos.system.gateways import UNRELIABLE
from chaos.system.stack import StackUnderTest
from chaos.workload.battle import LEAD, logs_of, opened_in, start_client, times_ready
from chaos.workload.clients import OPERATIONS
from chaos.workload.plan import Plan
from client import connected
from settings import PROJECT
from stack.process import wait_until

SEED, CLIENTS, HISTORIES, FAULTS = 1, 2, "histories", "faults.jsonl"
PATIENCE = 240.0
"""Seconds for the clients to finish after the last roll."""
PATCH, VARIABLE = "look-after-recording", "TRIAL_PATCH"
NEW_CODE = (
    Change(
        "workflows/case/running/recorder.py",
        "        self._case.log.recorded = recorded.head\n",
        "        self._case.log.recorded = recorded.head\n"
        f'        if workflow.patched("{PATCH}"):\n'
        "            await workflow.sleep(0.01)\n",
    ),
    Change("worker.py", "import gc\n", "import gc\nimport os\n"),
    Change(
        "worker.py",
        "        max_cached_workflows=CACHED_CASES,\n",
        "        max_cached_workflows=CACHED_CASES,\n"
        "        patch_activation_callback=lambda patch:"
        f' bool(os.environ["{VARIABLE}"]) or patch.patch_id != "{PATCH}",\n',
    ),
)
"""The new build: after each write to the records one more command, a timer."""
NONDETERMINISM = "TMPRL1100"
"""The error code of a worker that cannot replay a history."""

SLOTS = ("worker-1", "worker-2")
SIDE_BY_SIDE = (0.3, 1.5)
"""Seconds for which the old and the new worker of a slot both run."""
GENTLY = 0.3
"""Share of the workers that are stopped in order, as in a proper roll-out; the others are killed."""
HIT = 0.5
"""How often another worker is killed while a slot is replaced."""


class Build(StrEnum):
    """The code of a worker."""

    OLD = "old"
    KNOWING = "knowing"
    ACTING = "acting"


@dataclass(frozen=True)
class Size:
    """The number of cases, and how often the second step is rolled out and back; the first one time less."""

    cases: int
    times: int

    @property
    def rolls(self) -> tuple[Build, ...]:
        """The builds to which the whole fleet is rolled, one after another."""
        there_and_back = (Build.KNOWING, Build.OLD) * (self.times - 1)
        return (*there_and_back, Build.KNOWING, *(Build.ACTING, Build.KNOWING) * self.times)


SIZES = {Scale.SUITE: Size(cases=40, times=1), Scale.LONG: Size(cases=1_000, times=8)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Play cases while the fleet is rolled out and back."""
    size = SIZES[scale]
    with TemporaryDirectory(prefix="tawasul-change-") as home:
        new, folder = copy_of_the_project(Path(home) / "new"), Path(home) / "run"
        for change in NEW_CODE:
            change.make(new)
        (folder / OPERATIONS).mkdir(parents=True)
        with StackUnderTest(folder / "stack", seed=SEED, workers=len(SLOTS)) as stack:
            fleet = Fleet(stack, new, FaultLog(folder / FAULTS))
            violations = _play(size, stack, fleet, folder, progress)
            progress("collecting evidence")
            evidence = asyncio.run(_collect(stack, folder))
        progress("replaying")
        return [_outcome(size, evidence, fleet, folder, [*violations, *_replay_failures(stack, folder, new)])]


def _play(size: Size, stack: StackUnderTest, fleet: "Fleet", folder: Path, progress: Progress) -> list[Violation]:
    """Play cases while the workers are replaced; then wait for quiescence."""
    seconds = len(size.rolls) * _seconds_of_a_roll()
    Plan(SEED, datetime.now(UTC) + LEAD, seconds, size.cases).write(folder)
    stack.set_gateway_faults(email=UNRELIABLE, sms=UNRELIABLE, portal=UNRELIABLE)
    shares = {f"client-{place + 1}": f"--share={place}/{CLIENTS}" for place in range(CLIENTS)}
    clients = [start_client(stack, folder, name, share) for name, share in shares.items()]
    time.sleep(LEAD.total_seconds())
    for build in size.rolls:
        progress(f"rolling to {build}")
        fleet.roll(build)
    stack.set_gateway_faults()
    progress("waiting for the clients")
    late = [client.name for client in clients if not client.wait_until_done(PATIENCE)]
    violations = [Violation("every client is answered", "", f"{name} did not finish") for name in late]
    return violations + asyncio.run(quiescence.wait(stack.config, opened_in(folder)))


async def _collect(stack: StackUnderTest, folder: Path) -> Evidence:
    """Collect the evidence, and keep the histories."""
    client = await connected(stack.config)
    replays.keep(await replays.fetch(client, opened_in(folder)), folder / HISTORIES)
    return await evidence_of(stack, logs_of(folder), folder / FAULTS)


def _replay_failures(stack: StackUnderTest, folder: Path, new: Path) -> list[Violation]:
    """The histories that the new build cannot replay, by its own code in its own process. Raises RuntimeError."""
    command = [sys.executable, "-m", "chaos.history.replays", str(folder / HISTORIES)]
    done = subprocess.run(command, cwd=new, env=stack.environment, capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(f"the histories could not be replayed: {done.stderr}")
    return [Violation("every history replays", run, why) for run, why in json.loads(done.stdout).items()]


def _seconds_of_a_roll() -> float:
    """An estimate, by how long this machine takes to load a worker's code."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import worker"], cwd=PROJECT, check=True)
    return len(SLOTS) * (1.5 * (time.monotonic() - began) + sum(SIDE_BY_SIDE) / 2)


class Fleet:
    """The workers, one in each slot; `roll` brings all slots to a build."""

    def __init__(self, stack: StackUnderTest, new: Path, log: FaultLog) -> None:
        self._stack, self._new, self._log = stack, new, log
        self._random = seeded_random(stack.seed, "fleet")
        self._workers = {(slot, Build.OLD): stack.components[slot] for slot in SLOTS}
        self._holds = dict.fromkeys(SLOTS, Build.OLD)

    @property
    def logs(self) -> list[Path]:
        """The logs of the workers."""
        return [worker.log for worker in self._workers.values()]

    def roll(self, to: Build) -> None:
        """Replace one slot after another: the new worker starts, both run, the old one is stopped or killed."""
        for slot in SLOTS:
            before = self._workers[slot, self._holds[slot]]
            self._start(slot, to)
            if self._random.random() < HIT:
                self._kill_another()
            time.sleep(self._random.uniform(*SIDE_BY_SIDE))
            self._bring_down(before)
            self._holds[slot] = to

    def _start(self, slot: str, build: Build) -> None:
        worker = self._workers.get((slot, build))
        if worker is None:
            code = PROJECT if build is Build.OLD else self._new
            variables = {VARIABLE: PATCH if build is Build.ACTING else ""}
            worker = self._workers[slot, build] = self._stack.add_worker(f"{slot}-{build}", cwd=code, **variables)
            before = 0
        else:
            before = times_ready(worker)
            worker.start()
        wait_until(lambda: times_ready(worker) > before, worker, seconds=60)

    def _kill_another(self) -> None:
        """Kill a worker of the fleet, and start it again at once."""
        slot = self._random.choice(SLOTS)
        worker = self._workers[slot, self._holds[slot]]
        self._kill(worker)
        worker.start()

    def _bring_down(self, worker: StackProcess) -> None:
        if self._random.random() < GENTLY:
            worker.end()
        else:
            self._kill(worker)

    def _kill(self, worker: StackProcess) -> None:
        worker.kill()
        self._log.note(worker.name, FaultKind.KILL)


def _outcome(size: Size, evidence: Evidence, fleet: Fleet, folder: Path, found: Sequence[Violation]) -> TrialOutcome:
    taken = [replays.patches(file) for file in (folder / HISTORIES).glob("*.json")]
    changed = sum(PATCH in each for each in taken)
    violations = [*map(str, found), *map(str, violations_of(evidence)), *_failed_tasks(evidence, fleet)]
    if not 0 < changed < len(taken):
        violations.append(f"the trial is vacuous: {changed} of {len(taken)} histories took the new way")
    return TrialOutcome(
        promise="Old and new workers work side by side: no history breaks, nothing happens twice",
        how="workers of two builds replaced one by one, out and back, and killed, while clients play cases",
        figures={
            "rolls": str(len(size.rolls)),
            "workers killed": str(len(evidence.faults)),
            "cases": str(size.cases),
            "histories replayed": f"{len(taken)}, {changed} of them on the new branch",
        },
        violations=tuple(violations),
    )


def _failed_tasks(evidence: Evidence, fleet: Fleet) -> list[str]:
    """Workflow tasks that failed by the histories, and workers that logged nondeterminism."""
    failed = [
        f"a task of {workflow.reference} failed"
        for workflow in evidence.workflows.values()
        if any(run.types["WORKFLOW_TASK_FAILED"] for run in workflow.runs)
    ]
    broken = [log.name for log in fleet.logs if NONDETERMINISM in log.read_text(errors="replace")]
    return failed + [f"{name} reports nondeterminism" for name in broken]
