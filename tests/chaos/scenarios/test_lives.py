"""Whole lives on `tawasul up`: every verb and entry point, while it is killed, sleeps, and has wrong clocks."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from activities.packs import load_packs
from chaos.checks import lives
from chaos.checks.race_rules import RULES
from chaos.faults.nemesis import AT_LEAST, FaultKind, LongPauses, schedule_with_pauses
from chaos.history.log import Op, Result
from chaos.outcome import Scale
from chaos.scenarios.lives import SIZES, live
from chaos.system.packs import trial_packs
from chaos.workload.entry_points import EntryPointKind
from chaos.workload.foreign_entry_points import is_tried_again
from chaos.workload.life_moves import LIVES, RACES
from chaos.workload.lives import VERBS, LivesPlan
from chaos.workload.lives_run import KINDS
from models.case.commands import AnyCommand
from models.case.state import Refusal
from models.packs.derive import case_policy
from models.packs.pack import Pack
from settings import PROJECT
from tests.support.simulation import Case
from workflows.case.decide import decide

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
    names = [*LIVES, *RACES]
    of_each = [plan().life(number) for number in range(len(names))]
    verbs = {step.command.kind for number in range(len(LIVES)) for step in plan().steps(number)}
    assert of_each == names
    assert verbs == VERBS - {"calendar_changed", "conclude_appeal"}
    assert SUITE.cases >= len(names)


def test_the_doors_are_mixed_by_the_seed_and_who_races_wants_an_answer() -> None:
    def entry_points(one: LivesPlan) -> list[EntryPointKind]:
        return [step.entry_point for number in range(one.cases) for step in one.steps(number)]

    shares = Counter(entry_points(plan()))
    assert set(shares) == set(EntryPointKind) - {EntryPointKind.HTTP} and min(shares.values()) > 20
    assert entry_points(plan()) == entry_points(plan()) != entry_points(plan(8))
    raced = [number for number in range(plan().cases) if plan().at_once(number)]
    racing = [step.entry_point for number in raced for step in plan().steps(number)]
    assert set(racing) == {EntryPointKind.MODULE, EntryPointKind.PLAIN_SDK, EntryPointKind.COMMAND_LINE}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_packs(trial_packs(tmp_path_factory.mktemp("packs") / "policies"))["passports"]


def raced(pack: Pack, race: str) -> tuple[Case, list[AnyCommand]]:
    """A case of the pack of trials before its race, and the commands that are given at once."""
    number = list(RACES).index(race) + len(LIVES)
    rules = case_policy(pack, plan().request_json(number)["service"])
    case = Case("2026-11-22 09:00", **{name: getattr(rules, name) for name in type(rules).model_fields})
    steps = [step.command for step in plan().steps(number)]
    one_by_one = len(steps) - plan().at_once(number)
    for command in steps[:one_by_one]:
        assert result_of(case, command).result is Result.OK
    return case, steps[one_by_one:]


def result_of(case: Case, command: AnyCommand) -> Op:
    """What a client would note of a command."""
    verdict = decide(case.state, command, case.now)
    refused = isinstance(verdict, Refusal)
    if not isinstance(verdict, Refusal):
        case._take(verdict)
    answer = {"code": verdict.code} if isinstance(verdict, Refusal) else {}
    return op(command.kind, Result.FAIL if refused else Result.OK, command.command_id, answer)


def op(kind: str, result: Result, command_id: str = "", answer: Mapping[str, Any] | None = None) -> Op:
    now, by = datetime(2026, 11, 22, 6, tzinfo=UTC), "somebody"
    return Op("1", "client-1", kind, "TW-TEST-TEST-TEST-0", command_id or kind, by, {}, 0, now, 1, now, result, answer)


@pytest.mark.parametrize("race", sorted(RACES.keys() - {"two imports"}))
def test_in_every_order_a_race_ends_as_its_rule_says_and_the_order_matters(pack: Pack, race: str) -> None:
    results = []
    for order in permutations(range(len(RACES[race].at_once))):
        case, commands = raced(pack, race)
        ops = [result_of(case, commands[place]) for place in order]
        effective = {each.command_id for each in case.events if each.command_id}
        assert list(RULES[race].problems(ops, effective)) == []
        results.append({(each.kind, each.result) for each in ops})
    assert len({frozenset(each) for each in results}) > 1


def test_every_race_has_a_rule_about_its_commands() -> None:
    assert {name: {verb for _, verb, _ in race.at_once} for name, race in RACES.items()} == {
        name: set(rule.kinds) for name, rule in RULES.items()
    }


OK, FAIL, UNKNOWN = Result.OK, Result.FAIL, Result.UNKNOWN
TOO_LATE, CONFLICT = {"code": "already_decided"}, {"code": "conflict"}
SPLIT = "approval and split"


@pytest.mark.parametrize(
    ("race", "ops", "effective", "problem"),
    [
        ("approval and withdrawal", [op("approve", OK), op("withdraw", OK)], {"approve", "withdraw"}, "both"),
        (
            "approval and withdrawal",
            [op("approve", FAIL, answer=TOO_LATE), op("withdraw", FAIL, answer=TOO_LATE)],
            set(),
            "none took effect",
        ),
        ("approval and withdrawal", [op("approve", UNKNOWN), op("withdraw", UNKNOWN)], set(), None),
        ("approval and withdrawal", [op("approve", UNKNOWN), op("withdraw", OK)], {"approve", "withdraw"}, "both"),
        (SPLIT, [op("approve", FAIL, answer=TOO_LATE), op("split", OK)], {"split"}, "had to take effect"),
        (SPLIT, [op("approve", OK), op("split", FAIL, answer=CONFLICT)], {"approve"}, "refused as"),
        (SPLIT, [op("approve", OK), op("split", FAIL, answer=TOO_LATE)], {"approve"}, None),
        ("two imports", [op("import", OK, "1"), op("import", OK, "2")], {"1", "2"}, "both"),
        ("two imports", [op("import", OK, "1"), op("import", FAIL, "2", CONFLICT)], {"1"}, None),
    ],
)  # fmt: skip
def test_the_judge_finds_a_race_that_ended_otherwise(
    race: str, ops: list[Op], effective: set[str], problem: str | None
) -> None:
    found = list(RULES[race].problems(ops, effective))
    assert [problem in each for each in found] == [True] if problem else found == []


@pytest.mark.parametrize(
    ("sentence", "again"),
    [
        ("the first stage has not finished: try again in a moment", True),
        ("unknown_key", True),
        ("not_authentic: bad_token", True),
        ("bad_signature", False),
        ("claim is not possible while queued", False),
    ],
)
def test_what_a_newer_list_of_the_trusted_may_see_otherwise_is_given_again(sentence: str, again: bool) -> None:
    assert is_tried_again(sentence) is again


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
