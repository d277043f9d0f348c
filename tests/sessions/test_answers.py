"""What a provider answers is not believed because it answers: size, time, addresses and meaning are looked at."""

import json
from typing import Any

import pytest

import activities.trust.http
from chaos.system.http_server import HttpAnswer
from errors import Cause, LoginFailed, LoginFault, Unreachable
from models.trust.keys import SigningKey
from models.trust.provider import public_part
from sessions.login.begin import begin_session
from tests.support.gateways import silent_server
from tests.support.provider import CLIENT, PersonAtBrowser, lying_provider

DISCOVERY = {
    "issuer": "{issuer}",
    "token_endpoint": "{issuer}/tokens",
    "jwks_uri": "{issuer}/keys",
    "device_authorization_endpoint": "{issuer}/devices",
}
KEYS = {"keys": [{"kid": "1", **public_part(SigningKey.made().public)}]}
CODE = {"device_code": "d", "user_code": "U-1", "verification_uri": "{issuer}/go", "expires_in": 2, "interval": 1}


def why_not(**pages: Any) -> tuple[LoginFault, str]:
    good: dict[str, Any] = {"discovery": DISCOVERY, "keys": KEYS, "devices": CODE}
    with lying_provider(**(good | pages)) as issuer, pytest.raises(LoginFailed) as failed:
        begin_session(issuer, CLIENT, PersonAtBrowser("f81d4fae", comes=False))
    return failed.value.fault, failed.value.about.replace(issuer, "")


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (DISCOVERY | {"issuer": "https://other.example"}, "other_issuer"),
        ([1, 2], "other_issuer"),
        (b"<html>", "other_issuer"),
        (b"[" * 200_000, "other_issuer"),
        (b" " * 300_000, "too_much"),
        (DISCOVERY | {"jwks_uri": 5}, "no_address"),
        (DISCOVERY | {"token_endpoint": ""}, "no_address"),
        (DISCOVERY | {"jwks_uri": "http://keys.example/keys"}, "insecure_address"),
        (DISCOVERY | {"jwks_uri": "file:///etc/passwd"}, "insecure_address"),
        (DISCOVERY | {"token_endpoint": "https://user:secret@tokens.example/"}, "insecure_address"),
        (DISCOVERY | {"authorization_endpoint": "javascript:alert(1)"}, "insecure_address"),
    ],
    ids=str,
)
def test_a_provider_that_says_what_cannot_be_is_not_used(document: Any, why: str) -> None:
    assert why_not(discovery=document) == (LoginFault.BAD_PROVIDER, why)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"keys": 5},
        {"keys": []},
        {"keys": [None, 1, {"kid": "1"}, {"kid": "1", "kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [KEYS["keys"][0] | {"use": "enc"}]},
        {"keys": [KEYS["keys"][0] | {"alg": "HS256"}]},
        {"keys": [KEYS["keys"][0] | {"kid": ""}]},
    ],
    ids=["no field", "a number", "empty", "no keys", "for encryption", "by a secret", "without an id"],
)
def test_keys_that_sign_no_tokens_are_none(keys: Any) -> None:
    assert why_not(keys=keys) == (LoginFault.BAD_PROVIDER, "no_keys")


def test_nobody_is_sent_to_another_address_than_a_safe_one() -> None:
    assert why_not(devices=CODE | {"verification_uri": "javascript:alert(1)"}) == (LoginFault.BAD_PROVIDER, "no_code")
    assert why_not(devices=CODE | {"user_code": 5}) == (LoginFault.BAD_PROVIDER, "no_code")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"error": "invalid_grant"}, (LoginFault.PROVIDER_REFUSED, "invalid_grant")),
        ({"error": "access_denied"}, (LoginFault.DENIED, "")),
        ({"error": "slow_down"}, (LoginFault.CODE_RAN_OUT, "")),
        ({"error": {"deep": 1}}, (LoginFault.PROVIDER_REFUSED, "http_400")),
    ],
    ids=str,
)
def test_an_error_of_the_provider_ends_the_login_by_its_code(answer: Any, why: tuple[LoginFault, str]) -> None:
    assert why_not(tokens=HttpAnswer(400, {}, json.dumps(answer).encode())) == why


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({}, (LoginFault.NOT_BOUND, "")),
        ({"access_token": "opaque", "id_token": 7}, (LoginFault.NOT_BOUND, "")),
        ({"id_token": "e30.e30."}, (LoginFault.BAD_TOKEN, "unknown_issuer_key")),
        ({"id_token": "x" * 9_000}, (LoginFault.BAD_TOKEN, "too_long")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_answer_without_a_token_of_the_key_gives_no_session(answer: Any, why: tuple[LoginFault, str]) -> None:
    assert why_not(tokens=answer) == why


def test_no_redirect_is_followed() -> None:
    elsewhere = HttpAnswer(302, {"Location": "http://127.0.0.1:1/keys"})
    for page in ("discovery", "keys"):
        with pytest.raises(Unreachable) as refused:
            why_not(**{page: elsewhere})
        assert refused.value.about.endswith("HTTP 302")


def test_a_provider_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activities.trust.http, "TIMEOUT", 0.3)
    with silent_server() as port, pytest.raises(Unreachable) as late:
        begin_session(f"http://127.0.0.1:{port}", CLIENT, PersonAtBrowser("f81d4fae"))
    assert late.value.cause is Cause.TIMED_OUT
