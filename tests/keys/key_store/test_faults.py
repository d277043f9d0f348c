"""A key store that misbehaves: whatever it answers is an outage in words, never a crash, and never a key in clear."""

import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from activities.keys.case_keys import CaseKeys
from activities.keys.key_store import calls, connections
from activities.keys.key_store.address import read_address
from activities.keys.key_store.transit import StoreKeys, store_keys_of
from commands.common.words.advice import sentence
from errors import Cause, Component, Unreachable, WrongUsage
from models.keys.sealing import SealFlaw
from settings import Settings
from stack.certificates import Authority
from stack.ports import free_port

KEY = {"data": {"derived": True, "keys": {"1": 1}, "min_decryption_version": 1}}
BY = "tawasul:v1:1"
SECRET, PLACE, WRAPPED = b"k" * 32, b"a place", b"w" * 60

Script = Callable[[str], tuple[int, Any]]
"""What a store answers to an operation: a status, and JSON or text."""


@contextmanager
def fake(script: Script, certificate: Path | None = None) -> Iterator[tuple[Settings, list[str]]]:
    """A server that answers by a script, over TLS with a certificate; settings for it, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            operation = self.path.removeprefix("/v1/transit/").partition("/")[0]
            asked.append(operation)
            status, said = script(operation)
            content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = True  # without saying so, as a server does that is stopped

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield at(server.server_port, scheme="https" if certificate else "http"), asked
    finally:
        server.shutdown()
        server.server_close()


def at(port: int, token: str = "token", scheme: str = "http") -> Settings:
    return Settings(key_store=f"{scheme}://localhost:{port}/v1/transit/keys/tawasul", key_store_token=token)


def answering(status: int, said: Any, operation: str = "decrypt") -> Script:
    """A store that misbehaves at one operation."""
    return lambda asked: (status, said) if asked == operation else (200, KEY)


def unreachable(keys: StoreKeys) -> Unreachable:
    """The outage that unwrapping ends with."""
    with pytest.raises(Unreachable) as away:
        keys.unwrap(BY, WRAPPED, PLACE)
    assert away.value.component is Component.KEY_STORE and sentence(away.value)
    return away.value


@pytest.mark.parametrize(
    ("status", "said", "cause"),
    [
        (403, {"errors": ["permission denied"]}, Cause.REFUSED),
        (404, {"errors": ["no handler for route"]}, Cause.NOT_CONFIGURED),
        (429, {"errors": ["request rate exceeded"]}, Cause.OVERLOADED),
        (500, {"errors": ["internal error"]}, Cause.NO_ANSWER),
        (503, {"errors": ["Vault is sealed"]}, Cause.NO_ANSWER),
        (307, "", Cause.NO_ANSWER),
        (200, "<html>a page of a proxy</html>", Cause.FAILED),
        (200, "[]", Cause.FAILED),
        (200, {"data": {}}, Cause.FAILED),
        (200, {"data": {"plaintext": 7}}, Cause.FAILED),
        (200, {"data": {"plaintext": "no base64"}}, Cause.FAILED),
        (200, "", Cause.FAILED),
        (200, "x" * (connections.LONGEST_ANSWER + 10), Cause.FAILED),
    ],
)
def test_a_bad_answer_is_an_outage(status: int, said: Any, cause: Cause) -> None:
    with fake(answering(status, said)) as (config, _):
        assert unreachable(store_keys_of(config)).cause is cause


def test_a_store_is_asked_only_where_its_certificate_is_trusted(tmp_path: Path) -> None:
    ours, another = Authority.made("ours"), Authority.made("another")
    issued = ours.issue("key-store", server=True, client=False)
    (server := tmp_path / "server").write_text(issued.certificate + issued.key)
    for name, content in (("ours", ours.certificate), ("another", another.certificate), ("none", "")):
        (tmp_path / name).write_text(content)
    said = base64.b64encode(SECRET).decode()
    with fake(answering(200, {"data": {"plaintext": said}}), server) as (config, asked):
        for name in ("another", "none"):
            away = unreachable(store_keys_of(replace(config, key_store_ca=str(tmp_path / name))))
            assert away.cause is Cause.NO_ANSWER and "CERTIFICATE_VERIFY_FAILED" in away.about
        assert not asked
        trusting = store_keys_of(replace(config, key_store_ca=str(tmp_path / "ours")))
        assert trusting.unwrap(BY, WRAPPED, PLACE) == SECRET


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_certificates_that_cannot_be_read_is_refused(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "ca"
    if content:
        file.write_text(content)
    with pytest.raises(WrongUsage, match="TAWASUL_KEY_STORE_CA"):
        store_keys_of(replace(at(1, scheme="https"), key_store_ca=str(file)))


def test_what_the_store_cannot_open_is_a_flaw() -> None:
    with fake(answering(400, {"errors": ["cipher: message authentication failed"]})) as (config, asked):
        assert store_keys_of(config).unwrap(BY, WRAPPED, PLACE) is SealFlaw.NOT_AUTHENTIC
    assert asked == ["keys", "decrypt", "keys"]


@pytest.mark.parametrize("written", ["vault:v2:aaaa", "plain", "", "vault:v1:", "vault:v0:aaaa", "vault:v1:a b"])
def test_what_the_store_wrapped_by_no_version_it_knows_is_not_used(written: str) -> None:
    with fake(answering(200, {"data": {"ciphertext": written}}, "encrypt")) as (config, _):
        with pytest.raises(Unreachable) as away:
            store_keys_of(config).wrap(SECRET, PLACE)
        assert away.value.cause is Cause.FAILED


def test_a_store_that_is_silent_is_given_up_and_then_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LONGEST_WAIT", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        keys = store_keys_of(at(silent.getsockname()[1]))
        began = time.monotonic()
        assert unreachable(keys).cause is Cause.TIMED_OUT
        waited = time.monotonic()
        for _ in range(1_000):
            assert unreachable(keys).cause is Cause.TIMED_OUT
    assert waited - began >= 0.3 and time.monotonic() - waited < 1_000 * 0.3 / 10


def test_a_store_that_is_back_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "PAUSE", 0.05)
    answers = iter([(503, {"errors": ["Vault is sealed"]}), (200, {"data": {"plaintext": "a2tr"}})])
    with fake(lambda asked: next(answers) if asked == "decrypt" else (200, KEY)) as (config, _):
        keys = store_keys_of(config)
        assert "Vault is sealed" in unreachable(keys).about
        time.sleep(0.06)
        assert keys.unwrap(BY, WRAPPED, PLACE) == b"kkk"


def test_a_kept_connection_that_the_store_closed_is_replaced_unseen() -> None:
    with fake(answering(200, {"data": {"plaintext": "a2tr"}})) as (config, asked):
        keys = store_keys_of(config)
        assert [keys.unwrap(BY, WRAPPED, PLACE) for _ in range(5)] == [b"kkk"] * 5
    assert asked.count("decrypt") == 5


def test_nothing_is_sealed_in_clear_while_the_store_is_away() -> None:
    keys = CaseKeys(store_keys_of(at(free_port())), None)
    for _ in range(2):
        with pytest.raises(Unreachable):
            keys.to_seal("TW-1")
    assert keys.held("TW-1") is None


def test_a_key_that_was_used_before_serves_while_the_store_is_away() -> None:
    away = threading.Event()
    written = {"data": {"ciphertext": "vault:v1:d3d3"}}
    with fake(lambda asked: (503, {}) if away.is_set() else (200, written if asked == "encrypt" else KEY)) as (one, _):
        keys = CaseKeys(store_keys_of(one), None)
        held = keys.to_seal("TW-1")
        away.set()
        assert keys.to_seal("TW-1") == held and keys.known(held.key.id) == held.key


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://bao.example:8200",
        "https://bao.example:8200/v1/transit/encrypt/tawasul",
        "https://bao.example:8200/v1/transit/keys/",
        "https://bao.example:8200/v1/transit/keys/a/b",
        "https://bao.example:8200/v1/transit/keys/tawasul?version=1",
        "https://token@bao.example:8200/v1/transit/keys/tawasul",
        "https://bao.example:99999/v1/transit/keys/tawasul",
        "ftp://bao.example/v1/transit/keys/tawasul",
        "http://bao.example:8200/v1/transit/keys/tawasul",
        "http://10.0.0.1:8200/v1/transit/keys/tawasul",
    ],
)
def test_an_address_that_is_none_of_a_key_over_tls_is_refused(address: str) -> None:
    with pytest.raises(WrongUsage, match="TAWASUL_KEY_STORE"):
        read_address(address)


def test_an_address_names_server_engine_and_key() -> None:
    read = read_address("https://bao.example/v1/house/transit/keys/tawasul")
    assert (read.host, read.port, read.path("encrypt")) == ("bao.example", 8200, "/v1/house/transit/encrypt/tawasul")


def test_a_token_that_is_none_is_refused_and_not_repeated() -> None:
    with pytest.raises(Unreachable) as refused:
        store_keys_of(at(1, token="two\nlines")).wrap(SECRET, PLACE)
    assert refused.value.cause is Cause.REFUSED and "lines" not in refused.value.about


@pytest.mark.parametrize(
    "given",
    [{}, {"key_store_token": "a", "key_store_sink": "b"}, {"key_store_role": "a"}, {"key_store_secret": "a"}],
    ids=str,
)
def test_one_way_to_log_in_is_named(given: dict[str, str]) -> None:
    with pytest.raises(WrongUsage, match="TAWASUL_KEY_STORE_TOKEN"):
        store_keys_of(Settings(key_store="http://127.0.0.1/v1/transit/keys/tawasul", **given))  # type: ignore[arg-type]
