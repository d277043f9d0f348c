"""The dry run of the first stage over a file of requests."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commands.common.words.advice import ExitCode
from models.intake.request import read_request
from tests.support.requests import SAMPLES, json_lines, sample_requests, wire_request
from tests.support.terminal import CommandLine


def later(days: float, **changes: Any) -> dict[str, Any]:
    """The first sample again, under another id, some days later."""
    submitted = datetime.fromisoformat(wire_request()["submitted_at"]) + timedelta(days=days)
    return wire_request(id=f"later-{days}", submitted_at=submitted.isoformat(), **changes)


def test_the_dry_run_of_the_samples_comes_out_as_expected(tawasul: CommandLine) -> None:
    found = {
        each["id"]: (each["effect"], each["team"], each["priority"])
        for each in tawasul("triage", SAMPLES, "--json").data
    }
    expected = {
        each["id"]: tuple(each["expected"][name] for name in ("stage1", "team", "priority"))
        for each in sample_requests()
    }
    assert found == expected


def test_the_dry_run_shows_the_inputs_each_rule_saw(tawasul: CommandLine) -> None:
    shown = tawasul("triage", SAMPLES, "--why")
    assert shown.code == ExitCode.DONE
    assert "days since the absence report = 8" in shown.out
    finding = tawasul("triage", SAMPLES, "--json").data[2]["findings"][0]
    assert finding["rule"] == "R8" and finding["inputs"] == {"days_since.absence_report": 8}


def test_bad_items_are_refused_by_number_and_the_rest_go_on(tawasul: CommandLine, tmp_path: Path) -> None:
    bad = wire_request(id="B", applicant__id_number="2990000116")
    shown = tawasul("triage", json_lines(tmp_path, wire_request(), "{", bad))
    assert shown.code == ExitCode.WRONG_USAGE
    assert "SR-01" in shown.out
    assert "refused item 2: request is not JSON" in shown.out
    assert "refused item 3: applicant.id_number" in shown.out and "check digit" in shown.out


def test_a_channel_no_pack_takes_is_refused_with_those_there_are(tawasul: CommandLine, tmp_path: Path) -> None:
    shown = tawasul("triage", json_lines(tmp_path, wire_request(channel="fax")), "--json")
    problem = shown.data[0]["error"]["problems"][0]
    assert problem["field"] == "channel" and "absher_individuals" in problem["reason"]


@pytest.mark.parametrize(("days", "effect"), [(0.01, "merge_duplicate"), (3, "merge_duplicate"), (60, "route")])
def test_an_earlier_request_of_the_file_counts_as_open_until_the_end_of_its_promise(
    tawasul: CommandLine, tmp_path: Path, days: float, effect: str
) -> None:
    again = later(days)
    played = tawasul("triage", json_lines(tmp_path, again, wire_request()), "--json").data
    assert [each["effect"] for each in played] == [effect, "route"]


def test_a_follow_up_that_names_a_late_request_of_the_file_is_linked(tawasul: CommandLine, tmp_path: Path) -> None:
    parent = wire_request()
    attempt = parent["prior_attempt"] | {"platform": "tawasul", "outcome": "stuck_pending"}
    attempt["reference"] = read_request(parent).reference
    follow_up = later(20, service="follow_up", prior_attempt=attempt)
    played = tawasul("triage", json_lines(tmp_path, parent, follow_up), "--json").data
    assert (played[1]["effect"], played[1]["link"]) == ("link_and_escalate", attempt["reference"])
