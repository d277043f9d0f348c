"""Versions of packs on record: a case is opened under the one that is in force at its instant, on every worker."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from activities.in_force import LOOK_EVERY, VersionsRead
from activities.packs import load_packs
from activities.records.database import connect
from activities.records.store import Records
from activities.records.versions import (
    KNOWN_AFTER,
    activate,
    activations,
    open_by_version,
    pack_on_record,
    version_in_force,
)
from models.codes import ClockKind, Priority
from models.packs.pack import Pack
from settings import PROJECT
from tests.records.openings.worker_activities import WorkerActivities
from tests.support.database import MORNING, Database

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """The packs of the project."""
    return load_packs(PROJECT / "policies")


def shorter(pack: Pack, version: str, hours: int = 21) -> Pack:
    """Another version of a pack, in which every service is promised so many hours."""
    targets = {ClockKind.RESOLUTION: dict.fromkeys(Priority, hours * HOUR)}
    profiles = {
        code: profile.model_copy(update={"targets": profile.targets | targets})
        for code, profile in pack.profiles.items()
    }
    return pack.model_copy(update={"version": version, "profiles": profiles})


def test_a_pack_comes_back_from_the_records_as_it_was(database: Database, packs: dict[str, Pack]) -> None:
    with connect(database.admin_url) as connection:
        for pack in packs.values():
            activate(connection, pack, MORNING, "first", "dana")
            assert pack_on_record(connection, pack.name, pack.version) == pack
        assert pack_on_record(connection, "passports", "unheard_of") is None


def test_the_newest_that_has_begun_is_in_force_and_of_two_at_one_instant_the_later(
    database: Database, packs: dict[str, Pack]
) -> None:
    with connect(database.admin_url) as connection:
        for version, since in (("v2", MORNING), ("v3", MORNING + DAY), ("v4", MORNING + DAY), ("v5", MORNING - DAY)):
            activate(connection, shorter(packs["passports"], version), since, "why", "dana")
        at = [version_in_force(connection, "passports", MORNING + each * DAY) for each in (-2, -1, 0, 1)]
        assert at == [None, "v5", "v2", "v4"]
        found = activations(connection, MORNING)
        assert [each.version for each in found if each.in_force] == ["v2"]
        assert version_in_force(connection, "city", MORNING) is None


def test_what_is_on_record_of_versions_is_never_changed(database: Database, packs: dict[str, Pack]) -> None:
    with connect(database.admin_url) as connection:
        activate(connection, shorter(packs["passports"], "v2"), MORNING, "why", "dana")
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        for table in ("pack_version", "pack_activation"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                superuser.execute(f"DELETE FROM {table}".encode())


def test_a_case_is_opened_under_the_version_in_force_whatever_the_worker_s_folder_holds(
    records: Records, database: Database, packs: dict[str, Pack]
) -> None:
    other_folder = dict(packs) | {"passports": shorter(packs["passports"], "on this machine", 99)}
    workers = [WorkerActivities(records, each) for each in (packs, other_folder)]
    with connect(database.admin_url) as connection:
        activate(connection, shorter(packs["passports"], "v2"), MORNING, "why", "dana")
    opened = [worker.open(f"of-worker-{number}").policy for number, worker in enumerate(workers)]
    policies = [each.read() for each in opened if each]
    assert [policy.version for policy in policies] == ["v2", "v2"]
    assert policies[0].digest == policies[1].digest
    assert policies[0].targets[ClockKind.RESOLUTION][Priority.NORMAL] == 21 * HOUR
    with connect(database.url) as connection:
        assert open_by_version(connection)["passports", "v2"] >= 1


def test_one_that_is_to_come_changes_nothing_yet(records: Records, database: Database, packs: dict[str, Pack]) -> None:
    with connect(database.admin_url) as connection:
        activate(connection, shorter(packs["passports"], "v2"), MORNING + HOUR, "why", "dana")
    opened = WorkerActivities(records, packs).open("before").policy
    assert opened and opened.read().version == packs["passports"].version
    versions = VersionsRead()
    before, after = (versions.packs_at(records, packs, MORNING + each * HOUR) for each in (0, 1))
    assert before["passports"].version == packs["passports"].version
    assert (after["passports"].version, after["city"]) == ("v2", packs["city"])
    assert replace(versions) == versions


def test_what_was_activated_is_not_asked_for_at_each_opening(
    records: Records, database: Database, packs: dict[str, Pack]
) -> None:
    seldom, always = VersionsRead(look_every=600), VersionsRead(look_every=0)
    assert [each.packs_at(records, packs, MORNING) for each in (seldom, always)] == [packs, packs]
    with connect(database.admin_url) as connection:
        activate(connection, shorter(packs["passports"], "v2"), MORNING, "why", "dana")
    found = [each.packs_at(records, packs, MORNING)["passports"].version for each in (seldom, always)]
    assert found == [packs["passports"].version, "v2"]
    assert timedelta(seconds=LOOK_EVERY) < KNOWN_AFTER
