"""Trial packs are valid packs, with the changes that trials need and no others."""

from datetime import timedelta
from pathlib import Path

import pytest

from activities.packs import load_pack
from bench.packs import POLICIES, Table, copy_packs, edit_toml, tables_with
from bench.stacks import EDITS
from chaos.system.packs import ONE_PERSON, RECALLING, TWO_PERSONS, trial_packs
from chaos.system.quick_pack import quick_packs
from models.codes import Channel
from models.packs.derive import case_policy

DAY = timedelta(seconds=3)


def test_the_packs_of_trials_have_no_quiet_hours_and_services_for_one_person_and_for_two(tmp_path: Path) -> None:
    pack = load_pack(trial_packs(tmp_path / "policies") / "passports")
    assert load_pack(POLICIES / "passports").quiet and pack.quiet is None
    one, two = (case_policy(pack, service) for service in (ONE_PERSON, TWO_PERSONS))
    assert (len(one.approvals), len(two.approvals)) == (1, 2)


def test_every_channel_is_used_in_trials_and_one_for_each_notice_in_benchmarks(tmp_path: Path) -> None:
    trial = case_policy(load_pack(trial_packs(tmp_path / "trial") / "passports"), ONE_PERSON)
    assert {channel for route in trial.routes for channel in route.channels} == set(Channel)
    measured = case_policy(load_pack(copy_packs(tmp_path / "bench", EDITS) / "passports"), ONE_PERSON)
    assert {len(route.channels) for route in measured.routes} == {1}


def test_all_promises_of_a_quick_pack_are_kept_or_broken_within_days_of_seconds(tmp_path: Path) -> None:
    policy = case_policy(load_pack(quick_packs(tmp_path / "policies", DAY) / "passports"), ONE_PERSON)
    promises = (each for by_priority in policy.targets.values() for each in by_priority.values())
    budgets = [each for each in promises if isinstance(each, timedelta)]
    assert max(*budgets, policy.follow_up.window, policy.ask.limit) <= 7 * DAY
    assert policy.calendar.working_day == DAY and policy.tolerance == timedelta(hours=24)


def test_an_edit_changes_what_it_is_for_and_keeps_the_rest_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_text("# why\na = 1 # so\n\n[[list]]\nb = { a = 2 }\n")

    def double(tables: Table) -> None:
        for table in tables_with("a", tables):
            table["a"] *= 2

    edit_toml(file, double)
    assert file.read_text() == "# why\na = 2 # so\n\n[[list]]\nb = { a = 4 }\n"


def test_an_edit_that_matches_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no file passports"):
        copy_packs(tmp_path / "policies", {"passports/gone.toml": lambda tables: None})


def test_replies_of_one_service_of_a_trial_can_be_recalled(tmp_path: Path) -> None:
    pack = load_pack(trial_packs(tmp_path / "trial") / "passports")
    assert case_policy(pack, RECALLING).recall == timedelta(minutes=15)
    assert case_policy(pack, ONE_PERSON).recall == timedelta()
    assert case_policy(pack.model_copy(update={"recall": timedelta(minutes=1)}), ONE_PERSON).recall.seconds == 60
