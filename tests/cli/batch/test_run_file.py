"""The file of a command for many cases that was interrupted."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.batch.choice import CaseChoice
from commands.batch.run_file import RunFile
from errors import WrongUsage

CHOICE = CaseChoice(("-",))
CASES = [f"TW-{number:04}" for number in range(6)]


def test_a_run_that_ended_leaves_nothing(tmp_path: Path) -> None:
    run = RunFile(tmp_path, "note", {"text": "x"}, CHOICE)
    assert run.interrupted() is None
    run.begin("run-1", CASES)
    for each in CASES:
        run.done(each)
    run.end(whole=True)
    assert run.interrupted() is None and [*(tmp_path / "runs").iterdir()] == []


@given(st.lists(st.sampled_from(CASES), unique=True), st.integers(0, 6))
def test_what_answered_before_and_after_an_interruption_is_not_left(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], first: int
) -> None:
    home = tmp_path_factory.mktemp("home")
    run = RunFile(home, "note", {}, CHOICE).begin("run-1", CASES)
    for each in order[:first]:
        run.done(each)
    run.end(whole=False)
    again = RunFile(home, "note", {}, CHOICE)
    again.go_on()
    for each in order[first:]:
        again.done(each)
    known = again.interrupted()
    assert known and known.command_id == "run-1"
    assert known.left == [each for each in CASES if each not in order]


def test_another_command_or_choice_is_another_run(tmp_path: Path) -> None:
    RunFile(tmp_path, "note", {"text": "x"}, CHOICE).begin("run-1", CASES)
    for kind, asked, choice in (
        ("claim", {"text": "x"}, CHOICE),
        ("note", {"text": "y"}, CHOICE),
        ("note", {"text": "x"}, CaseChoice(("-",), ("overdue",))),
    ):
        assert RunFile(tmp_path, kind, asked, choice).interrupted() is None
    assert RunFile(tmp_path, "note", {"text": "x"}, CHOICE).interrupted() is not None


def test_the_file_is_its_owners_and_holds_no_text_of_the_command(tmp_path: Path) -> None:
    run = RunFile(tmp_path, "note", {"text": "the branch says no"}, CHOICE).begin("run-1", CASES)
    assert stat.S_IMODE(run.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(run.path.parent.stat().st_mode) == 0o700
    assert "branch" not in run.path.read_text()


def test_a_file_that_was_damaged_is_named(tmp_path: Path) -> None:
    run = RunFile(tmp_path, "note", {}, CHOICE).begin("run-1", CASES)
    run.path.write_text("no JSON")
    with pytest.raises(WrongUsage, match=str(run.path)):
        run.interrupted()
