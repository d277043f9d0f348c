"""Scenario «lives»: whole lives on the running product as a person runs it, with every verb, through every entry point.

`tawasul up` and its children are killed, processes sleep longer than a workflow task may, and clocks are wrong.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chaos.checks import lives
from chaos.checks.battle_result import BattleResult
from chaos.checks.cases import FoldedEvidence
from chaos.checks.invariants import coverage, violations_of
from chaos.faults.nemesis import LongPauses
from chaos.history import quiescence, replays
from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.history.run_folder import kept_when_broken
from chaos.history.temporal import replayed
from chaos.outcome import Progress, Scale, TrialOutcome, Violation, silent
from chaos.scenarios.battles import Phases, unexpected_answers
from chaos.system.up import UpUnderTest
from chaos.workload.battle import logs_of, opened_in
from chaos.workload.entry_points import EntryPointKind
from chaos.workload.lives import VERBS
from chaos.workload.lives_run import KINDS, LivesRun, finish, play

WRONG_CLOCKS = (5.0, -7.0)
"""By how many hours the clocks of the two workers beside that of `up` are wrong."""
PROMISED = frozenset(
    {
        coverage.CASES,
        coverage.REQUESTS,
        coverage.POLICIES,
        coverage.DECISIONS,
        coverage.LATER_ROUNDS,
        coverage.THREE_ROUNDS,
        coverage.SECOND_PERSONS,
        coverage.UPDATES,
        coverage.SIGNALS,
        coverage.ENDED,
        coverage.NOTICES,
        coverage.WEBHOOKS,
        coverage.REPLAYED,
        coverage.HANDLED,
        coverage.INTERRUPTED,
        coverage.ANNOUNCED,
        coverage.RESENT,
        coverage.GIVEN,
        *map(coverage.through, EntryPointKind),
    }
)
"""What a run certainly causes."""


@dataclass(frozen=True)
class LivesSize:
    """The size of each run, one for each seed."""

    cases: int
    kills: int
    pauses: LongPauses
    gap: tuple[float, float]
    lines: int
    interruptions: int
    clients: int
    replayed: int
    seeds: tuple[int, ...]

    def run(self, seed: int, folder: Path) -> LivesRun:
        """The run of one seed."""
        return LivesRun(
            seed, folder, self.cases, self.kills, self.pauses, self.gap, self.lines, self.interruptions, self.clients,
            WRONG_CLOCKS,
        )  # fmt: skip


SIZES = {
    Scale.SUITE: LivesSize(
        cases=31,
        kills=18,
        pauses=LongPauses({"worker": 1, "skewed": 1}, (20.0, 22.0)),
        gap=(1.0, 3.0),
        lines=30,
        interruptions=1,
        clients=2,
        replayed=60,
        seeds=(1,),
    ),
    Scale.LONG: LivesSize(
        cases=300,
        kills=120,
        pauses=LongPauses(dict.fromkeys(KINDS, 3), (20.0, 90.0)),
        gap=(4.0, 12.0),
        lines=150,
        interruptions=3,
        clients=3,
        replayed=300,
        seeds=(1,),
    ),
}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Play the lives of every seed, each on a folder of its own, which is kept when a promise was broken."""
    size, results = SIZES[scale], []
    for seed in size.seeds:
        with kept_when_broken("tawasul-lives-", progress) as kept:
            results.append(result := live(size.run(seed, kept.folder / "run"), size.replayed, progress))
            kept.broken = not lives.outcome([result]).held
    return [lives.outcome(results)]


def live(run: LivesRun, replay: int, progress: Progress = silent) -> BattleResult:
    """Start `tawasul up`, play, wait for quiescence, collect and check. Nothing runs afterwards; the folder stays."""
    phases = Phases(run.seed, progress)
    with UpUnderTest(run.folder / "up", seed=run.seed, wrong_clocks=run.wrong_clocks) as system:
        phases.end("start", "`tawasul up` is ready")
        plan, violations = play(run, system, progress)
        phases.end("play", "waiting for quiescence")
        violations += asyncio.run(quiescence.wait(system.config, opened_in(run.folder)))
        finish(system, opened_in(run.folder))
        violations += asyncio.run(quiescence.wait(system.config, opened_in(run.folder)))
        phases.end("rest", "collecting evidence")
        evidence = asyncio.run(_evidence(run, system))
        phases.end("collect", "replaying histories")
        kept = list(evidence.workflows)[:replay]
        violations += asyncio.run(replays.replay(system.config, kept, None))
        phases.end("replay", "asking workers without memory")
        system.restart_workers()
        evidence = replace(evidence, replayed=asyncio.run(replayed(system.config, evidence.workflows)))
        phases.end("ask again", "stopping")
    violations += [*violations_of(evidence), *unexpected_answers(evidence), *_left(system)]
    seen = coverage.seen_in(FoldedEvidence(evidence))
    phases.end("check", f"{len(violations)} violations")
    races = plan.races()
    return BattleResult(
        run.seed, races.keys(), evidence, tuple(violations), phases.seconds, len(kept), seen, races=races
    )


async def _evidence(run: LivesRun, system: UpUnderTest) -> Evidence:
    return await evidence_of(system, logs_of(run.folder), run.fault_log, targets=KINDS, promised=PROMISED, verbs=VERBS)


def _left(system: UpUnderTest) -> Iterator[Violation]:
    for name in system.left:
        yield Violation("nothing of an ended `tawasul up` is left", "", f"{name} was still there")
    if codes := system.deaths.get("up"):
        yield Violation("`tawasul up` does not end by itself", "", f"it ended with {codes}")
