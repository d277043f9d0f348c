"""The commands for keys with a key store: from a file to the store, a new version, and what erasing asks of it."""

from pathlib import Path

import psycopg
import pytest

from activities.keys.case_keys import CaseKeys
from activities.keys.register import KeyRegister
from activities.keys.wrapping_keys import wrapping_keys_of
from settings import Settings
from tests.keys.test_case_keys import OLD
from tests.support.database import Database
from tests.support.servers.key_store import RunningStore
from tests.support.terminal import tawasul


@pytest.fixture
def environ(store: RunningStore, database: Database, tmp_path: Path) -> dict[str, str]:
    """The environment of a rotator who may do everything with a key of its own, and has the records' keys of a file."""
    named = {f"TAWASUL_{name.upper()}": value for name, value in store.new_key(f"of-{database.name}").items()}
    addresses = {
        f"TAWASUL_{name}_URL": database.migration_url if name == "MIGRATION" else database.url
        for name in ("DATABASE", "DESK", "ADMIN", "MIGRATION")
    }
    return named | addresses | {"TAWASUL_HOME": str(tmp_path / "nowhere")}


def keys_by(environ: dict[str, str], database: Database, **changes: str) -> CaseKeys:
    given = {name.removeprefix("TAWASUL_").lower(): value for name, value in environ.items() if "KEY_STORE" in name}
    config = Settings(home=Path(environ["TAWASUL_HOME"]), **(given | changes))  # type: ignore[arg-type]
    return CaseKeys(wrapping_keys_of(config), KeyRegister(database.url))


def test_case_keys_move_from_a_file_to_the_store_and_from_version_to_version(
    environ: dict[str, str], database: Database
) -> None:
    of_before = CaseKeys(wrapping_keys_of(Settings(wrapping_keys=OLD)), KeyRegister(database.url))
    held = [of_before.to_seal(f"TW-{number}") for number in range(3)]
    both = environ | {"TAWASUL_WRAPPING_KEYS": OLD}
    assert tawasul("keys", "show", "--json", environ=environ).code == 3
    (first, local) = tawasul("keys", "show", "--json", environ=both).data
    assert local == {"id": "key1", "cases": 3, "here": True} and first["cases"] == 0
    assert tawasul("keys", "rewrap", "--json", environ=both).data == {"cases": 3, "left": 0}
    assert tawasul("keys", "show", environ=environ).code == 0
    made = tawasul("keys", "rotate", "--json", environ=environ).data["id"]
    assert made.startswith(f"of-{database.name}:v2:")
    keys_by(environ, database).to_seal("TW-3")
    assert tawasul("keys", "rewrap", "--json", environ=environ).data == {"cases": 3, "left": 0}
    assert tawasul("keys", "rewrap", "--json", environ=environ).data == {"cases": 0, "left": 0}
    assert [each["cases"] for each in tawasul("keys", "show", "--json", environ=environ).data] == [4, 0]
    after = keys_by(environ, database)
    assert [after.to_unseal(f"TW-{number}", each.kept) for number, each in enumerate(held)] == [
        each.key for each in held
    ]


def test_a_case_key_under_another_case_is_left_when_keys_are_wrapped_anew(
    environ: dict[str, str], database: Database
) -> None:
    first, second = (keys_by(environ, database).to_seal(reference) for reference in ("TW-1", "TW-2"))
    with psycopg.connect(database.migration_url) as owner:
        owner.execute("UPDATE case_key SET wrapped = %s WHERE reference = 'TW-2'", (first.kept.wrapped,))
    tawasul("keys", "rotate", environ=environ)
    rewrapped = tawasul("keys", "rewrap", "--json", environ=environ)
    assert rewrapped.code == 3 and rewrapped.data == {"cases": 1, "left": 1}
    assert keys_by(environ, database).to_unseal("TW-1", first.kept) == first.key
    assert second.key.id != first.key.id


def test_the_doctor_says_whether_the_store_can_be_used(environ: dict[str, str]) -> None:
    away = environ | {"TAWASUL_KEY_STORE": "http://127.0.0.1:1/v1/transit/keys/tawasul"}
    for given, ok in ((environ, True), (environ | {"TAWASUL_KEY_STORE_TOKEN": "made-up"}, False), (away, False)):
        checks = {each["component"]: each for each in tawasul("doctor", "--json", environ=given).data}
        assert checks["key_store"]["ok"] is ok and (ok or checks["key_store"]["advice"])


def test_a_store_that_does_not_answer_is_named_with_what_to_do(environ: dict[str, str]) -> None:
    away = environ | {"TAWASUL_KEY_STORE": "http://127.0.0.1:1/v1/transit/keys/tawasul"}
    for command in ("show", "rotate", "rewrap"):
        ended = tawasul("keys", command, environ=away)
        assert ended.code == 5 and "the key store cannot be reached" in ended.err and "unseal" in ended.err
