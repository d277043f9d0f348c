"""Rotation by the command line: a new wrapping key is in force at once, and old case keys are wrapped anew."""

from pathlib import Path

import psycopg
import pytest

from activities.keys.case_keys import CaseKeys
from activities.keys.register import KeyRegister
from activities.keys.wrapping_keys import LocalWrappingKeys, read_private
from tests.keys.test_case_keys import NEW, OLD
from tests.support.database import Database
from tests.support.terminal import tawasul


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one wrapping key."""
    (file := tmp_path / "wrapping.keys").write_text(OLD + "\n")
    file.chmod(0o600)
    return file


def keys_of(file: Path, database: Database) -> CaseKeys:
    return CaseKeys(LocalWrappingKeys(lambda: read_private(file), "file"), KeyRegister(database.url))


def test_after_a_rotation_the_old_wrapping_key_can_go(database: Database, file: Path) -> None:
    environ = {
        "TAWASUL_DATABASE_URL": database.url,
        "TAWASUL_MIGRATION_URL": database.migration_url,
        "TAWASUL_WRAPPING_KEY_FILE": str(file),
    }
    before = keys_of(file, database)
    held = [before.to_seal(f"TW-{number}") for number in range(3)]
    made = tawasul("keys", "rotate", "--json", environ=environ)
    assert made.code == 0 and file.stat().st_mode & 0o777 == 0o600
    assert "key1" in tawasul("keys", "show", environ=environ).out
    assert before.to_unseal("TW-9", keys_of(file, database).to_seal("TW-9").kept) is not None
    assert '"cases": 3' in tawasul("keys", "rewrap", "--json", environ=environ).out
    assert '"cases": 0' in tawasul("keys", "rewrap", "--json", environ=environ).out
    file.write_text(file.read_text().replace(OLD, ""))
    shown = tawasul("keys", "show", environ=environ)
    assert shown.code == 0 and "4 cases" in shown.out and OLD[5:] not in shown.out
    after = keys_of(file, database)
    assert [after.to_unseal(f"TW-{number}", each.kept) for number, each in enumerate(held)] == [
        each.key for each in held
    ]


def test_a_wrapping_key_in_use_that_is_not_here_is_named(database: Database, file: Path) -> None:
    keys_of(file, database).to_seal("TW-1")
    file.write_text(NEW)
    environ = {"TAWASUL_DATABASE_URL": database.url, "TAWASUL_WRAPPING_KEY_FILE": str(file)}
    shown = tawasul("keys", "show", environ=environ)
    assert shown.code == 3 and "key1" in shown.out and "missing" in shown.out
    rewrapped = tawasul("keys", "rewrap", environ=environ | {"TAWASUL_MIGRATION_URL": database.migration_url})
    assert rewrapped.code == 3 and "1 left" in rewrapped.out
    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT wrapped_by FROM case_key").fetchall() == [("key1",)]
