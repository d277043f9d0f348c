"""Scenario «packs»: a policy pack is changed, removed and broken while its cases run, and put back."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.checks.cases import FoldedEvidence
from chaos.checks.final import final_outcome
from chaos.checks.pack_versions import policies_by_version, policies_of_other_packs
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.pack_edits import PackFolder
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import load_by_hand
from chaos.workload.cold import asked_again
from chaos.workload.pack_trial import AS_IT_WAS, PackTrial

SEED, WORKERS = 1, 2


@dataclass(frozen=True)
class Size:
    """How often all edits are made, how many cases are begun before each, and how long the pack is away."""

    rounds: int
    cases: int
    away: float


SIZES = {Scale.SUITE: Size(rounds=1, cases=3, away=3.0), Scale.LONG: Size(rounds=2, cases=12, away=20.0)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Make all edits on one stack, as often as the size says."""
    with TemporaryDirectory(prefix="tawasul-packs-") as name:
        folder = Path(name)
        with StackUnderTest(folder / "home", seed=SEED, workers=WORKERS) as stack:
            return asyncio.run(_every_edit(stack, folder, SIZES[scale], progress))


async def _every_edit(stack: StackUnderTest, folder: Path, size: Size, progress: Progress) -> list[TrialOutcome]:
    async with load_by_hand(stack, folder) as load:
        trial = PackTrial(load, PackFolder(stack.policies, folder / "aside"), size.cases, size.away, progress)
        for _ in range(size.rounds):
            await trial.change()
            await trial.remove()
            await trial.break_it()
        progress("waiting for quiescence")
        evidence = replace(await asked_again(stack, await load.evidence()), packs={})  # compared by version instead
    versions = _policies(trial, FoldedEvidence(evidence))
    parts = [replace(trial.changed.outcome, violations=(*trial.changed.problems, *versions))]
    parts += [part.outcome for part in (trial.removed, trial.broken)]
    promise = "after every edit of a pack all that was acknowledged is there, a replay of every case says what is on"
    return [*parts, final_outcome(f"{promise} record, and all invariants hold", evidence, load.problems, logged=True)]


def _policies(trial: PackTrial, run: FoldedEvidence) -> list[str]:
    """Cases whose policy is not that of the pack they were opened under; also, that versions differ in nothing."""
    wrong = list(policies_of_other_packs(run, trial.cases.opened_under, trial.versions))
    found = policies_by_version(run, trial.cases.opened_under)
    original = set(found.get(AS_IT_WAS, ()))
    same = [name for name in trial.versions if name != AS_IT_WAS and original & set(found.get(name, original))]
    return wrong + [f"no case has another policy under «{name}»" for name in same]
