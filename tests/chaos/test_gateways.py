"""The far sides misbehave as they are ordered, and write down what they accepted before anybody hears of it."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from chaos.history.log import json_lines
from chaos.system import gateways as farsides
from chaos.system.gateways import ACCEPTED, DEAD, UNRELIABLE, FarSides, Faults, Treatment, order
from models.codes import Channel

BODY = b"a message"


@pytest.fixture(autouse=True)
def short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(farsides, "SILENCE", 0.0)


def treated(folder: Path, faults: Faults, keys: int = 1, seed: int = 7) -> list[Treatment]:
    """What happens to one try of each key."""
    order(folder, {Channel.SMS: faults})
    far = FarSides(folder, seed)

    async def tried() -> list[Treatment]:
        return [await far.treat(Channel.SMS, f"key-{number}", BODY) for number in range(keys)]

    return asyncio.run(tried())


def accepted(folder: Path) -> list[str]:
    return [line["key"] for line in json_lines(folder / ACCEPTED)]


def test_a_lost_acknowledgement_is_a_message_that_was_accepted(tmp_path: Path) -> None:
    assert treated(tmp_path, Faults(lose=1)) == [Treatment.LOSE]
    assert accepted(tmp_path) == ["key-0"]


@pytest.mark.parametrize("faults", [Faults(unavailable=1), Faults(hang=1), DEAD], ids=["unavailable", "hang", "dead"])
def test_a_far_side_that_does_not_take_a_message_does_not_write_it_down(tmp_path: Path, faults: Faults) -> None:
    assert treated(tmp_path, faults) != [Treatment.ACCEPT]
    assert accepted(tmp_path) == []


def test_an_unreliable_far_side_loses_refuses_and_hangs_as_often_as_ordered(tmp_path: Path) -> None:
    shares = Counter(treated(tmp_path, UNRELIABLE, keys=5_000))
    ordered = {Treatment.LOSE: 0.10, Treatment.UNAVAILABLE: 0.05, Treatment.HANG: 0.02}
    for treatment, share in ordered.items():
        assert shares[treatment] / 5_000 == pytest.approx(share, abs=0.015)


def test_the_seed_alone_says_how_a_try_is_treated(tmp_path: Path) -> None:
    first = treated(tmp_path / "first", UNRELIABLE, keys=200)
    assert treated(tmp_path / "again", UNRELIABLE, keys=200) == first
    assert treated(tmp_path / "other", UNRELIABLE, keys=200, seed=8) != first


def test_channels_that_no_order_names_behave_well(tmp_path: Path) -> None:
    order(tmp_path, {Channel.SMS: DEAD})
    far = FarSides(tmp_path, 7)
    assert asyncio.run(far.treat(Channel.PORTAL, "key", BODY)) is Treatment.ACCEPT
