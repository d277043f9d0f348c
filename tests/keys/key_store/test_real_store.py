"""A real key store: it wraps case keys, binds them to their case, and lets each process do what its policy allows."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from activities.keys.case_keys import CaseKeys
from activities.keys.key_store.transit import store_keys_of
from activities.keys.register import KeyRegister
from activities.keys.wrapping_keys import Wrapped, wrapped_key, wrapping_keys_of
from errors import Cause, Unreachable, WrongUsage
from models.keys.sealing import CaseKey, SealFlaw
from settings import Settings
from tests.keys.test_case_keys import OLD
from tests.support.database import Database
from tests.support.servers.key_store import RunningStore

SECRET, PLACE = b"k" * 32, b"a place"


def cause_of(refused: pytest.ExceptionInfo[Unreachable]) -> Cause:
    return refused.value.cause


def test_a_wrapped_key_is_read_by_every_process_for_its_own_place_alone(store: RunningStore) -> None:
    by, wrapped = wrapping_keys_of(store.config()).wrap(SECRET, PLACE)
    reader = wrapping_keys_of(store.config("reader"))
    assert SECRET not in wrapped and reader.unwrap(by, wrapped, PLACE) == SECRET
    assert reader.unwrap(by, wrapped, b"another place") is SealFlaw.NOT_AUTHENTIC


def test_two_cases_have_their_keys_by_a_store_as_by_a_file(store: RunningStore, database: Database) -> None:
    first, second = (CaseKeys(wrapping_keys_of(store.config()), KeyRegister(database.url)) for _ in range(2))
    held = first.to_seal("TW-1")
    assert second.to_seal("TW-1").key == held.key != first.to_seal("TW-2").key
    assert second.to_unseal("TW-1", held.kept) == held.key
    stranger = CaseKeys(wrapping_keys_of(store.config("reader")), None)
    assert stranger.to_unseal("TW-2", held.kept) is None


@pytest.mark.parametrize("junk", [b"", b"x" * 60, b"x" * 59, b"x" * 4_000], ids=len)
def test_junk_is_a_flaw_and_never_an_outage(store: RunningStore, junk: bytes) -> None:
    keys = store_keys_of(store.config())
    assert isinstance(keys.unwrap(keys.ids[0], junk, PLACE), SealFlaw)
    for by in ("", "key1", "tawasul", "tawasul:v9:1", "tawasul:v1:0", f"{keys.ids[0]}x", "../keys:v1:1", "ö"):
        assert keys.unwrap(by, junk, PLACE) is None


def test_junk_with_a_made_up_key_does_not_keep_others_from_the_store(store: RunningStore) -> None:
    keys = store_keys_of(store.config())
    by, wrapped = keys.wrap(SECRET, PLACE)
    for _ in range(20):
        assert keys.unwrap(by, secrets.token_bytes(60), PLACE) is SealFlaw.NOT_AUTHENTIC
    assert keys.unwrap(by, wrapped, PLACE) == SECRET


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("worker", {"wrap", "unwrap"}),
        ("desk", {"wrap", "unwrap"}),
        ("reader", {"unwrap"}),
        ("rotator", {"rotate", "rewrap"}),
    ],
)
def test_a_policy_of_the_documents_allows_what_its_process_does_and_no_more(
    store: RunningStore, policy: str, allowed: set[str]
) -> None:
    by, wrapped = wrapping_keys_of(store.config()).wrap(SECRET, PLACE)
    tries: dict[str, Any] = {
        "wrap": lambda keys: keys.wrap(SECRET, PLACE),
        "unwrap": lambda keys: keys.unwrap(by, wrapped, PLACE),
        "rewrap": lambda keys: keys.rewrap([Wrapped(by, wrapped, PLACE)]),
        "rotate": lambda keys: keys.rotate(),
    }
    done = set()
    for name, attempt in tries.items():
        keys = store_keys_of(store.config(policy))
        assert keys.ids
        try:
            attempt(keys)
            done.add(name)
        except Unreachable as refused:
            assert refused.cause is Cause.REFUSED and "permission denied" in refused.about
    assert done == allowed


def test_the_rotator_wraps_anew_what_it_cannot_read_and_the_old_version_can_go(store: RunningStore) -> None:
    config = Settings(**store.new_key("retired"))
    keys, before = store_keys_of(config), store_keys_of(config)
    by, wrapped = before.wrap(SECRET, PLACE)
    made = keys.rotate()
    assert made == keys.ids[0] != by and before.wrap(SECRET, PLACE)[0] == made
    moved = Wrapped(by, wrapped, b"another place")
    anew, none, foreign = keys.rewrap([Wrapped(by, wrapped, PLACE), moved, Wrapped("key1", wrapped, PLACE)])
    assert anew is not None and anew[0] == made and (none, foreign) == (None, None)
    assert keys.rewrap([moved]) == [None]
    store.ask("POST", "transit/keys/retired/config", min_decryption_version=2)
    for each in (keys, before, store_keys_of(config)):
        assert each.unwrap(by, wrapped, PLACE) is None
        assert each.unwrap(*anew, PLACE) == SECRET


def test_a_key_made_anew_under_the_same_name_is_another_one(store: RunningStore) -> None:
    config = Settings(**store.new_key("lost"))
    keys = store_keys_of(config)
    by, wrapped = keys.wrap(SECRET, PLACE)
    store.ask("POST", "transit/keys/lost/config", deletion_allowed=True)
    store.ask("DELETE", "transit/keys/lost")
    with pytest.raises(Unreachable) as away:
        keys.unwrap(by, wrapped, PLACE)
    assert cause_of(away) is Cause.NOT_CONFIGURED
    made = int(by.rpartition(":")[2], 16)
    while True:
        store.new_key("lost")
        if next(iter(store.ask("GET", "transit/keys/lost")["data"]["keys"].values())) != made:
            break
        store.ask("POST", "transit/keys/lost/config", deletion_allowed=True)
        store.ask("DELETE", "transit/keys/lost")
    assert store_keys_of(config).unwrap(by, wrapped, PLACE) is None


def test_a_key_that_binds_to_no_place_wraps_nothing(store: RunningStore) -> None:
    config = Settings(**store.new_key("unbound"))
    store.ask("POST", "transit/keys/unbound/config", deletion_allowed=True)
    store.ask("DELETE", "transit/keys/unbound")
    store.ask("POST", "transit/keys/unbound", derived=False)
    with pytest.raises(Unreachable, match="key store") as refused:
        store_keys_of(config).wrap(SECRET, PLACE)
    assert "derived=true" in refused.value.about


def test_a_mistyped_name_makes_no_key(store: RunningStore) -> None:
    config = store.config(key_store=store.address.replace("tawasul", "tawasol"))
    with pytest.raises(Unreachable) as refused:
        store_keys_of(config).wrap(SECRET, PLACE)
    assert cause_of(refused) in {Cause.REFUSED, Cause.NOT_CONFIGURED}
    assert store.ask("GET", "transit/keys?list=true")["data"]["keys"].count("tawasol") == 0


def test_a_store_whose_certificate_another_authority_signed_is_not_asked(store: RunningStore) -> None:
    with pytest.raises(Unreachable) as refused:
        store_keys_of(store.config(key_store_ca="")).wrap(SECRET, PLACE)
    assert "CERTIFICATE_VERIFY_FAILED" in refused.value.about
    with pytest.raises(WrongUsage, match="TAWASUL_KEY_STORE_CA"):
        store_keys_of(store.config(key_store_ca="/nowhere.pem"))


def test_a_token_that_an_agent_renews_is_read_again(store: RunningStore, tmp_path: Path) -> None:
    first, second = store.token("worker"), store.token("worker")
    (sink := tmp_path / "token").write_text(first + "\n")
    sink.chmod(0o600)
    keys = store_keys_of(store.config(key_store_token="", key_store_sink=str(sink)))
    by, wrapped = keys.wrap(SECRET, PLACE)
    sink.write_text(second)
    store.ask("POST", "auth/token/revoke", token=first)
    assert keys.unwrap(by, wrapped, PLACE) == SECRET
    store.ask("POST", "auth/token/revoke", token=second)
    with pytest.raises(Unreachable) as refused:
        keys.unwrap(by, wrapped, PLACE)
    assert cause_of(refused) is Cause.REFUSED


def test_a_sink_that_others_may_read_is_refused(store: RunningStore, tmp_path: Path) -> None:
    (sink := tmp_path / "token").write_text("a token")
    sink.chmod(0o640)
    for file in (sink, tmp_path / "none"):
        with pytest.raises(Unreachable) as refused:
            store_keys_of(store.config(key_store_token="", key_store_sink=str(file))).wrap(SECRET, PLACE)
        assert cause_of(refused) is Cause.REFUSED


def test_a_login_by_role_is_renewed_when_its_token_runs_out(store: RunningStore) -> None:
    store.ask("POST", "sys/auth/approle", type="approle")
    store.ask("POST", "auth/approle/role/worker", token_policies=["worker"], token_num_uses=3)
    role = store.ask("GET", "auth/approle/role/worker/role-id")["data"]["role_id"]
    secret = store.ask("POST", "auth/approle/role/worker/secret-id")["data"]["secret_id"]
    keys = store_keys_of(store.config(key_store_token="", key_store_role=role, key_store_secret=secret))
    by, wrapped = keys.wrap(SECRET, PLACE)
    assert [keys.unwrap(by, wrapped, PLACE) for _ in range(8)] == [SECRET] * 8
    with pytest.raises(Unreachable) as refused:
        store_keys_of(store.config(key_store_token="", key_store_role=role, key_store_secret="made-up")).wrap(
            SECRET, PLACE
        )
    assert cause_of(refused) is Cause.REFUSED and "made-up" not in refused.value.about


def test_keys_of_a_file_are_read_until_the_store_has_wrapped_them_anew(store: RunningStore) -> None:
    local = Settings(wrapping_keys=OLD)
    key = CaseKey("id", SECRET)
    kept = wrapped_key(wrapping_keys_of(local), key, "TW-1")
    both = wrapping_keys_of(store.config(wrapping_keys=OLD))
    wrapped = Wrapped(kept.by, kept.wrapped, PLACE)
    assert both.ids[-1] == "key1" and both.wrap(SECRET, PLACE)[0].startswith("tawasul:")
    assert both.rewrap([wrapped]) == [None]  # it is bound to its case, not to this place
    (anew,) = both.rewrap([wrapped._replace(place=_place("TW-1", "id"))])
    assert anew is not None
    assert wrapping_keys_of(store.config("reader")).unwrap(*anew, _place("TW-1", "id")) == SECRET


def _place(reference: str, key_id: str) -> bytes:
    from models.keys.wrapping import place_of_key

    return place_of_key(reference, key_id)
