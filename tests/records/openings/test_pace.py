"""Openings are limited for one applicant and for one channel; nobody else is held up by it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from activities.records.pace import Pace
from activities.records.store import Records
from bench.packs import copy_packs
from errors import Refused
from models.case.state import Receipt
from models.codes import RefusalCode
from models.packs.pack import Openings
from settings import load
from tests.support.database import case_of, opening_work, request
from tests.support.system import System, an_iqama, running

FEW = Openings(per_applicant_a_day=2, per_channel_an_hour=3)


@pytest.fixture(scope="module")
async def narrow(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system whose pack takes three requests a day of one applicant."""
    folder = tmp_path_factory.mktemp("narrow")
    policies = copy_packs(folder / "policies", {"passports/pack.toml": few_a_day}, load().policies)
    async with running(folder / "home", policies=policies) as system:
        yield system


def few_a_day(pack: dict[str, Any]) -> None:
    """Take three requests a day of one applicant."""
    pack["openings"]["per_applicant_a_day"] = 3


async def test_a_flood_of_one_applicant_is_refused_and_others_are_taken(narrow: System) -> None:
    flood = [narrow.request(applicant__id_number=IQAMA) for _ in range(25)]
    answers = await asyncio.gather(*(narrow.open(each) for each in flood), return_exceptions=True)
    taken = [each for each, answer in zip(flood, answers, strict=True) if isinstance(answer, Receipt)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert (len(taken), len(refused)) == (3, 22)
    assert {(each.code, each.retryable) for each in refused} == {(RefusalCode.TOO_MANY_REQUESTS, True)}
    assert all(each.at for each in refused)
    again = await narrow.open(taken[0])
    assert isinstance(again, Receipt) and again.reference == taken[0].reference
    assert (await narrow.submit()).reference


IQAMA = an_iqama()


def test_each_limit_is_free_again_when_its_time_has_passed(records: Records) -> None:
    opened = []
    for number, iqama in enumerate((IQAMA, IQAMA, an_iqama())):
        one = request(id=f"P-{number}", applicant__id_number=iqama)
        case = case_of(one)
        records.append(opening_work(case, one))
        opened.append(case.state.last_at)
    at = max(each for each in opened if each) + timedelta(minutes=1)
    same, other = request(id="S", applicant__id_number=IQAMA), request(id="O", applicant__id_number=an_iqama())
    first = min(each for each in opened if each)
    assert Pace().free_again(records, same, FEW, at) == first + timedelta(days=1)
    assert Pace().free_again(records, same, FEW, at + timedelta(days=1)) is None
    assert Pace().free_again(records, other, FEW, at) == first + timedelta(hours=1)
    assert Pace().free_again(records, other, FEW, at + timedelta(hours=1)) is None
    assert Pace().free_again(records, other, Openings(), at) is None
