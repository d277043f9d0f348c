"""What is asked for before it is done, and what is said while it takes its time."""

import io
import time

import pytest
import typer

from commands.common.terminal import wait_line
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import opened
from errors import WrongUsage
from tests.cli.words.test_terminal import ERASED, Terminal


class Typing(io.StringIO):
    """A person at a terminal, with what they type."""

    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal as standard error."""
    stream = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream)
    return stream


def test_a_person_at_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = watched(monkeypatch)
    monkeypatch.setattr("sys.stdin", Typing("y\n"))
    confirmed("40 cases", yes=False)
    assert "40 cases. Go on?" in stderr.getvalue()
    for typed in ("n\n", "\n"):
        monkeypatch.setattr("sys.stdin", Typing(typed))
        with pytest.raises(typer.Abort):
            confirmed("40 cases", yes=False)


def test_who_said_yes_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = watched(monkeypatch)
    monkeypatch.setattr("sys.stdin", Typing("n\n"))
    confirmed("40 cases", yes=True, always=True)
    assert stderr.getvalue() == ""


def test_a_program_is_not_asked_and_says_yes_only_where_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    confirmed("a removal", yes=False)
    with pytest.raises(WrongUsage, match="a decision: nobody can be asked here"):
        confirmed("a decision", yes=False, always=True)


def test_what_takes_its_time_says_so_and_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = watched(monkeypatch)
    monkeypatch.setattr(wait_line, "SHOWN_AFTER", 0.05)
    with WaitLine("waiting for a worker"):
        until = time.monotonic() + 10
        while "waiting for a worker: " not in stderr.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
    assert "waiting for a worker: " in stderr.getvalue()
    assert stderr.getvalue().endswith(ERASED)


def test_nothing_is_said_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(wait_line, "SHOWN_AFTER", 0.0)
    with WaitLine("waiting for a worker"):
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_a_reader_who_went_away_makes_no_file_unreadable(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("input") / "requests.json"
    file.write_text("[]")
    with pytest.raises(BrokenPipeError), opened(str(file)):
        raise BrokenPipeError
    with pytest.raises(WrongUsage, match="cannot be read"), opened(str(file.with_name("none"))):
        pass
