"""Scenario «battles»: workers, Temporal, PostgreSQL and clients are killed and paused, and the gateways are unreliable.

Meanwhile cases go from hand to hand, and crowds contend for others. Checked are the kills and the races.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chaos.checks import kills, races
from chaos.checks.invariants import violations_of
from chaos.history import quiescence, replays
from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.outcome import Outcome, Progress, Scale, Violation, silent
from chaos.system.stack import StackUnderTest
from chaos.workload.battle import KINDS, Battle, BattleResult, logs_of, opened_in, play

WORKERS = 2


@dataclass(frozen=True)
class Size:
    """The size of each battle: uncontested cases, contested ones, and kills; one battle for each seed."""

    cases: int
    contests: int
    kills: int
    seeds: tuple[int, ...]
    replayed: int
    histories: Path | None = None

    def battle(self, seed: int, folder: Path) -> Battle:
        """The battle of one seed."""
        return Battle(seed, folder, self.cases, self.contests, self.kills, self.replayed, self.histories)


SIZES = {
    Scale.SUITE: Size(500, 300, 60, (1,), replayed=200),
    Scale.LONG: Size(500, 500, 90, tuple(range(1, 11)), replayed=500, histories=replays.HISTORIES),
}


def run(scale: Scale, progress: Progress = silent) -> list[Outcome]:
    """Fight a battle for every seed, on a fresh stack each."""
    size = SIZES[scale]
    results = [_fight_in_a_temporary_folder(size, seed, progress) for seed in size.seeds]
    return [kills.outcome(results), races.outcome(results)]


def _fight_in_a_temporary_folder(size: Size, seed: int, progress: Progress) -> BattleResult:
    with tempfile.TemporaryDirectory(prefix="tawasul-battle-") as folder:
        return fight(size.battle(seed, Path(folder) / "run"), progress)


def fight(battle: Battle, progress: Progress = silent) -> BattleResult:
    """Start a stack, play, wait for quiescence, collect and check. Nothing runs afterwards; the logs stay."""
    phases = Phases(battle.seed, progress)
    with StackUnderTest(battle.folder / "stack", seed=battle.seed, workers=WORKERS) as stack:
        phases.end("start", "the stack is up")
        plan, violations = play(battle, stack, progress)
        phases.end("play", "waiting for quiescence")
        violations += asyncio.run(quiescence.wait(stack.temporal_address, opened_in(battle.folder)))
        phases.end("rest", "collecting evidence")
        evidence = asyncio.run(evidence_of(stack, logs_of(battle.folder), battle.fault_log, targets=KINDS))
        phases.end("collect", "replaying histories")
        replayed = list(evidence.workflows)[: battle.replayed]
        violations += asyncio.run(replays.replay(stack.temporal_address, replayed, battle.histories))
        phases.end("replay", "checking")
    violations += [*violations_of(evidence), *_unexpected_answers(evidence)]
    phases.end("check", f"{len(violations)} violations")
    return BattleResult(plan, evidence, tuple(violations), phases.seconds, len(replayed))


class Phases:
    """Measures the phases of a battle, and reports the beginning of each."""

    def __init__(self, seed: int, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._seed, self._progress, self._began = seed, progress, time.monotonic()

    def end(self, phase: str, following: str) -> None:
        """Note the end of one phase and report the following one."""
        now = time.monotonic()
        self.seconds[phase], self._began = round(now - self._began, 1), now
        self._progress(f"seed {self._seed}: {following}")


def _unexpected_answers(evidence: Evidence) -> Iterator[Violation]:
    """Answers that no client should get: neither a receipt nor a refusal with a code."""
    for op in evidence.operations:
        if op.answer and op.answer.get("unexpected"):
            yield Violation("every answer is a receipt or a code", op.reference, f"{op.kind}: {op.answer['error']}")
