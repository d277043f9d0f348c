"""Session files: kept for this account alone, one for each person."""

from pathlib import Path

import pytest

from models.trust.keys import SigningKey
from sessions.store import Session, UnreadableSession, delete, load, save

LAYLA = Session("layla", SigningKey.made(), "a.b.c", "again")


def test_a_session_is_kept_for_its_person_and_readable_by_this_account_alone(tmp_path: Path) -> None:
    save(tmp_path, LAYLA)
    assert load(tmp_path, "layla") == LAYLA and load(tmp_path, "salma") is None
    (file,) = (tmp_path / "sessions").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700


def test_a_session_that_was_deleted_is_gone(tmp_path: Path) -> None:
    save(tmp_path, LAYLA)
    assert delete(tmp_path, "layla") and not delete(tmp_path, "layla")
    assert load(tmp_path, "layla") is None


def test_a_damaged_file_is_named_and_no_name_leaves_the_folder(tmp_path: Path) -> None:
    save(tmp_path, LAYLA)
    (tmp_path / "sessions/layla.json").write_text('{"staff": "layla"}')
    with pytest.raises(UnreadableSession):
        load(tmp_path, "layla")
    assert load(tmp_path, "../sessions/layla") is None and not delete(tmp_path, "../sessions/layla")
    with pytest.raises(FileNotFoundError):
        save(tmp_path, Session("../../layla", SigningKey.made()))
    assert not list(tmp_path.glob("**/*.new"))


def test_a_session_shows_no_secret_where_it_is_printed() -> None:
    assert str(LAYLA.key) not in repr(LAYLA) and "a.b.c" not in repr(LAYLA) and "again" not in repr(LAYLA)
