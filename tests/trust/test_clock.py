"""Whom a worker trusts is a matter of the records' time: its own clock may be hours wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.records.store import Records
from activities.trust import clock
from activities.trust.clock import RecordsClock
from activities.trust.trust_list import TrustList
from models.trust.forgery import Forgery
from models.trust.statement import CaseAddress
from tests.support.database import Database
from tests.support.requests import wire_request
from tests.support.trust import filed, house_keys

PLACE = CaseAddress("default", "TW-TEST-TEST-TEST-0")


@pytest.fixture
def own_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[timedelta]]:
    """By how much the worker's own clock is wrong, look after look; the last one stays."""
    wrong = [timedelta()]

    class Wrong(datetime):
        """The class `datetime` with another present."""

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + (wrong.pop(0) if len(wrong) > 1 else wrong[0])

    monkeypatch.setattr(clock, "datetime", Wrong)
    yield wrong


@pytest.mark.parametrize("hours", [-7, 5])
def test_a_worker_with_a_wrong_clock_trusts_a_key_that_was_put_on_record_just_now(
    database: Database, records: Records, own_clock: list[timedelta], hours: int
) -> None:
    own_clock[:] = [timedelta(hours=hours)]
    house_keys(database)
    wire = wire_request(id="by-a-wrong-clock")
    trust, signed = TrustList(records), filed(wire)
    request = trust.signed_fingerprint(PLACE, wire["channel"], signed, ("f" * 64,))
    assert request is Forgery.BAD_SIGNATURE  # of another request: but its signer is known


def test_a_clock_that_goes_back_makes_no_list_younger_than_now(records: Records, own_clock: list[timedelta]) -> None:
    """A metric takes no negative number: its refusal ended the reading, and who was taken off the list stayed on it."""
    own_clock[:] = [timedelta()]
    trust = TrustList(records)
    trust.read()
    own_clock[:] = [timedelta(hours=-7)]
    assert trust.age() == 0.0


def test_time_is_that_of_the_records_whatever_the_own_clock_says(records: Records, own_clock: list[timedelta]) -> None:
    own_clock[:] = [timedelta(hours=-7)]
    known = RecordsClock(records)
    assert datetime.now(UTC) - known.now() > timedelta(hours=6)
    known.ask()
    assert abs(datetime.now(UTC) - known.now()) < timedelta(seconds=5)


def test_a_worker_that_slept_while_the_records_answered_keeps_the_time_it_knew(
    records: Records, own_clock: list[timedelta]
) -> None:
    own_clock[:] = [timedelta()]
    known = RecordsClock(records)
    known.ask()
    own_clock[:] = [timedelta(seconds=-90), timedelta()]
    known.ask()
    assert abs(datetime.now(UTC) - known.now()) < timedelta(seconds=5)
