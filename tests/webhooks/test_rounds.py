"""The deliveries to one subscriber against real servers: in order, with the same bytes, nothing given up too soon."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from activities.records.database import connect
from activities.records.store import Records
from activities.webhooks.secrets import WebhookSecrets
from activities.webhooks.subscribers import (
    LogWanted,
    ReplayWanted,
    change_subscriber,
    delivery_log,
    replay,
    resume_subscriber,
)
from models.codes import DeliveryStatus, WebhookScope
from models.webhooks.subscriber import Subscriber
from tests.support.database import Database, case_of, opening_work, put_on_record, request, work
from tests.support.servers.gateways import DROP
from tests.support.simulation import Case
from tests.webhooks.support import Rounds, rounds

RESOLVED = "note_removed"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def opened(records: Records, number: int = 1, **policy: Any) -> Case:
    """A case on record with its two first events."""
    opening = request(id=f"W-{number}")
    case = case_of(opening, **policy)
    records.append(opening_work(case, opening))
    return case


def test_each_event_is_sent_once_and_in_order(records: Records, database: Database, folder: Path) -> None:
    with rounds(records, database, folder) as sending:
        case = opened(records)
        case.claim()
        records.append(work(case, since=2))
        while sending.run().next_in is not None:
            pass
        assert sending.told.numbers(case.state.reference) == [1, 2, 3]
        assert sending.rows("status") == ["sent"] * 3 and sending.rows("attempts") == [1] * 3


@pytest.mark.parametrize("answer", [500, 400, 302, 429, DROP])
def test_whatever_is_not_taken_is_tried_again_with_the_same_id_and_bytes(
    answer: int, records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, answer) as sending:
        put_on_record(records, case_of(request()))
        assert sending.run().sent == 0
        sending.pass_time(minutes=10)
        assert sending.run().sent == 1
        first, again = sending.told.gateway.received
        assert first.body == again.body and first.headers["webhook-id"] == again.headers["webhook-id"]
        assert sending.told.heard()


def test_a_case_that_is_stuck_holds_up_no_other(records: Records, database: Database, folder: Path) -> None:
    with rounds(records, database, folder, 500) as sending:
        stuck = opened(records, 1).state.reference
        sending.run()
        others = [opened(records, number).state.reference for number in range(2, 5)]
        assert sending.run().sent == 3 and not sending.run().away
        sending.run()
        assert {each["subject"] for each in sending.told.heard()} == {stuck, *others}
        assert all(sending.told.numbers(each) == [1, 2] for each in others)
        assert sending.told.numbers(stuck) == [1]


def test_what_was_not_taken_for_three_days_is_given_up_and_listed_and_the_next_event_follows(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, 500, 500, 500) as sending:
        case = opened(records).state.reference
        sending.run()
        sending.pass_time(hours=71)
        sending.run()
        assert sending.rows("status") == ["pending", "pending"] and not sending.attention()
        sending.pass_time(hours=1)
        sending.run()
        assert sending.rows("status") == ["failed", "pending"]
        assert sending.attention() == [("webhook_failed", sending.told.name)]
        assert sending.run().sent == 1 and sending.told.numbers(case) == [1, 1, 1, 2]


def test_what_no_worker_could_try_for_days_is_not_given_up_at_its_first_try(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, 500) as sending:
        opened(records)
        sending.pass_time(days=5)
        sending.run()
        assert sending.rows("status") == ["pending", "pending"]


def test_what_was_given_up_is_sent_again_when_somebody_has_it_replayed(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, 500, 500) as sending, connect(database.admin_url) as admin:
        case = opened(records).state.reference
        sending.run()
        sending.pass_time(hours=73)
        sending.run()
        sending.run()
        assert replay(admin, sending.told.name, ReplayWanted(failed=True)) == 1
        sending.run()
        assert sending.told.numbers(case) == [1, 1, 2, 1]
        assert len({each["id"] for each in sending.told.heard(case)}) == 2
        lines, total = delivery_log(admin, sending.told.name, LogWanted(status=DeliveryStatus.SENT, limit=1))
        assert (len(lines), total) == (1, 2)


def test_what_happened_before_there_was_a_subscriber_can_be_replayed(
    records: Records, database: Database, folder: Path
) -> None:
    case = opened(records).state.reference
    with rounds(records, database, folder) as sending, connect(database.admin_url) as admin:
        assert sending.run().next_in is None and not sending.told.heard()
        assert replay(admin, sending.told.name, ReplayWanted(reference=case)) == 2
        assert replay(admin, sending.told.name, ReplayWanted(reference=case)) == 0
        sending.run(), sending.run()
        assert sending.told.numbers(case) == [1, 2]


def test_a_subscriber_that_is_gone_is_left_alone_until_somebody_resumes_it(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, 410) as sending, connect(database.admin_url) as admin:
        case = opened(records).state.reference
        assert sending.run().next_in is None
        assert sending.attention() == [("webhook_stopped", sending.told.name)]
        opened(records, 2)
        assert sending.run().next_in is None and len(sending.told.gateway.received) == 1
        resume_subscriber(admin, sending.told.name)
        sending.run(), sending.run()
        assert sending.told.numbers(case) == [1, 1, 2] and sending.rows("status") == ["sent"] * 4


def test_a_subscriber_that_is_away_is_tried_with_a_few(records: Records, database: Database, folder: Path) -> None:
    with rounds(records, database, folder) as sending:
        sending.told.gateway.otherwise = 503
        for number in range(12):
            opened(records, number)
        assert sending.run().away
        assert len(sending.told.gateway.received) < 12
        assert sending.rows("attempts").count(0) > 12  # none of those behind them was tried, and all still wait
        assert set(sending.rows("status")) == {"pending"}


def test_a_pause_that_is_asked_for_is_kept(records: Records, database: Database, folder: Path) -> None:
    with rounds(records, database, folder, 429, Retry_After="120") as sending:
        opened(records)
        done = sending.run()
        assert done.pause == 120 and done.next_in and 100 < done.next_in <= 120


def test_a_delivery_whose_worker_died_is_tried_again_a_minute_later(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder) as sending:
        opened(records)
        with connect(database.migration_url) as owner:  # taken, and never marked
            owner.execute("UPDATE webhook_delivery SET next_at = now() + interval '1 minute' WHERE seq = 1")
        assert sending.run().sent == 0
        sending.pass_time(minutes=1)
        assert sending.run().sent == 1


def test_while_a_secret_is_exchanged_either_is_enough(records: Records, database: Database, folder: Path) -> None:
    with rounds(records, database, folder) as sending, connect(database.admin_url) as admin:
        secrets, name = WebhookSecrets(folder / "webhook.secrets"), sending.told.name
        secrets.add("newer")
        both = Subscriber(name=name, url=sending.told.gateway.url, secrets=("newer", name), scope=WebhookScope.STAFF)
        change_subscriber(admin, both)
        opened(records)
        sending.run()
        assert sending.told.heard()
        assert len(sending.told.gateway.received[0].headers["webhook-signature"].split(" v1,")) == 2


@pytest.mark.parametrize(
    ("secrets", "url", "code"),
    [(("unknown",), None, "no_secret"), (None, "http://192.168.7.7/", "address_not_allowed")],
)
def test_what_cannot_be_sent_from_here_waits(
    secrets: tuple[str, ...] | None, url: str | None, code: str, records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder) as sending, connect(database.admin_url) as admin:
        own = (sending.told.name,)
        said = Subscriber(name=own[0], url=url or sending.told.gateway.url, secrets=secrets or own)
        change_subscriber(admin, said)
        opened(records)
        assert sending.run().away
        assert sending.rows("error")[0] == code and sending.rows("status")[0] == "pending"


def test_who_may_see_less_from_now_on_is_told_less_of_what_waits(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, 500, types=()) as sending, connect(database.admin_url) as admin:
        case = opened(records)
        case.claim()
        records.append(work(case, since=2))
        sending.run()  # fixes the bytes of the first as staff see it
        name, url = sending.told.name, sending.told.gateway.url
        change_subscriber(admin, Subscriber(name=name, url=url, secrets=(name,)))
        sending.pass_time(minutes=5)
        sending.run()
        assert [each["data"]["type"] for each in sending.told.heard()] == ["opened", "opened"]
        assert "stage" in sending.told.heard()[0]["data"] and "stage" not in sending.told.heard()[1]["data"]
        assert sending.rows("type") == ["opened"]


def test_of_a_reply_that_can_be_recalled_beneficiaries_hear_only_when_it_goes_out(
    records: Records, database: Database, folder: Path
) -> None:
    seen: Rounds
    with rounds(records, database, folder, scope=WebhookScope.BENEFICIARY) as seen:
        case = opened(records, recall=timedelta(minutes=30))
        case.claim().approve()
        records.append(work(case, since=2))
        assert "resolved" in {event.body.type for event in case.events}
        while seen.run().next_in is not None:
            pass
        assert [each["data"]["type"] for each in seen.told.heard()] == ["opened"]


@pytest.mark.parametrize(
    ("narrowed", "told"),
    [
        ({"pack": "another"}, []),
        ({"channels": ("muqeem",)}, []),
        ({"channels": ("absher_individuals",), "types": ("assessed",)}, ["assessed"]),
        ({}, ["opened", "assessed"]),
    ],
)
def test_a_subscriber_is_told_of_what_it_was_added_for(
    narrowed: dict[str, Any], told: list[str], records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder, **narrowed) as sending:
        opened(records)
        sending.run(), sending.run()
        assert [each["data"]["type"] for each in sending.told.heard()] == told


def test_what_was_delivered_long_ago_leaves_the_log(records: Records, database: Database, folder: Path) -> None:
    with rounds(records, database, folder) as sending:
        opened(records)
        sending.run(), sending.run()
        with connect(database.migration_url) as owner:
            owner.execute("UPDATE webhook_delivery SET ended_at = ended_at - interval '31 days' WHERE seq = 1")
        sending.run()
        assert sending.rows("seq") == [2]


def test_a_delivery_names_nobody_and_repeats_nothing_that_somebody_wrote(
    records: Records, database: Database, folder: Path
) -> None:
    with rounds(records, database, folder) as sending:
        opening = request()
        case = case_of(opening)
        records.append(opening_work(case, opening))
        case.claim().do("note", text="ملاحظة سرية")
        records.append(work(case, since=2))
        while sending.run().next_in is not None:
            pass
        sent = b"".join(each.body for each in sending.told.gateway.received).decode()
        person = opening.applicant
        written = (person.name_ar, person.name_en, person.id_number, person.mobile, opening.subject, "سرية", "omar")
        assert [each for each in written if each and each in sent] == [] and len(sending.told.heard()) == 4
