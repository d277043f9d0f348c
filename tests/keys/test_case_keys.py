"""Keys of cases: one on record for each case, whoever needs it first; usable while the register is away."""

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from activities.keys.case_keys import LONGEST_REMEMBERED, CaseKeys, Remembered
from activities.keys.register import KeyRegister
from activities.keys.wrapping_keys import LocalWrappingKeys, parsed, read_private
from errors import Unreachable, WrongUsage
from models.keys.wrapping import WrappedKey
from tests.support.database import Database

OLD, NEW = (f"{name}:{base64.b64encode(name.encode() * 8).decode()}" for name in ("key1", "key2"))
NOWHERE = KeyRegister("postgresql://tawasul_app:none@127.0.0.1:1/tawasul")


def keys(register: KeyRegister | None, text: str = OLD, remembered: int = 100) -> CaseKeys:
    return CaseKeys(LocalWrappingKeys(lambda: text, "here"), register, remembered)


def register(database: Database) -> KeyRegister:
    return KeyRegister(database.url)


def test_whoever_needs_a_key_first_makes_it_and_everybody_else_finds_it(database: Database) -> None:
    everybody = [keys(register(database)) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda each: each.to_seal("TW-1"), everybody))
    assert len({each.key.secret for each in held}) == 1
    assert {each.kept.id for each in held} == {held[0].key.id}
    assert everybody[0].to_seal("TW-2").key != held[0].key


def test_who_only_reads_uses_the_key_on_record_and_leaves_a_new_one_to_who_writes(database: Database) -> None:
    known = keys(register(database)).to_seal("TW-1")
    desk, worker = keys(KeyRegister(database.desk_url)), keys(register(database))
    assert desk.to_seal("TW-1").key == known.key
    new = desk.to_seal("TW-2")
    assert register(database).find("TW-2") is None
    assert worker.to_unseal("TW-2", new.kept) == new.key
    assert worker.to_seal("TW-2").key == new.key and register(database).find("TW-2") == new.kept


def test_a_key_comes_along_with_what_it_sealed(database: Database) -> None:
    kept = keys(register(database)).to_seal("TW-1").kept
    without_records = keys(None)
    key = without_records.to_unseal("TW-1", kept)
    assert key is not None and key.id == kept.id
    assert without_records.to_seal("TW-1").key == key


@pytest.mark.parametrize("changed", ["id", "wrapped", "reference"])
def test_a_key_that_was_tampered_with_is_none(database: Database, changed: str) -> None:
    kept = keys(register(database)).to_seal("TW-1").kept
    reference = "TW-2" if changed == "reference" else "TW-1"
    if changed == "wrapped":
        kept = replace(kept, wrapped=kept.wrapped[:-1] + bytes([kept.wrapped[-1] ^ 1]))
    elif changed == "id":
        kept = replace(kept, id="made-up")
    assert keys(register(database)).to_unseal(reference, kept) is None


def test_while_the_register_is_away_keys_are_made_and_used() -> None:
    sender, receiver = keys(NOWHERE), keys(NOWHERE)
    held = sender.to_seal("TW-1")
    assert sender.to_seal("TW-1") == held and sender.held("TW-1") == held
    assert receiver.to_unseal("TW-1", held.kept) == held.key


def test_a_key_made_meanwhile_is_put_on_record_when_the_register_is_back(database: Database) -> None:
    made = keys(NOWHERE).to_seal("TW-1")
    later = keys(register(database))
    later.to_unseal("TW-1", made.kept)
    assert later.to_seal("TW-1").key == made.key
    assert register(database).find("TW-1") == made.kept


def test_nobody_waits_for_the_register_to_seal_with_a_key_that_came_along(database: Database) -> None:
    made = keys(NOWHERE).to_seal("TW-1")
    later = keys(register(database))
    assert later.held("TW-1") is None
    later.to_unseal("TW-1", made.kept)
    held = later.held("TW-1")
    assert held is not None and held.key == made.key and held == later.to_record("TW-1")
    assert register(database).find("TW-1") is None
    later.on_record("TW-1")
    assert later.to_record("TW-1") is None


def test_only_so_many_keys_are_remembered(database: Database) -> None:
    few = keys(register(database), remembered=2)
    first = few.to_seal("TW-1")
    few.to_seal("TW-2"), few.to_seal("TW-3")
    assert few.held("TW-1") is None and few.known(first.key.id) is None
    assert few.to_seal("TW-1").key == first.key


def test_what_nobody_uses_is_let_go_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr("activities.keys.case_keys.time.monotonic", lambda: now[0])
    remembered: Remembered[str] = Remembered(20_000)
    for second in range(3_600):
        now[0] += 1
        remembered.put(str(second), "a key")
        remembered.get("0")
    assert len(remembered) <= LONGEST_REMEMBERED + 1
    assert (remembered.get("0"), remembered.get("3599")) == (None, "a key")


def test_a_broken_connection_is_replaced(database: Database) -> None:
    shared = register(database)
    keys(shared).to_seal("TW-1")
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tawasul keys'"
        )
    assert shared.find("TW-1") is not None


def test_of_a_retired_wrapping_key_the_key_on_record_serves(database: Database) -> None:
    old = keys(register(database)).to_seal("TW-1")
    anew = keys(None, f"{NEW} {OLD}")
    wrapped_anew = replace(old.kept, by="key2", wrapped=_wrapped_by_new(old.key.secret, "TW-1", old.key.id))
    with psycopg.connect(database.migration_url) as owner:
        change = "UPDATE case_key SET wrapped_by = %s, wrapped = %s WHERE reference = 'TW-1'"
        owner.execute(change, (wrapped_anew.by, wrapped_anew.wrapped))
    assert keys(register(database), NEW).to_unseal("TW-1", old.kept) == old.key
    assert anew.to_unseal("TW-1", old.kept) == old.key


def _wrapped_by_new(secret: bytes, reference: str, key_id: str) -> bytes:
    from models.keys.wrapping import place_of_key

    return LocalWrappingKeys(lambda: NEW, "here").wrap(secret, place_of_key(reference, key_id))[1]


def test_a_key_of_ours_that_cannot_be_unwrapped_here_is_an_outage_and_no_junk(database: Database) -> None:
    ours = keys(register(database), f"{NEW} {OLD}").to_seal("TW-1").kept
    behind = keys(register(database), OLD)
    with pytest.raises(Unreachable):
        behind.to_unseal("TW-1", ours)
    assert behind.to_unseal("TW-2", WrappedKey("made-up", "key9", b"junk")) is None


def test_the_application_can_neither_change_nor_delete_a_key(database: Database) -> None:
    keys(register(database)).to_seal("TW-1")
    for statement in ("DELETE FROM case_key", "UPDATE case_key SET wrapped = NULL, erased_at = now()"):
        with psycopg.connect(database.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


@pytest.mark.parametrize("text", ["", "key1", "key1:short", f"{OLD} {OLD}", f"KEY:{OLD[5:]}", OLD[:-1] + "!"])
def test_wrapping_keys_that_cannot_be_read_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        parsed(text, "here")
    assert OLD[5:] not in str(refused.value)


def test_a_file_of_wrapping_keys_is_read_again_for_a_key_that_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "wrapping.keys"
    file.touch(mode=0o600)
    file.write_text(OLD)
    running = CaseKeys(LocalWrappingKeys(lambda: read_private(file), "file"), None)
    running.to_seal("TW-1")
    file.write_text(f"{NEW}\n{OLD}\n")
    assert running.to_unseal("TW-2", keys(None, NEW).to_seal("TW-2").kept) is not None


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (file := tmp_path / "wrapping.keys").write_text(OLD)
    file.chmod(0o640)
    with pytest.raises(WrongUsage, match="0600"):
        read_private(file)
    with pytest.raises(WrongUsage, match="TAWASUL_WRAPPING_KEYS"):
        read_private(tmp_path / "none")
