"""Whole lives on `tawasul up`: every verb and entry point, while it is killed, sleeps, and has wrong clocks."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chaos.checks import lives
from chaos.faults.nemesis import AT_LEAST, FaultKind, LongPauses, schedule_with_pauses
from chaos.outcome import Scale
from chaos.scenarios.lives import SIZES, live
from chaos.workload.entry_points import EntryPointKind
from chaos.workload.lives import LIVES, VERBS, LivesPlan
from chaos.workload.lives_run import KINDS
from settings import PROJECT

SUITE = SIZES[Scale.SUITE]
PAUSES = LongPauses({"worker": 2, "postgres": 1}, (20.0, 90.0))


def plan(seed: int = 7, cases: int = 200) -> LivesPlan:
    return LivesPlan(seed, datetime(2026, 11, 22, 6, tzinfo=UTC), 60.0, cases)


@pytest.mark.chaos
@pytest.mark.timeout(1_200)
def test_nothing_is_lost_in_whole_lives_on_the_running_product(tmp_path: Path) -> None:
    result = live(SUITE.run(SUITE.seeds[0], tmp_path / "run"), SUITE.replayed)
    assert not lives.outcome([result]).violations
    assert result.kills.total() == SUITE.kills
    assert result.pauses == sum(SUITE.pauses.times.values())


def test_the_first_cases_have_every_life_and_so_every_verb_but_those_of_the_system() -> None:
    of_each = [plan().life(number) for number in range(len(LIVES))]
    verbs = {step.command.kind for number in range(len(LIVES)) for step in plan().steps(number)}
    assert of_each == list(LIVES)
    assert verbs == VERBS - {"calendar_changed", "conclude_appeal"}
    assert SUITE.cases >= len(LIVES)


def test_the_doors_are_mixed_by_the_seed_and_who_races_wants_an_answer() -> None:
    def entry_points(one: LivesPlan) -> list[EntryPointKind]:
        return [step.entry_point for number in range(one.cases) for step in one.steps(number)]

    shares = Counter(entry_points(plan()))
    assert set(shares) == set(EntryPointKind) and min(shares.values()) > 20
    assert entry_points(plan()) == entry_points(plan()) != entry_points(plan(8))
    racing = [step.entry_point for number in plan().raced().values() for step in plan().steps(number)]
    assert set(racing) == {EntryPointKind.MODULE, EntryPointKind.PLAIN_SDK, EntryPointKind.COMMAND_LINE}


def test_several_lives_have_three_rounds() -> None:
    reopened = {name: sum(verb == "reopen" for _, verb, _ in moves) for name, moves in LIVES.items()}
    assert reopened["three rounds"] == 2
    assert ("rate", 1) in {(verb, fields.get("score")) for _, verb, fields in LIVES["rated low"]}
    assert reopened["rated low"] == 1


def test_the_schedule_with_pauses_follows_from_its_seed() -> None:
    injections = schedule_with_pauses(7, KINDS, 30, PAUSES, (1.0, 2.0))
    faults = [each for one in injections for each in one.faults]
    killed = Counter(each.component for each in faults if each.kind is FaultKind.KILL)
    paused = [each for each in faults if each.kind is FaultKind.PAUSE]
    assert injections == schedule_with_pauses(7, KINDS, 30, PAUSES, (1.0, 2.0))
    assert injections != schedule_with_pauses(8, KINDS, 30, PAUSES, (1.0, 2.0))
    assert killed.total() == 30 and min(killed[kind] for kind in KINDS) >= AT_LEAST
    assert Counter(each.component for each in paused) == PAUSES.times
    assert all(20 <= each.seconds <= 90 for each in paused)


def test_a_schedule_with_too_few_kills_is_none() -> None:
    with pytest.raises(ValueError, match="too few"):
        schedule_with_pauses(7, KINDS, 5, PAUSES, (1.0, 2.0))


def test_a_shifted_clock_is_that_of_the_modules_of_the_product_and_compares_with_true_ones() -> None:
    program = """
from datetime import UTC, datetime, timedelta
from chaos.system.shifted_clock import shift
modules = shift(timedelta(hours=5))
import activities.notices.http as http
ahead = http.datetime.now(UTC) - datetime.now(UTC)
assert "activities.notices.http" in modules
assert timedelta(hours=4, minutes=59) < ahead < timedelta(hours=5, minutes=1)
assert isinstance(datetime.now(UTC), http.datetime) and type(http.datetime.now(UTC)) is datetime
"""
    subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=True)
