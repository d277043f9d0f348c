"""What people see: nothing from data can steer their terminal, columns line up, times read at a glance."""

import io
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.common import terminal
from settings import PROJECT

RIYADH = terminal.local_zone()
NOW = datetime(2026, 1, 6, 6, 12, tzinfo=UTC)
HOSTILE = st.text(alphabet=st.characters(), min_size=1)
ATTACKS = [
    "\x1b[2J",
    "\x1b]52;c;AAAA\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "a\rb",
    "tab\there",
    "\u2066x\u2069",
    "[link=http://x]y[/link]",
]


class Terminal(io.StringIO):
    """A terminal that remembers what it was sent."""

    def isatty(self) -> bool:
        return True


def printed(*pieces: terminal.Piece, to: io.StringIO | None = None) -> str:
    """What one line looks like."""
    stream = to or io.StringIO()
    terminal.line(*pieces, to=stream)
    return stream.getvalue()


def harmless(text: str) -> bool:
    """Whether a terminal would only show it."""
    return all(char.isprintable() or unicodedata.category(char) == "Zs" for char in text)


@given(HOSTILE)
def test_no_text_from_data_steers_a_terminal(text: str) -> None:
    assert harmless(printed(text, terminal.bad(text)).removesuffix("\n"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_known_attacks_are_shown_and_not_obeyed(attack: str) -> None:
    assert harmless(printed(attack).removesuffix("\n"))


def test_colours_are_only_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert printed(terminal.bad("late"), to=Terminal()) == "\x1b[31mlate\x1b[0m\n"
    assert printed(terminal.bad("late")) == "late\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed(terminal.bad("late"), to=Terminal()) == "late\n"


@given(HOSTILE)
def test_json_reads_back_as_it_was_and_is_harmless_on_a_terminal(text: str) -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        terminal.as_json({"text": text})
    assert json.loads(stream.getvalue()) == {"text": text}
    assert harmless(stream.getvalue().replace("\n", ""))


def test_columns_line_up_and_arabic_is_last_and_unpadded(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["a", "long", "تحت المعالجة"], ["bbbb", "x", "مغلق"]]
    terminal.table(("code", "size", "status"), rows)
    assert capsys.readouterr().out.splitlines() == [
        "code  size  status",
        "a     long  تحت المعالجة",
        "bbbb  x     مغلق",
    ]


def test_marks_and_wide_letters_do_not_push_columns(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("name", "n"), [["e\u0301e", "1"], ["字", "2"]])
    assert capsys.readouterr().out.splitlines()[1:] == ["e\u0301e    1", "字    2"]


def test_properties_that_are_not_known_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.properties([("due", "soon"), ("holder", None)])
    assert capsys.readouterr().out == "  due  soon\n"


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(), "0 m"),
        (timedelta(seconds=20), "0 m"),
        (timedelta(minutes=5), "5 m"),
        (timedelta(hours=2, minutes=10), "2 h 10 m"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=3, hours=4, minutes=30), "3 d 4 h"),
    ],
)
def test_lengths_are_told_in_their_two_largest_units(length: timedelta, shown: str) -> None:
    assert terminal.amount(length) == shown


def test_instants_are_local_and_say_how_far_off_they_are() -> None:
    assert terminal.moment(NOW, RIYADH) == "2026-01-06 09:12"
    assert terminal.time_left(NOW + timedelta(hours=26), NOW).text == "1 d 2 h left"
    assert terminal.time_left(NOW - timedelta(days=1), NOW) == terminal.bad("late by 1 d")
    assert terminal.time_left(None, NOW).text == terminal.NONE


def test_an_instant_where_clocks_show_another_time_carries_its_offset() -> None:
    assert terminal.moment(NOW, terminal.local_zone("Europe/Amsterdam")) == "2026-01-06 07:12+01:00"
    assert terminal.moment(NOW, terminal.local_zone("Asia/Kuwait")) == terminal.moment(NOW, RIYADH)


def test_progress_is_only_for_a_person_who_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        progress = terminal.Progress("submitting", total=2)
        progress.step()
        progress.clear()
        assert ("submitting" in stream.getvalue() and "1/2" in stream.getvalue()) is shown
        assert bool(stream.getvalue()) is shown


def test_json_writes_instants_and_amounts_as_the_contracts_do(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.as_json({"at": NOW, "left": timedelta(hours=1)}, indent=None)
    assert json.loads(capsys.readouterr().out) == {"at": "2026-01-06T06:12:00+00:00", "left": 3600.0}


def test_working_time_is_told_in_hours() -> None:
    assert terminal.working(timedelta(hours=36, minutes=40)) == "36 h 40 m"
    assert terminal.working(timedelta()) == "0 h"


def test_nothing_but_the_renderer_prints() -> None:
    printing = re.compile(r"(?<![\w.])print\(|typer\.(echo|secho)|stdout\.write")
    files = [PROJECT / "cli.py", *(PROJECT / "commands").rglob("*.py")]
    assert [file.name for file in files if file.name != "terminal.py" and printing.search(file.read_text())] == []


def test_one_thing_is_not_said_in_the_plural() -> None:
    assert [terminal.counted(number, "case") for number in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
