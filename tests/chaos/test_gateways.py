"""The fake gateways have the faults that are set, and log each accepted message before its sender gets an answer."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from chaos.history.log import json_lines
from chaos.system import gateways
from chaos.system.gateways import ACCEPTED, DEAD, UNRELIABLE, FakeGateways, GatewayFaults, Treatment, set_faults
from models.codes import Channel

BODY = b"a message"


@pytest.fixture(autouse=True)
def short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "SILENCE", 0.0)


def treated(folder: Path, faults: GatewayFaults, keys: int = 1, seed: int = 7) -> list[Treatment]:
    """What happens to one try of each key."""
    set_faults(folder, {Channel.SMS: faults})
    fake = FakeGateways(folder, seed)

    async def tried() -> list[Treatment]:
        return [await fake.treat(Channel.SMS, f"key-{number}", BODY) for number in range(keys)]

    return asyncio.run(tried())


def accepted(folder: Path) -> list[str]:
    return [line["key"] for line in json_lines(folder / ACCEPTED)]


def test_a_lost_acknowledgement_is_a_message_that_was_accepted(tmp_path: Path) -> None:
    assert treated(tmp_path, GatewayFaults(lose=1)) == [Treatment.LOSE]
    assert accepted(tmp_path) == ["key-0"]


@pytest.mark.parametrize(
    "faults", [GatewayFaults(unavailable=1), GatewayFaults(hang=1), DEAD], ids=["unavailable", "hang", "dead"]
)
def test_a_gateway_logs_no_message_that_it_does_not_accept(tmp_path: Path, faults: GatewayFaults) -> None:
    assert treated(tmp_path, faults) != [Treatment.ACCEPT]
    assert accepted(tmp_path) == []


def test_an_unreliable_gateway_loses_refuses_and_hangs_as_often_as_set(tmp_path: Path) -> None:
    shares = Counter(treated(tmp_path, UNRELIABLE, keys=5_000))
    expected = {Treatment.LOSE: 0.10, Treatment.UNAVAILABLE: 0.05, Treatment.HANG: 0.02}
    for treatment, share in expected.items():
        assert shares[treatment] / 5_000 == pytest.approx(share, abs=0.015)


def test_the_seed_alone_says_how_a_try_is_treated(tmp_path: Path) -> None:
    first = treated(tmp_path / "first", UNRELIABLE, keys=200)
    assert treated(tmp_path / "again", UNRELIABLE, keys=200) == first
    assert treated(tmp_path / "other", UNRELIABLE, keys=200, seed=8) != first


def test_channels_without_faults_accept_everything(tmp_path: Path) -> None:
    set_faults(tmp_path, {Channel.SMS: DEAD})
    fake = FakeGateways(tmp_path, 7)
    assert asyncio.run(fake.treat(Channel.PORTAL, "key", BODY)) is Treatment.ACCEPT
