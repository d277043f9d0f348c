"""Copies of the records: made while cases go on, tried on a server of their own, restored into an empty database."""

import stat
from pathlib import Path

import psycopg
import pytest

from activities.records.store import Records
from stack.copies import copy_records
from stack.spare import spare_postgres
from tests.records.test_audit import filed
from tests.support.database import INDEX_KEY, Database
from tests.support.terminal import tawasul


@pytest.fixture
def environ(database: Database) -> dict[str, str]:
    """A shell of who makes copies: it has the role that only reads, and the owner's."""
    urls = {"TAWASUL_BACKUP_URL": database.of("backup"), "TAWASUL_MIGRATION_URL": database.migration_url}
    return database.environment | urls | {"TAWASUL_INDEX_KEY": INDEX_KEY}


@pytest.fixture
def copy(database: Database, records: Records, tmp_path: Path) -> Path:
    """A copy of records with one case."""
    filed(records)
    return copy_records(database.of("backup"), tmp_path / "records.dump").file


def test_a_copy_is_for_this_account_alone_and_replaces_nothing(
    environ: dict[str, str], records: Records, tmp_path: Path
) -> None:
    file = tmp_path / "records.dump"
    made = tawasul("backup", str(file), environ=environ)
    assert (made.code, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)
    assert f"{file.stat().st_size:,} bytes" in made.out
    again = tawasul("backup", str(file), environ=environ)
    assert again.code == 2 and "is there already" in again.err


def test_a_copy_that_could_not_be_made_leaves_no_file(environ: dict[str, str], tmp_path: Path) -> None:
    wrong = {"TAWASUL_BACKUP_URL": environ["TAWASUL_BACKUP_URL"] + "_and_no_other"}
    failed = tawasul("backup", str(tmp_path / "records.dump"), environ=environ | wrong)
    assert failed.code == 5 and "pg_dump ended with 1" in failed.err and list(tmp_path.iterdir()) == []


def test_a_copy_is_tried_and_nothing_is_touched(environ: dict[str, str], copy: Path) -> None:
    tried = tawasul("restore", str(copy), "--check", "--json", environ=environ)
    assert tried.code == 0, tried
    assert (tried.data["whole"], tried.data["cases"], tried.data["protection"]) == (True, 1, [])
    assert tried.data["newest"]
    said = tawasul("restore", str(copy), "--check", environ=environ)
    assert "the newest event of the copy" in said.out


def test_a_copy_that_is_cut_is_no_copy(environ: dict[str, str], copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-2000])
    cut = tawasul("restore", str(copy), "--check", environ=environ)
    assert cut.code == 5 and "pg_restore ended with" in cut.err
    assert "whole copy" in cut.err


def test_a_copy_of_records_that_somebody_changed_is_not_whole(
    environ: dict[str, str], database: Database, copy: Path, tmp_path: Path
) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        changed = superuser.execute("UPDATE case_event SET body = body || ' '::bytea WHERE seq = 1")
        assert changed.rowcount == 1
        superuser.execute("ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only")
    other = copy_records(database.of("backup"), tmp_path / "changed.dump").file
    tried = tawasul("restore", str(other), "--check", environ=environ)
    assert tried.code == 3 and "is not the one that was hashed" in tried.out, tried


def test_a_copy_is_restored_into_an_empty_database_alone(environ: dict[str, str], copy: Path) -> None:
    refused = tawasul("restore", str(copy), environ=environ)
    assert refused.code == 2 and "holds something already" in refused.err
    with spare_postgres() as empty:
        restored = tawasul("restore", str(copy), environ=environ | {"TAWASUL_MIGRATION_URL": empty})
        assert restored.code == 0, restored
        there = {f"TAWASUL_{name}_URL": empty for name in ("DATABASE", "DESK", "ADMIN")}
        whole = tawasul("audit", "verify", "--json", environ=environ | there)
    assert (whole.code, whole.data["cases"]) == (0, 1), whole
