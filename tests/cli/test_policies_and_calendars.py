"""Checking and showing policy packs and calendars, which need no server."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

from commands.common.advice import ExitCode
from models.calendar.rules import CalendarRules
from tests.support.requests import json_lines
from tests.support.terminal import ROOT, CommandLine


def test_a_sound_pack_is_called_sound(tawasul: CommandLine) -> None:
    checked = tawasul("policy", "check", ROOT / "policies" / "passports", "--json")
    assert checked.code == ExitCode.DONE
    assert (checked.data["valid"], checked.data["name"]) == (True, "passports")


def test_a_pack_with_an_unknown_team_is_refused_with_file_key_and_reason(tawasul: CommandLine, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(ROOT / "policies" / "passports", tmp_path / "pack"))
    services = broken / "services" / "exit_visas.toml"
    services.write_text(services.read_text().replace('team = "exit_visas"', 'team = "nobody"', 1))
    checked = tawasul("policy", "check", broken, "--json")
    assert checked.code == ExitCode.WRONG_USAGE
    problem = checked.data["problems"][0]
    assert problem["file"] == "services/exit_visas.toml" and "nobody" in problem["reason"] and problem["key"]
    assert tawasul("policy", "check", broken).out.startswith("services/exit_visas.toml: ")


def test_a_folder_without_policies_is_no_pack(tawasul: CommandLine, tmp_path: Path) -> None:
    assert tawasul("policy", "check", tmp_path).code == ExitCode.WRONG_USAGE


def test_a_service_shows_its_promises_ladder_and_who_decides(tawasul: CommandLine) -> None:
    shown = tawasul("policy", "show", "travel_permit_minor").out
    assert "2. confirmation: supervisor or director" in shown
    assert "breached" in shown and "guidance_wait_until" in shown


def vector(expected: float) -> dict[str, Any]:
    """Half a working day between nine and twelve."""
    week = {day: [["09:00", "17:00"]] for day in ("sun", "mon", "tue", "wed", "thu")}
    hours = {"tz": "Asia/Riyadh", "hours": week}
    case = {"id": "v1", "tier": "strict", "op": "between", "calendar": hours}
    return {**case, "start": "2026-01-04T09:00:00", "end": "2026-01-04T12:00:00", "expected": expected}


def test_a_calendar_check_counts_agreements_and_names_differences(tawasul: CommandLine, tmp_path: Path) -> None:
    agreed = tawasul("calendar", "check", json_lines(tmp_path, vector(180)), "--json")
    assert (agreed.code, agreed.data) == (ExitCode.DONE, {"checked": 1, "agree": 1, "differences": []})
    differs = tawasul("calendar", "check", json_lines(tmp_path, vector(180), vector(200)), "--json")
    assert differs.code == ExitCode.REFUSED
    assert (differs.data["agree"], differs.data["differences"][0]["got"]) == (1, 180)


def test_a_file_that_is_no_calendar_check_is_refused_with_its_line(tawasul: CommandLine, tmp_path: Path) -> None:
    refused = tawasul("calendar", "check", json_lines(tmp_path, vector(180), "{}"))
    assert refused.code == ExitCode.WRONG_USAGE
    assert "line 2 is not a working-time case" in refused.err


def test_proposed_closures_are_policy_text(tawasul: CommandLine) -> None:
    rules = tomllib.loads((ROOT / "policies" / "passports" / "calendar.toml").read_text()) | {"closures": []}
    proposed = tomllib.loads(tawasul("calendar", "seed", "2027-2028").out)
    closures = CalendarRules.model_validate(rules | proposed).closures
    assert {"eid-al-fitr-1448", "national-day-2028"} <= {closure.id for closure in closures}
