"""Memory of a simulation in one process: it holds the part that is relived and the sums, however many cases come."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from activities.packs import load_pack
from bench import cases
from bench.figures import Figure
from bench.processes import resident_bytes
from bench.simulation_speed import clocks_of, on_record
from settings import load
from simulation.clocks import clock_result
from simulation.policies import PackPolicies
from simulation.recorded import PastCase
from simulation.running import run as relived

BAR, GROWTH_BAR = 150.0, 5.0
"""Megabytes of the process, and by how many it may grow after the first tenth."""
DIFFERENT = 200
LIVES, CLOCKS = 100_000, 1_000_000
TENTHS = 10


def run() -> list[Figure]:
    """Measure in this process: whole lives under two policies, and clocks alone."""
    pack = load_pack(load().policies / "passports")
    policies = PackPolicies(pack)
    known = [on_record(policies, number, each) for number, each in enumerate(cases.requests(DIFFERENT, "lives"))]
    until = max(act.at for case in known for act in case.acts) + timedelta(days=30)
    of_lives = _figures(
        f"{LIVES:,} whole lives under two policies", _after_lives((policies, PackPolicies(pack)), known, until)
    )
    return [*of_lives, *_figures(f"{CLOCKS:,} cases by clocks alone", _after_clocks(policies, known, until))]


def _figures(what: str, memory: Iterator[float]) -> Iterator[Figure]:
    after = list(memory)
    detail = " ".join(f"{each:.0f}" for each in after)
    yield Figure(what=f"a process with {what}", measured=max(after), unit="MB", bar=BAR, detail=f"by tenths: {detail}")
    yield Figure(what="more than after the first tenth", measured=after[-1] - after[0], unit="MB", bar=GROWTH_BAR)


def _after_lives(
    policies: tuple[PackPolicies, PackPolicies], known: list[PastCase], until: datetime
) -> Iterator[float]:
    """The memory after each tenth, in parts as `simulate` takes them."""
    total = relived((), policies, until)
    for tenth in range(TENTHS):
        for part in range(LIVES // TENTHS // DIFFERENT):
            total += relived((replace(case, name=f"{case.name}-{tenth}-{part}") for case in known), policies, until)
        yield _megabytes()


def _after_clocks(policies: PackPolicies, known: list[PastCase], until: datetime) -> Iterator[float]:
    late = 0
    runs = [clocks_of(case, policies, until) for case in known]
    for _ in range(TENTHS):
        for _ in range(CLOCKS // TENTHS // DIFFERENT):
            late += sum(
                clock_result(each, policy).breached_at is not None for clocks, policy in runs for each in clocks
            )
        yield _megabytes()


def _megabytes() -> float:
    return resident_bytes(os.getpid()) / 1e6
