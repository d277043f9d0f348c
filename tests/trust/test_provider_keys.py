"""The keys of a provider in a worker: fetched again when it is time, kept while the provider is away."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.trust.provider import FETCHING, KEPT, SOONEST, USUAL, ProviderKeys
from chaos.system.http_server import HttpAnswer
from models.trust.keys import SigningKey
from models.trust.provider import public_part
from tests.support.provider import CLIENT, lying_provider, provider

NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)
DISCOVERY = {"issuer": "{issuer}", "token_endpoint": "{issuer}/tokens", "jwks_uri": "{issuer}/keys"}
LIES: tuple[Any, ...] = ({"keys": []}, b"<html>", HttpAnswer(500), HttpAnswer(302, {"Location": "http://127.0.0.1:1/"}))


def looked(keys: ProviderKeys, now: datetime, missing: bool = False) -> set[str]:
    """The ids of the keys after a look that had time to end."""
    keys.look(now, missing)
    for thread in threading.enumerate():
        if thread.name == FETCHING:
            thread.join()
    return {*keys.look(now)}


def test_a_look_never_waits_and_the_keys_are_there_a_moment_later() -> None:
    with provider() as running:
        keys = ProviderKeys(running.issuer, CLIENT)
        assert not keys.look(NOW)
        assert looked(keys, NOW)


def test_after_a_rotation_the_new_keys_count_and_the_old_do_not() -> None:
    with provider() as running:
        keys = ProviderKeys(running.issuer, CLIENT)
        first = looked(keys, NOW)
    with provider(port=running.port) as running:
        soon = NOW + SOONEST - timedelta(seconds=1)
        assert looked(keys, soon) == looked(keys, soon, missing=True) == first
        assert looked(keys, NOW + SOONEST) == first
        second = looked(keys, NOW + SOONEST, missing=True)
        assert second and not second & first


def test_keys_are_looked_at_again_when_they_are_not_fresh_any_more() -> None:
    with provider() as running:
        keys = ProviderKeys(running.issuer, CLIENT)
        first = looked(keys, NOW)
    with provider(port=running.port):
        assert looked(keys, NOW + USUAL - timedelta(seconds=1)) == first
        assert looked(keys, NOW + USUAL) != first


def test_a_provider_that_is_away_leaves_its_keys_for_a_day() -> None:
    with provider() as running:
        keys = ProviderKeys(running.issuer, CLIENT)
        first = looked(keys, NOW)
    assert looked(keys, NOW + KEPT - timedelta(seconds=1)) == first and keys.failed
    assert looked(keys, NOW + KEPT) == set()


def test_a_provider_that_begins_to_lie_changes_nothing() -> None:
    with provider() as running:
        keys = ProviderKeys(running.issuer, CLIENT)
        first = looked(keys, NOW)
    for lie in LIES:
        with lying_provider(running.port, discovery=DISCOVERY, keys=lie):
            keys.fetch(NOW + USUAL)
            assert keys.failed and {*keys.look(NOW + USUAL)} == first


def test_how_long_keys_are_fresh_is_what_the_provider_says_within_reason() -> None:
    public = public_part(SigningKey.made().public)
    body = json.dumps({"keys": [{"kid": "1", **public}]}).encode()
    for said, fresh in (("max-age=7", 60), ("public, max-age=600", 600), ("max-age=999999", 3600), ("no-store", 300)):
        with lying_provider(discovery=DISCOVERY, keys=HttpAnswer(200, {"Cache-Control": said}, body)) as issuer:
            keys = ProviderKeys(issuer, CLIENT)
            keys.fetch(NOW)
        assert {*keys.look(NOW)} == {"1"}
        assert not keys.is_due(NOW + timedelta(seconds=fresh - 1)) and keys.is_due(NOW + timedelta(seconds=fresh))
