"""Errors of commands: one line on stderr with what to do, an exit code, and data for programs."""

from pathlib import Path

import pytest

from commands.common.words.advice import ExitCode
from tests.support.requests import SAMPLES, json_lines
from tests.support.terminal import CommandLine

REFERENCE = "TW-7K3M-9QXD-2VHA-K"
DAYS = ["--from", "2026-01-01", "--to", "2026-01-02"]
CLOSURE = ["calendar", "announce", "--id", "x", *DAYS, "--name", "x", "--source", "x"]


@pytest.mark.parametrize(
    "typed",
    [
        ["submit", str(SAMPLES)],
        ["claim", REFERENCE, "--as", "omar"],
        ["withdraw", REFERENCE],
        ["inbox", "--as", "omar"],
        ["show", REFERENCE, "--as", "omar"],
        ["explain", REFERENCE, "--as", "omar"],
        ["cases", "--as", "omar"],
        ["board", "--as", "omar"],
        ["attention", "--as", "omar"],
        ["notices", "--as", "omar"],
        ["staff", "list"],
        ["audit", "verify"],
        ["calendar", "show", "--pack", "passports"],
        ["migrate", "--wait", "0"],
    ],
    ids=lambda typed: typed[0],
)
def test_an_unreachable_server_is_reported_in_one_line_with_what_to_do(tawasul: CommandLine, typed: list[str]) -> None:
    ended = tawasul(*typed)
    assert ended.code == ExitCode.UNREACHABLE
    assert ended.err.count("\n") == 1 and "; " in ended.err
    assert ended.out == ""


def test_bad_items_are_reported_even_when_no_server_answers(tawasul: CommandLine, tmp_path: Path) -> None:
    ended = tawasul("submit", json_lines(tmp_path, "not JSON", {"id": "X-1"}))
    assert ended.code == ExitCode.WRONG_USAGE
    assert ended.out.startswith("item 1 ") and "item 2 (X-1) refused: unreadable: channel is required" in ended.out
    assert ended.err == "0 of 2 taken; correct and send again item 1, 2\n"


def test_errors_are_data_too(tawasul: CommandLine) -> None:
    error = tawasul("board", "--as", "omar", "--json").data["error"]
    assert error["code"] == "unreachable" and error["detail"] and error["advice"]


@pytest.mark.parametrize(
    ("typed", "code", "reported"),
    [
        (["claim", REFERENCE], 2, "say who you are"),
        (["claim", "hello", "--as", "omar"], 2, "is not a reference"),
        (["withdraw", "TW-7K3M-9QXD-2VHA-P"], 4, "compare the reference with the receipt"),
        (["withdraw", REFERENCE, "--command-id", "short"], 2, "command_id"),
        (["reopen", REFERENCE], 2, "Missing option '--text'"),
        (["rate", REFERENCE, "--score", "9"], 2, "--score"),
        (["reply", REFERENCE, "--attach", "receipt.pdf"], 2, "file:kind"),
        (["submit", "no-such-file"], 2, "cannot be read"),
        (["triage", "."], 2, "cannot be read"),
        (["cases", "--since", "the day before"], 2, "--since the day before is no instant"),
        (["cases", "--person", "x" * 40], 2, "--person takes no number"),
        (["show", REFERENCE], 2, "say who you are"),
        (["note", REFERENCE, "--text", "1990000117", "--as", "omar"], 2, "never stands on the command line"),
        (["cases", "--person=1990000117", "--as", "omar"], 2, "never stands on the command line"),
        (["cases", "--person", "199-000-0117", "--as", "omar"], 2, "never stands on the command line"),
        (["cases", "--person", "١٩٩٠٠٠٠١١٧", "--as", "omar"], 2, "never stands on the command line"),
        (["withdraw", REFERENCE, "--command-id", "1990000117"], 5, "Temporal cannot be reached"),
        (["policy", "show", "nothing"], 2, "no pack or service nothing"),
        (["calendar", "seed", "soon"], 2, "write years as"),
        (["prioritise", REFERENCE, "--as", "huda"], 2, "Choose from: low, normal, high, urgent; see"),
        (["prioritise", REFERENCE, "--priority", "king"], 2, "'--priority': 'king' is not one of 'low'"),
        (["rate", REFERENCE, "--score", "nine"], 2, "'--score': must be a whole number"),
        (["rate", REFERENCE, "--score", "9"], 2, "'--score': must be at most 5"),
        (["cases", "--since", "notadate"], 2, "--since notadate is no instant"),
        (["withdraw", REFERENCE, "--note", "x" * 2001], 2, "note is longer than 2000 characters: shorten it"),
        (["withdraw", REFERENCE, "--command-id", "two words"], 2, "command_id must be of Latin letters, digits"),
        (["reply", REFERENCE], 2, "give --text or --attach"),
        (["extend", REFERENCE, "--by", "1d", "--note", "x"], 2, "h (city), 8 h (expenses), 7 h (passports)"),
        ([*CLOSURE, "--status", "king"], 2, "'--status': 'king' is not one of 'estimated'"),
        (["staff", "add", "o.x", "--role", "officer", "--name", "x" * 201], 2, "--name: is longer than 200"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_wrong_usage_is_reported_in_one_line(tawasul: CommandLine, typed: list[str], code: int, reported: str) -> None:
    ended = tawasul(*typed)
    assert ended.code == code
    assert reported in ended.err
    assert ended.err.count("\n") == 1
    assert not any(foreign in ended.err for foreign in ("Value error", "Input should", "String should", "⟨U+"))


def test_both_ways_of_wrong_usage_have_one_name(tawasul: CommandLine) -> None:
    for typed in (["rate", REFERENCE, "--score", "9"], ["claim", "hello", "--as", "omar"]):
        assert tawasul(*typed).err.startswith("tawasul: wrong_usage: ")
        assert tawasul(*typed, "--json").data["error"]["code"] == "wrong_usage"
