"""Scenario «battles»: workers, Temporal, PostgreSQL and clients are killed and paused, and the gateways are unreliable.

Meanwhile cases go from hand to hand, and crowds contend for others. Checked are the kills and the races.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chaos.checks import kills, races
from chaos.checks.battle_result import BattleResult
from chaos.checks.cases import FoldedEvidence
from chaos.checks.invariants import coverage, violations_of
from chaos.history import quiescence, replays
from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.history.run_folder import kept_when_broken
from chaos.history.temporal import replayed
from chaos.outcome import Progress, Scale, TrialOutcome, Violation, silent
from chaos.system.stack import StackUnderTest
from chaos.workload.battle import KINDS, Battle, logs_of, opened_in, play, restart_workers

WORKERS = 2
PROMISED = frozenset(
    {
        coverage.CASES,
        coverage.REQUESTS,
        coverage.POLICIES,
        coverage.DECISIONS,
        coverage.LATER_ROUNDS,
        coverage.SECOND_PERSONS,
        coverage.UPDATES,
        coverage.ENDED,
        coverage.NOTICES,
        coverage.WEBHOOKS,
        coverage.REPLAYED,
    }
)
"""What the clients of a battle certainly cause."""


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


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Fight a battle for every seed, on a fresh stack each."""
    size = SIZES[scale]
    results = [_fight_in_a_temporary_folder(size, seed, progress) for seed in size.seeds]
    return [kills.outcome(results), races.outcome(results)]


def _fight_in_a_temporary_folder(size: Size, seed: int, progress: Progress) -> BattleResult:
    with kept_when_broken("tawasul-battle-", progress) as kept:
        result = fight(size.battle(seed, kept.folder / "run"), progress)
        kept.broken = not all(each.held for each in (kills.outcome([result]), races.outcome([result])))
        return result


def fight(battle: Battle, progress: Progress = silent) -> BattleResult:
    """Start a stack, play, wait for quiescence, collect and check. Nothing runs afterwards; the logs stay."""
    phases = Phases(battle.seed, progress)
    with StackUnderTest(battle.folder / "stack", seed=battle.seed, workers=WORKERS) as stack:
        phases.end("start", "the stack is up")
        plan, violations = play(battle, stack, progress)
        phases.end("play", "waiting for quiescence")
        violations += asyncio.run(quiescence.wait(stack.config, opened_in(battle.folder)))
        phases.end("rest", "collecting evidence")
        evidence = asyncio.run(_collected(battle, stack))
        phases.end("collect", "replaying histories")
        kept = list(evidence.workflows)[: battle.replayed]
        violations += asyncio.run(replays.replay(stack.config, kept, battle.histories))
        phases.end("replay", "asking workers without memory")
        restart_workers(stack)
        answers = asyncio.run(replayed(stack.config, evidence.workflows))
        phases.end("ask again", "checking")
    evidence = replace(evidence, replayed=answers)
    violations += [*violations_of(evidence), *unexpected_answers(evidence)]
    seen = coverage.seen_in(FoldedEvidence(evidence))
    phases.end("check", f"{len(violations)} violations")
    return BattleResult(
        battle.seed, plan.contested.keys(), evidence, tuple(violations), phases.seconds, len(kept), seen
    )


def _collected(battle: Battle, stack: StackUnderTest) -> Coroutine[Any, Any, Evidence]:
    return evidence_of(stack, logs_of(battle.folder), battle.fault_log, targets=KINDS, promised=PROMISED)


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


def unexpected_answers(evidence: Evidence) -> Iterator[Violation]:
    """Answers that no client should get: neither a receipt nor a refusal with a code."""
    for op in evidence.operations:
        if op.answer and op.answer.get("unexpected"):
            yield Violation("every answer is a receipt or a code", op.reference, f"{op.kind}: {op.answer['error']}")
