"""Versions of packs at the terminal: compared, activated, listed; running requests that would move."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.packs import load_pack
from activities.records.database import Connection
from activities.records.store import Records
from activities.staff import Member, add
from commands.common.words.advice import ExitCode
from models.codes import Role
from models.packs.derive import case_policy
from settings import PROJECT
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import SALMA
from tests.support.terminal import CommandLine

PASSPORTS = PROJECT / "policies" / "passports"
SERVICE = "exit_reentry_issue"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The passports pack with one promise of five days in place of seven, and without its examples."""
    folder = Path(shutil.copytree(PASSPORTS, tmp_path / "policies" / "passports"))
    shutil.rmtree(folder / "examples")
    ladders = folder / "ladders.toml"
    ladders.write_text(ladders.read_text().replace('normal = "7d"', 'normal = "5d"'))
    return folder


def test_what_differs_is_said_by_key_in_words_and_as_data(tawasul: CommandLine, draft: Path) -> None:
    shown = tawasul("policy", "diff", PASSPORTS, draft)
    assert shown.code == ExitCode.DONE
    assert "49 h 35 h profiles > exit_visas > targets > resolution > normal" in shown.text
    data = tawasul("policy", "diff", PASSPORTS, draft, "--json").data
    assert {(each["before"], each["after"]) for each in data["changes"]} == {(49 * 3600, 35 * 3600)}
    assert data["cases"] is None
    parts = [line for line in shown.out.splitlines() if line and not line.startswith((" ", "passports"))]
    assert parts == ["Promises and ladders"]
    assert "they say the same" in tawasul("policy", "diff", PASSPORTS, PASSPORTS).text


def test_a_running_request_that_would_move_is_listed_with_both_dates(
    records: Records, tawasul: CommandLine, draft: Path
) -> None:
    policy = case_policy(load_pack(PASSPORTS), SERVICE)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    case = case_of(request(service=SERVICE), opened=now, **{name: value for name, value in policy})
    reference = put_on_record(records, case)
    data = tawasul("policy", "diff", PASSPORTS, draft, "--cases", "--json").data
    [moved] = data["cases"]["moved"]
    assert moved["reference"] == reference
    assert datetime.fromisoformat(moved["before"]) == case.due()
    assert datetime.fromisoformat(moved["after"]) < datetime.fromisoformat(moved["before"])


def test_a_version_is_activated_listed_and_named_as_the_one_in_force(tawasul: CommandLine, draft: Path) -> None:
    assert "no version was activated" in tawasul("policy", "history").text
    done = tawasul("policy", "activate", draft, "--reason", "shorter promises", "--json")
    assert done.code == ExitCode.DONE
    [listed] = tawasul("policy", "history", "passports", "--json").data["activations"]
    assert (listed["version"], listed["in_force"]) == (done.data["version"], True)
    assert (listed["activated_by"], listed["reason"]) == ("dana", "shorter promises")
    again = tawasul(
        "policy", "activate", f"passports@{done.data['version']}", "--reason", "again", "--from", "2099-01-04"
    )
    assert again.code == ExitCode.DONE and "2099-01-04 00:00 to come" in tawasul("policy", "history").text
    assert "policy_activate" in tawasul("audit", "views").text


def test_the_history_counts_the_cases_of_who_asks_and_knows_its_packs(
    records: Records, staff: Connection, tawasul: CommandLine
) -> None:
    add(staff, Member(id="other", name="other", role=Role.SUPERVISOR, teams=("passports.payments",)))
    put_on_record(records, case_of(request()))
    opened = [tawasul("policy", "history", "--as", who, "--json").data["open"] for who in (SALMA.id, "other")]
    assert [sum(each["cases"] for each in found) for found in opened] == [1, 0]
    assert tawasul("policy", "history", "no_such").code == ExitCode.WRONG_USAGE


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("passports", "--reason", "x"), "is no folder of a pack"),
        (("passports@unheard_of", "--reason", "x"), "no version unheard_of of passports was activated"),
        ((PASSPORTS, "--reason", "x", "--from", "2020-01-01"), "--from is past"),
        ((PASSPORTS,), "--reason"),
    ],
)
def test_what_cannot_be_activated_is_refused(tawasul: CommandLine, options: tuple[str, ...], reason: str) -> None:
    refused = tawasul("policy", "activate", *options)
    assert refused.code == ExitCode.WRONG_USAGE and reason in refused.err


def test_a_pack_with_an_example_that_fails_is_not_activated(tawasul: CommandLine, draft: Path) -> None:
    shutil.copytree(PASSPORTS / "examples", draft / "examples")
    refused = tawasul("policy", "activate", draft, "--reason", "x")
    assert refused.code == ExitCode.WRONG_USAGE and "examples of" in refused.err


def test_only_who_answers_for_all_teams_changes_versions(tawasul: CommandLine, draft: Path) -> None:
    assert tawasul("policy", "activate", draft, "--reason", "x", "--as", "omar").code == ExitCode.NOT_ALLOWED
    assert tawasul("policy", "migrate", "passports", "--reason", "x", "--as", "omar").code == ExitCode.NOT_ALLOWED


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (("policy", "activate", PASSPORTS), ("--reason", "x")),
        (("policy", "migrate", "passports"), ("--reason", "x")),
        (("policy", "diff", PASSPORTS, PASSPORTS), ("--cases",)),
        (
            ("calendar", "month", "1450-09", "--pack", "passports"),
            ("--from", "2029-01-16", "--source", "x", "--dry-run"),
        ),
    ],
)
def test_who_answers_for_another_pack_changes_nothing_of_this_one(
    command: tuple[object, ...], options: tuple[str, ...], staff: Connection, tawasul: CommandLine, draft: Path
) -> None:
    add(staff, Member(id="nora", name="nora", role=Role.MANAGER, teams=("city.streets",)))
    add(staff, Member(id="mona", name="mona", role=Role.MANAGER, teams=("passports.*",)))
    tawasul("policy", "activate", draft, "--reason", "x", "--as", "mona")
    refused = tawasul(*command, *options, "--as", "nora")
    own = tawasul(*command, *options, "--as", "mona")
    assert refused.code == ExitCode.NOT_ALLOWED and "not for nora in passports" in refused.err
    assert own.code != ExitCode.NOT_ALLOWED


def test_a_migration_is_a_dry_run_first_and_to_what_was_activated_alone(
    records: Records, tawasul: CommandLine, draft: Path
) -> None:
    refused = tawasul("policy", "migrate", "passports", "--reason", "x")
    assert refused.code == ExitCode.WRONG_USAGE and "no version of passports is activated" in refused.err
    policy = case_policy(load_pack(PASSPORTS), SERVICE)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    reference = put_on_record(records, case_of(request(service=SERVICE), opened=now, **dict(policy)))
    tawasul("policy", "activate", draft, "--reason", "shorter promises")
    shown = tawasul("policy", "migrate", "passports", "--reason", "one promise")
    assert "1 running request would move, 0 would not" in shown.text and reference in shown.text
    assert "nothing was changed" in shown.text
    assert "policy_migrate" in tawasul("audit", "views").text


def test_the_board_counts_by_version(records: Records, tawasul: CommandLine) -> None:
    policy = case_policy(load_pack(PASSPORTS), SERVICE)
    put_on_record(records, case_of(request(service=SERVICE), **dict(policy)))
    data = tawasul("board", "--by-version", "--json").data
    assert data["by_version"][f"passports@{policy.version}"]["cases"] == 1
    assert "by_version" not in tawasul("board", "--json").data
    assert f"passports@{policy.version}" in tawasul("board", "--by-version").text
