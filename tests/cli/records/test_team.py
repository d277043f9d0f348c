"""`tawasul team`: load, capacity, absence and the coming days' due work, of one's own teams alone."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from activities import absences
from activities.packs import load_pack
from activities.records.database import Connection
from activities.records.store import Records
from activities.records.versions import activate
from activities.staff import Member, add, set_skills
from bench.packs import POLICIES
from commands.common.words.advice import ExitCode
from models.codes import Role, Stage
from tests.support.database import opening_of, row
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.terminal import CommandLine

NOW = datetime.now(UTC)
SHARING = """
[sharing.teams.exit_visas]
by = "round_robin"
capacity = 2

[sharing.skills.minors]
title = { ar = "شؤون القصر", en = "Minors" }
services = ["travel_permit_minor"]
"""


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packs with a team that gives its cases to its members."""
    folder = shutil.copytree(POLICIES, tmp_path / "policies")
    (folder / "passports" / "sharing.toml").write_text(SHARING)
    monkeypatch.setenv("TAWASUL_POLICIES", str(folder))


def on_record(records: Records, number: int, **changes: Any) -> None:
    records.append(opening_of(row(number, pack="passports", **changes)))


@pytest.fixture(autouse=True)
def cases(records: Records) -> None:
    """Two cases of omar, one late and one of a later day, one of layla's, one that nobody holds, of other teams two."""
    held = {"stage": Stage.IN_REVIEW, "assignee": OMAR.id}
    on_record(records, 1, **held, due_at=NOW - timedelta(hours=1))
    on_record(records, 2, **held, due_at=NOW + timedelta(days=1))
    on_record(records, 3, stage=Stage.IN_REVIEW, assignee=LAYLA.id, due_at=NOW + timedelta(days=60))
    on_record(records, 4, sharing=1, due_at=None)
    on_record(records, 5, team="payments", stage=Stage.IN_REVIEW, assignee=LAYLA.id, due_at=NOW - timedelta(hours=1))
    on_record(records, 6, stage=Stage.RESOLVED, assignee=LAYLA.id)


def members(tawasul: CommandLine, *arguments: str) -> dict[str, dict[str, Any]]:
    return {each["staff"]: each for each in tawasul("team", *arguments, "--json").data["members"]}


def test_each_member_has_load_capacity_and_what_falls_due(tawasul: CommandLine) -> None:
    found = members(tawasul, "exit_visas")
    omar, layla, salma = (found[each.id] for each in (OMAR, LAYLA, SALMA))
    assert [(each["holds"], each["free"], each["cases"], each["late"]) for each in (omar, layla, salma)] == [
        (2, 0, 2, 1),
        (2, 0, 1, 0),
        (0, 2, 0, 0),
    ]
    assert (sum(omar["days"]), sum(layla["days"]), omar["days"][0]) == (1, 0, 0)


def test_a_team_says_how_its_cases_come_to_its_members_and_what_waits(tawasul: CommandLine) -> None:
    (team,) = tawasul("team", "exit_visas", "--json").data["teams"]
    assert (team["cases"], team["waiting"], team["to_be_given"], team["late"], team["members"]) == (4, 1, 1, 1, 3)
    assert (team["rule"]["by"], team["rule"]["capacity"]) == ("round_robin", 2)
    page = tawasul("team", "exit_visas").out
    assert "passports.exit_visas  in turn" in page and "تأشيرات الخروج والعودة والنهائي" in page
    assert "3 members at " in page


def test_who_is_away_now_or_soon_is_named_with_the_substitute(staff: Connection, tawasul: CommandLine) -> None:
    absences.go_away(staff, OMAR.id, NOW - timedelta(days=1), NOW + timedelta(days=1), LAYLA.id)
    absences.go_away(staff, SALMA.id, NOW + timedelta(days=2), NOW + timedelta(days=3))
    absences.go_away(staff, LAYLA.id, NOW + timedelta(days=90), NOW + timedelta(days=91))
    found = members(tawasul, "exit_visas")
    assert found[OMAR.id]["away"]["substitute"] == LAYLA.id
    assert found[SALMA.id]["away"] and found[LAYLA.id]["away"] is None
    assert set(members(tawasul, "exit_visas", "--free")) == {SALMA.id}


def test_members_are_chosen_by_skill_and_sorted(staff: Connection, tawasul: CommandLine) -> None:
    set_skills(staff, LAYLA.id, ["minors"])
    assert set(members(tawasul, "--skill", "minors")) == {LAYLA.id}
    assert list(members(tawasul, "exit_visas", "--sort", "free")) == [SALMA.id, LAYLA.id, OMAR.id]
    assert list(members(tawasul, "exit_visas", "--sort", "name")) == [LAYLA.id, OMAR.id, SALMA.id]
    assert next(iter(members(tawasul, "exit_visas", "--sort", "late"))) == OMAR.id


def test_a_cut_list_says_of_how_many_and_as_of_when(tawasul: CommandLine) -> None:
    assert "the first 2 of 3 members at 20" in tawasul("team", "exit_visas", "--limit", "2").out


def test_people_see_the_figures_of_their_own_teams_alone(staff: Connection, tawasul: CommandLine) -> None:
    add(staff, Member(id="badr", name="badr", role=Role.SUPERVISOR, teams=("payments",)))
    assert {each["team"] for each in tawasul("team", "--json", "--as", "badr").data["teams"]} == {"payments"}
    refused = tawasul("team", "exit_visas", "--as", "badr")
    assert (refused.code, "not yours" in refused.err) == (ExitCode.NOT_ALLOWED, True)
    all_teams = tawasul("team", "--json", "--as", DIRECTOR.id).data["teams"]
    assert {each["team"] for each in all_teams} == {"exit_visas", "payments"}


def test_a_spreadsheet_has_titles_needs_a_reason_and_takes_nothing_for_a_formula(
    staff: Connection, tawasul: CommandLine
) -> None:
    add(staff, Member(id="evil", name="=1+1", role=Role.OFFICER, teams=("exit_visas",)))
    assert tawasul("team", "--csv").code == ExitCode.WRONG_USAGE
    sheet = tawasul("team", "--csv", "--why", "the weekly plan").out
    assert '"team title"' in sheet.splitlines()[0] and "تأشيرات الخروج والعودة والنهائي" in sheet
    assert '"=1+1"' not in sheet and "=1+1" in sheet


def test_a_team_nobody_has_is_wrong_usage(tawasul: CommandLine) -> None:
    ended = tawasul("team", "nobody")
    assert (ended.code, "no team nobody" in ended.err) == (ExitCode.WRONG_USAGE, True)


def test_skills_of_staff_are_those_of_the_packs(tawasul: CommandLine) -> None:
    assert tawasul("staff", "skills", LAYLA.id, "--skill", "minors", "--json").data[0]["skills"] == ["minors"]
    unknown = tawasul("staff", "skills", LAYLA.id, "--skill", "chess")
    assert (unknown.code, "skills are: minors" in unknown.err) == (ExitCode.WRONG_USAGE, True)
    assert tawasul("staff", "skills", LAYLA.id, "--json").data[0]["skills"] == []


def test_the_rule_is_that_of_the_version_in_force_whatever_the_folder_has(
    staff: Connection, tawasul: CommandLine
) -> None:
    shipped = load_pack(POLICIES / "passports")
    assert {each["rule"]["by"] for each in tawasul("team", "exit_visas", "--json").data["teams"]} == {"round_robin"}
    activate(staff, shipped, NOW - timedelta(days=1), "taken as before", "dana")
    staff.commit()
    assert {each["rule"]["by"] for each in tawasul("team", "exit_visas", "--json").data["teams"]} == {"pull"}
