"""Output on a terminal: text from data cannot steer it, columns are aligned, times are readable."""

import csv
import io
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.common import terminal
from commands.common.terminal.progress import ProgressBar
from commands.common.terminal.spreadsheet import spreadsheet
from commands.common.terminal.watching import watched
from commands.common.terminal.width import text_of, wrapped
from errors import WrongUsage
from models.text import spreadsheet_cell
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
    """A terminal that keeps what was written to it."""

    def isatty(self) -> bool:
        return True


def printed(*pieces: terminal.Piece, to: io.StringIO | None = None) -> str:
    """One line as a terminal gets it."""
    stream = to or io.StringIO()
    terminal.line(*pieces, to=stream)
    return stream.getvalue()


def harmless(text: str) -> bool:
    """Whether a text holds nothing that a terminal would act on."""
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


WIDE = [
    ("name", 4),
    (terminal.NONE, 1),
    ("e\u0301e", 2),
    ("字", 2),
    ("مُحَمَّد", 4),
    ("سالم", 4),
    ("اللّٰه", 4),
    ("👍🏽", 2),
    ("🇸🇦", 2),
    ("❤\ufe0f", 2),
    ("１", 2),
    ("می\u200cخواهم", 7),
]
"""Texts and the columns they take: marks none, wide characters two, and an emoji with what follows it two."""


@pytest.mark.parametrize(("text", "columns"), WIDE, ids=ascii)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, columns: int) -> None:
    assert terminal.display_width(text) == terminal.display_width(terminal.bold(text)) == columns


def test_marks_emoji_and_wide_letters_do_not_push_columns(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("n", "last"), [[text, "|"] for text, _ in WIDE])
    rows = capsys.readouterr().out.splitlines()[1:]
    assert {terminal.display_width(row.partition("|")[0]) for row in rows} == {7 + len(terminal.GAP)}


def test_the_joiners_of_an_emoji_are_shown_as_what_they_are() -> None:
    family = "👩\u200d👧"
    assert printed(family) == "👩⟨U+200D⟩👧\n"
    assert terminal.display_width(family) == 2 + len("⟨U+200D⟩") + 2


@given(HOSTILE)
def test_every_text_has_a_width(text: str) -> None:
    assert terminal.display_width(text) >= 0


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
def test_lengths_are_shown_in_their_two_largest_units(length: timedelta, shown: str) -> None:
    assert terminal.amount(length) == shown


def test_instants_are_local_and_say_how_far_off_they_are() -> None:
    assert terminal.moment(NOW, RIYADH) == "2026-01-06 09:12"
    assert terminal.time_left(NOW + timedelta(hours=26), NOW).text == "1 d 2 h left"
    assert terminal.time_left(NOW - timedelta(days=1), NOW) == terminal.bad("late by 1 d")
    assert terminal.time_left(None, NOW).text == terminal.NONE


def test_an_instant_where_clocks_show_another_time_carries_its_offset() -> None:
    assert terminal.moment(NOW, terminal.local_zone("Europe/Amsterdam")) == "2026-01-06 07:12+01:00"
    assert terminal.moment(NOW, terminal.local_zone("Asia/Kuwait")) == terminal.moment(NOW, RIYADH)


ERASED = "\x1b[2K"
"""The terminal's code for: erase this line."""


@pytest.mark.parametrize(("total", "shown"), [(2, "1/2"), (None, "1/?")])
def test_progress_is_drawn_on_a_terminal_and_wiped_at_the_end(
    monkeypatch: pytest.MonkeyPatch, total: int | None, shown: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with pytest.raises(ValueError), ProgressBar("submitting", total) as progress:
        progress.step()
        drawn = stream.getvalue()
        raise ValueError
    assert "submitting" in drawn and shown in drawn
    assert stream.getvalue().endswith(ERASED)


def test_progress_leaves_the_lines_between_its_steps_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", Terminal())
    with ProgressBar("submitting", 2) as progress:
        for number in range(2):
            progress.clear()
            terminal.line(f"line {number}")
            progress.step()
    assert capsys.readouterr().out == "line 0\nline 1\n"


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")], ids=["file", "dumb"])
def test_progress_is_only_for_a_terminal_that_can_wipe_it(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stderr", stream)
    with ProgressBar("submitting", total=2) as progress:
        progress.step()
    assert stream.getvalue() == ""


def test_json_writes_instants_and_amounts_as_the_contracts_do(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.as_json({"at": NOW, "left": timedelta(hours=1)}, indent=None)
    assert json.loads(capsys.readouterr().out) == {"at": "2026-01-06T06:12:00+00:00", "left": 3600.0}


def test_working_time_is_shown_in_hours() -> None:
    assert terminal.working(timedelta(hours=36, minutes=40)) == "36 h 40 m"
    assert terminal.working(timedelta()) == "0 h"


def test_nothing_but_the_terminal_module_prints() -> None:
    printing = re.compile(r"(?<![\w.])print\(|typer\.(echo|secho)|stdout\.write")
    files = [PROJECT / "cli.py", *(PROJECT / "commands").rglob("*.py")]
    others = [file for file in files if file.parent.name != "terminal"]
    assert [file.name for file in others if printing.search(file.read_text())] == []


def test_one_thing_is_not_counted_in_the_plural() -> None:
    assert [terminal.counted(number, "case") for number in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]


def test_no_cell_is_taken_for_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = ["=HYPERLINK(1)", "+1", "\t=1", "＝1", "fine"]
    spreadsheet(["a"], [[value] for value in hostile])
    text = capsys.readouterr().out
    assert text.startswith('\ufeff"a"')
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == [spreadsheet_cell(value) for value in hostile]
    assert all(row[0][0] not in "=+\t＝" for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))))


WORDS = st.lists(st.text("abcdefg تأشيرةجواز", min_size=1, max_size=12), min_size=1, max_size=12)


@given(WORDS, st.integers(20, 120))
def test_a_line_that_is_too_long_is_broken_between_words_and_none_is_lost(texts: list[str], width: int) -> None:
    lines = list(wrapped(texts, width))
    assert " ".join("".join(map(text_of, line)) for line in lines).split() == "".join(texts).split()
    for line in lines:
        assert sum(map(terminal.display_width, line)) <= width or len("".join(map(text_of, line)).split()) == 1


COLUMNS = (
    terminal.Column("reference"),
    terminal.Column("score", dropped=2),
    terminal.Column("service", dropped=1, least=8),
    terminal.Column("subject", least=10, wanted=20),
)
ROW = ["TW-7K3M-9QXD-2VHA-K", "12", "exit_reentry_issue", "تأشيرة خروج وعودة لم تصدر حتى الآن"]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_each_row_of_a_list_is_one_line_of_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    terminal.listing(COLUMNS, [ROW, ROW])
    header, *rows = capsys.readouterr().out.splitlines()
    assert all(terminal.display_width(line) <= width for line in (header, *rows))
    assert [line.split()[0] for line in rows[:2]] == [ROW[0], ROW[0]]


def test_what_there_is_no_room_for_is_left_out_in_its_order_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "55")
    terminal.listing(COLUMNS, [ROW])
    out = capsys.readouterr().out
    assert "score" not in out.splitlines()[0] and "service" in out.splitlines()[0]
    assert "no room for: score; --wide shows all" in out


@pytest.mark.parametrize("wide", [True, False])
def test_a_list_is_whole_where_it_is_wanted_so_and_in_a_pipe(
    wide: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if wide:
        monkeypatch.setenv("COLUMNS", "40")
    terminal.listing(COLUMNS, [ROW], wide=wide)
    assert "  ".join(ROW) in " ".join(capsys.readouterr().out.replace("12     ", "12  ").splitlines())


def test_a_watch_is_for_a_terminal_alone() -> None:
    with pytest.raises(WrongUsage, match="--watch"):
        watched(lambda: None, watch=True)


def test_nothing_goes_through_a_pager_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.paged():
        terminal.line("a line")
    assert capsys.readouterr().out == "a line\n"


CELLS = st.text("abcde ابتث-", max_size=30).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5), st.integers(30, 100))
def test_no_line_of_a_table_is_wider_than_the_terminal_and_no_word_is_lost(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        patch.setenv("COLUMNS", str(width))
        terminal.table(
            ("first", "second", "third"), [[first, terminal.bold(second), third] for first, second, third in rows]
        )
    lines = stream.getvalue().splitlines()
    longest = max((terminal.display_width(word) for row in rows for cell in row for word in cell.split()), default=0)
    assert all(terminal.display_width(line.rstrip()) <= max(width, longest + 10) for line in lines)
    words = sorted(word for row in rows for cell in row for word in cell.split())
    assert set(words) <= set(stream.getvalue().split())


def test_a_table_without_room_tells_each_row_by_the_names_of_its_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    row = ["12", "a_very_long_code", terminal.NONE, "another_long_code", "its title"]
    terminal.table(("count", "one", "two", "name", ""), [row], named_by=-1)
    assert capsys.readouterr().out.splitlines() == [
        "another_long_code  its title",
        "  count  12",
        "  one    a_very_long_code",
    ]


def test_a_table_without_rows_has_no_headers(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("reference",), [])
    assert capsys.readouterr().out == ""
    terminal.table(("reference",), [], indent="  ")
    assert capsys.readouterr().out == f"  {terminal.NONE}\n"
