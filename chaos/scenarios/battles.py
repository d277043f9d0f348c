"""Battles: workers, Temporal, PostgreSQL and clients die and stand still at any moment, and far sides are unreliable.

Meanwhile cases go from hand to hand, and crowds contend for others. Judged are the kills and the races.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chaos.checks import kills, races
from chaos.history.replays import HISTORIES
from chaos.outcome import Outcome, Scale
from chaos.workload.battle import Battle, Fought, fight


@dataclass(frozen=True)
class Figures:
    """How much is played with each seed: cases that nobody contends for, contested ones, and kills."""

    cases: int
    contests: int
    kills: int
    seeds: tuple[int, ...]
    replayed: int
    histories: Path | None = None

    def battle(self, seed: int, folder: Path) -> Battle:
        """The battle of one seed."""
        return Battle(seed, folder, self.cases, self.contests, self.kills, self.replayed, self.histories)


FIGURES = {
    Scale.SUITE: Figures(500, 300, 60, (1,), replayed=200),
    Scale.LONG: Figures(500, 500, 90, tuple(range(1, 11)), replayed=500, histories=HISTORIES),
}


def run(scale: Scale, progress: Callable[[str], None] = lambda line: None) -> list[Outcome]:
    """Fight with every seed, on a fresh stack each."""
    figures = FIGURES[scale]
    fought = [_fight(figures, seed, progress) for seed in figures.seeds]
    return [kills.judge(fought), races.judge(fought)]


def _fight(figures: Figures, seed: int, progress: Callable[[str], None]) -> Fought:
    with tempfile.TemporaryDirectory(prefix="tawasul-battle-") as folder:
        return fight(figures.battle(seed, Path(folder) / "run"), progress)
