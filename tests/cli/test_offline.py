"""What the command line does with no server at all: dry runs, checks, and saying in one line what is missing."""

import csv
import io
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import cli
from commands.common.advice import ExitCode
from commands.common.terminal.spreadsheet import spreadsheet
from commands.review.options import official_reply, working_time
from errors import WrongUsage
from models.calendar.rules import CalendarRules
from models.intake.request import read_request
from models.text import spreadsheet_cell
from tests.support.requests import SAMPLES, sample_requests, wire_request
from tests.support.terminal import NOWHERE, ROOT, Ended

REFERENCE = "TW-7K3M-9QXD-2VHA-K"
DAYS = ["--from", "2026-01-01", "--to", "2026-01-02"]
CLOSURE = ["calendar", "announce", "--id", "x", *DAYS, "--name", "x", "--source", "x"]


@pytest.fixture
def tawasul(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command line in this process, with servers that do not answer and nobody named."""
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TAWASUL_STAFF", raising=False)

    def run(*arguments: str) -> Ended:
        code = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


def file_of(folder: Path, *items: object) -> Path:
    """A file of JSON lines; a text stands as it is."""
    path = folder / "requests.jsonl"
    path.write_text("\n".join(item if isinstance(item, str) else json.dumps(item) for item in items))
    return path


def later(days: float, **changes: Any) -> dict[str, Any]:
    """The first sample again, under another id, some days later."""
    from datetime import datetime, timedelta

    submitted = datetime.fromisoformat(wire_request()["submitted_at"]) + timedelta(days=days)
    return wire_request(id=f"later-{days}", submitted_at=submitted.isoformat(), **changes)


# -- the dry run -----------------------------------------------------------------------------------------------------


def test_the_dry_run_of_the_samples_comes_out_as_expected(tawasul: Any) -> None:
    found = {
        each["id"]: (each["effect"], each["team"], each["priority"])
        for each in tawasul("triage", SAMPLES, "--json").data
    }
    expected = {
        each["id"]: tuple(each["expected"][name] for name in ("stage1", "team", "priority"))
        for each in sample_requests()
    }
    assert found == expected


def test_the_dry_run_shows_the_inputs_each_rule_saw(tawasul: Any) -> None:
    shown = tawasul("triage", SAMPLES, "--why")
    assert shown.code == ExitCode.DONE
    assert "days_since.absence_report = 8" in shown.out
    finding = tawasul("triage", SAMPLES, "--json").data[2]["findings"][0]
    assert finding["rule"] == "R8" and finding["inputs"] == {"days_since.absence_report": 8}


def test_bad_items_are_refused_by_number_and_the_rest_go_on(tawasul: Any, tmp_path: Path) -> None:
    bad = wire_request(id="B", applicant__id_number="2990000116")
    shown = tawasul("triage", file_of(tmp_path, wire_request(), "{", bad))
    assert shown.code == ExitCode.WRONG_USAGE
    assert "SR-01" in shown.out
    assert "refused item 2: request is not JSON" in shown.out
    assert "refused item 3: applicant.id_number" in shown.out and "check digit" in shown.out


def test_a_channel_no_pack_takes_is_refused_with_those_there_are(tawasul: Any, tmp_path: Path) -> None:
    shown = tawasul("triage", file_of(tmp_path, wire_request(channel="fax")), "--json")
    problem = shown.data[0]["error"]["problems"][0]
    assert problem["field"] == "channel" and "absher_individuals" in problem["reason"]


@pytest.mark.parametrize(("days", "effect"), [(0.01, "merge_duplicate"), (3, "merge_duplicate"), (60, "route")])
def test_an_earlier_request_of_the_file_counts_as_open_until_the_end_of_its_promise(
    tawasul: Any, tmp_path: Path, days: float, effect: str
) -> None:
    again = later(days)
    played = tawasul("triage", file_of(tmp_path, again, wire_request()), "--json").data
    assert [each["effect"] for each in played] == [effect, "route"]


def test_a_follow_up_that_names_a_late_request_of_the_file_is_linked_to_it(tawasul: Any, tmp_path: Path) -> None:
    parent = wire_request()
    attempt = parent["prior_attempt"] | {"platform": "tawasul", "outcome": "stuck_pending"}
    attempt["reference"] = read_request(parent).reference
    follow_up = later(20, service="follow_up", prior_attempt=attempt)
    played = tawasul("triage", file_of(tmp_path, parent, follow_up), "--json").data
    assert (played[1]["effect"], played[1]["link"]) == ("link_and_escalate", attempt["reference"])


# -- policies and calendars ------------------------------------------------------------------------------------------


def test_a_sound_pack_is_called_sound(tawasul: Any) -> None:
    checked = tawasul("policy", "check", ROOT / "policies" / "passports", "--json")
    assert checked.code == ExitCode.DONE
    assert (checked.data["valid"], checked.data["name"]) == (True, "passports")


def test_a_pack_with_an_unknown_team_is_refused_with_file_key_and_reason(tawasul: Any, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(ROOT / "policies" / "passports", tmp_path / "pack"))
    services = broken / "services" / "exit_visas.toml"
    services.write_text(services.read_text().replace('team = "exit_visas"', 'team = "nobody"', 1))
    checked = tawasul("policy", "check", broken, "--json")
    assert checked.code == ExitCode.WRONG_USAGE
    problem = checked.data["problems"][0]
    assert problem["file"] == "services/exit_visas.toml" and "nobody" in problem["reason"] and problem["key"]
    assert tawasul("policy", "check", broken).out.startswith("services/exit_visas.toml: ")


def test_a_folder_without_policies_is_no_pack(tawasul: Any, tmp_path: Path) -> None:
    assert tawasul("policy", "check", tmp_path).code == ExitCode.WRONG_USAGE


def test_a_service_shows_its_promises_ladder_and_who_decides(tawasul: Any) -> None:
    shown = tawasul("policy", "show", "travel_permit_minor").out
    assert "2. confirmation: supervisor or director" in shown
    assert "breached" in shown and "guidance_wait_until" in shown


def vector(expected: float) -> dict[str, Any]:
    """Half a working day between nine and twelve."""
    week = {day: [["09:00", "17:00"]] for day in ("sun", "mon", "tue", "wed", "thu")}
    hours = {"tz": "Asia/Riyadh", "hours": week}
    case = {"id": "v1", "tier": "strict", "op": "between", "calendar": hours}
    return {**case, "start": "2026-01-04T09:00:00", "end": "2026-01-04T12:00:00", "expected": expected}


def test_a_calendar_check_counts_agreements_and_names_differences(tawasul: Any, tmp_path: Path) -> None:
    agreed = tawasul("calendar", "check", file_of(tmp_path, vector(180)), "--json")
    assert (agreed.code, agreed.data) == (ExitCode.DONE, {"checked": 1, "agree": 1, "differences": []})
    differs = tawasul("calendar", "check", file_of(tmp_path, vector(180), vector(200)), "--json")
    assert differs.code == ExitCode.REFUSED
    assert (differs.data["agree"], differs.data["differences"][0]["got"]) == (1, 180)


def test_a_file_that_is_no_calendar_check_is_refused_with_its_line(tawasul: Any, tmp_path: Path) -> None:
    refused = tawasul("calendar", "check", file_of(tmp_path, vector(180), "{}"))
    assert refused.code == ExitCode.WRONG_USAGE
    assert "line 2 is not a working-time case" in refused.err


def test_proposed_closures_are_policy_text(tawasul: Any) -> None:
    rules = tomllib.loads((ROOT / "policies" / "passports" / "calendar.toml").read_text()) | {"closures": []}
    proposed = tomllib.loads(tawasul("calendar", "seed", "2027-2028").out)
    closures = CalendarRules.model_validate(rules | proposed).closures
    assert {"eid-al-fitr-1448", "national-day-2028"} <= {closure.id for closure in closures}


# -- what cannot be done ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        ["submit", str(SAMPLES)],
        ["claim", REFERENCE, "--as", "omar"],
        ["withdraw", REFERENCE],
        ["inbox", "--as", "omar"],
        ["show", REFERENCE],
        ["explain", REFERENCE],
        ["cases"],
        ["board"],
        ["attention"],
        ["notices"],
        ["staff", "list"],
        ["audit", "verify"],
        ["calendar", "show", "--pack", "passports"],
        ["migrate"],
    ],
    ids=lambda typed: typed[0],
)
def test_an_unreachable_server_is_told_in_one_line_with_what_to_do(tawasul: Any, typed: list[str]) -> None:
    ended = tawasul(*typed)
    assert ended.code == ExitCode.UNREACHABLE
    assert ended.err.count("\n") == 1 and "; " in ended.err
    assert ended.out == ""


def test_bad_items_are_told_even_when_no_server_answers(tawasul: Any, tmp_path: Path) -> None:
    ended = tawasul("submit", file_of(tmp_path, "not JSON", {"id": "X-1"}))
    assert ended.code == ExitCode.WRONG_USAGE
    assert ended.out.startswith("item 1 ") and "item 2 (X-1) refused: unreadable: channel is required" in ended.out
    assert ended.err == "0 of 2 taken; correct and send again item 1, 2\n"


def test_errors_are_data_too(tawasul: Any) -> None:
    error = tawasul("board", "--json").data["error"]
    assert error["code"] == "unreachable" and error["detail"] and error["advice"]


@pytest.mark.parametrize(
    ("typed", "code", "told"),
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
        (["cases", "--since", "yesterday"], 2, "--since"),
        (["cases", "--person", "x" * 40], 2, "--person"),
        (["policy", "show", "nothing"], 2, "no pack or service nothing"),
        (["calendar", "seed", "soon"], 2, "write years as"),
        (["prioritise", REFERENCE, "--as", "huda"], 2, "Choose from: low, normal, high, urgent; see"),
        (["prioritise", REFERENCE, "--priority", "king"], 2, "'--priority': 'king' is not one of 'low'"),
        (["rate", REFERENCE, "--score", "nine"], 2, "'--score': must be a whole number"),
        (["rate", REFERENCE, "--score", "9"], 2, "'--score': must be at most 5"),
        (["cases", "--since", "notadate"], 2, "'--since': 'notadate' does not match the formats"),
        (["withdraw", REFERENCE, "--note", "x" * 2001], 2, "note is longer than 2000 characters: shorten it"),
        (["withdraw", REFERENCE, "--command-id", "two words"], 2, "command_id must be of Latin letters, digits"),
        (["reply", REFERENCE], 2, "give --text or --attach"),
        (["extend", REFERENCE, "--by", "1d", "--note", "x"], 2, "a working day has 8 h (expenses), 7 h (passports)"),
        ([*CLOSURE, "--status", "king"], 2, "--status: must be one of 'estimated'"),
        (["staff", "add", "o.x", "--role", "officer", "--name", "x" * 201], 2, "--name: is longer than 200"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_wrong_usage_is_told_in_one_line_with_what_to_do(tawasul: Any, typed: list[str], code: int, told: str) -> None:
    ended = tawasul(*typed)
    assert ended.code == code
    assert told in ended.err
    assert ended.err.count("\n") == 1
    assert not any(foreign in ended.err for foreign in ("Value error", "Input should", "String should", "⟨U+"))


def test_both_ways_of_wrong_usage_have_one_name(tawasul: Any) -> None:
    for typed in (["rate", REFERENCE, "--score", "9"], ["claim", "hello", "--as", "omar"]):
        assert tawasul(*typed).err.startswith("tawasul: wrong_usage: ")
        assert tawasul(*typed, "--json").data["error"]["code"] == "wrong_usage"


def test_a_reply_is_words_or_a_template() -> None:
    assert official_reply(None, None, None) is None
    assert official_reply(None, "window_passed", ["days=15", "rule=a=b"]) == {
        "text": None,
        "template": "window_passed",
        "values": {"days": "15", "rule": "a=b"},
    }
    for wrong in (("text", "template", None), ("text", None, ["a=b"]), (None, "template", ["a"])):
        with pytest.raises(WrongUsage):
            official_reply(*wrong)


@pytest.mark.parametrize(("text", "minutes"), [("90m", 90), ("7h", 420), ("3h30m", 210), ("1 h", 60)])
def test_working_time_is_hours_and_minutes(text: str, minutes: int) -> None:
    assert working_time(text).total_seconds() == minutes * 60


@pytest.mark.parametrize("text", ["", " ", "2d", "h", "-1h", "1.5h", "m30"])
def test_other_amounts_are_wrong_usage(text: str) -> None:
    with pytest.raises(WrongUsage):
        working_time(text)


def test_no_cell_is_taken_for_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = ["=HYPERLINK(1)", "+1", "\t=1", "＝1", "fine"]
    spreadsheet(["a"], [[value] for value in hostile])
    text = capsys.readouterr().out
    assert text.startswith('\ufeff"a"')
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == [spreadsheet_cell(value) for value in hostile]
    assert all(row[0][0] not in "=+\t＝" for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))))
