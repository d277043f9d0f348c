"""Checking and showing policy packs and calendars, which need no server."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from activities.packs import load_pack, load_packs
from commands.common.words.advice import ExitCode
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


@pytest.mark.parametrize("zone", ["Asia/Riyadh", "America/Chicago"])
def test_a_new_pack_is_sound_and_names_itself(tawasul: CommandLine, tmp_path: Path, zone: str) -> None:
    written = tawasul("policy", "new", "libraries", "--in", tmp_path, "--zone", zone, "--json")
    assert (written.code, written.data["folder"]) == (ExitCode.DONE, str(tmp_path / "libraries"))
    checked = tawasul("policy", "check", tmp_path / "libraries", "--json")
    assert (checked.code, checked.data["name"]) == (ExitCode.DONE, "libraries")
    pack = load_pack(tmp_path / "libraries")
    assert (pack.calendar.timezone, [*pack.channels]) == (zone, ["libraries_portal"])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("expenses",), "is there already"),
        (("Two Words",), "is no name of a pack"),
        (("../libraries",), "is no name of a pack"),
        (("libraries", "--zone", "Mars/Base"), "no time zone Mars/Base"),
        (("libraries", "--in", "nowhere"), "no folder nowhere"),
    ],
)
def test_a_new_pack_that_cannot_be_is_not_written(
    tawasul: CommandLine, tmp_path: Path, given: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "expenses").mkdir()
    refused = tawasul("policy", "new", "--in", tmp_path, *given)
    assert refused.code == ExitCode.WRONG_USAGE
    assert reason in refused.err
    assert [each.name for each in tmp_path.iterdir()] == ["expenses"]


def test_two_new_packs_stand_beside_each_other(tawasul: CommandLine, tmp_path: Path) -> None:
    for name in ("libraries", "museums"):
        assert tawasul("policy", "new", name, "--in", tmp_path).code == ExitCode.DONE
    assert [*load_packs(tmp_path)] == ["libraries", "museums"]


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
