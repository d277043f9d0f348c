"""Roundups: several cases are told in one mail to each recipient, none is lost from it, and none is told twice."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path
from typing import Any

import psycopg
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import staff
from activities.notices import roundups
from activities.notices.channels import channels_of, mailbox_of
from activities.notices.deliver import PERMANENT, NoticeWork
from activities.records.database import connect
from activities.records.store import Records
from activities.staff import Member
from models.codes import Audience, Role
from models.language import Text
from models.packs.messages import Message, Roundup
from models.packs.pack import Pack
from models.policy import RoundupRule
from stack.embedded import LOOPBACK
from tests.support.database import Database, case_of, opening_work, request
from tests.support.policies.small_pack import MORNING, order, small_pack
from tests.support.servers.gateways import DROP, FakeMailRelay, mail_relay
from workflows.ports import DeliverNotice

WAIT = timedelta(minutes=1)
DUE = MORNING + WAIT
TOLD = Message(
    subject=Text(ar="تصعيد {reference}", en="Escalation {reference}"),
    body=Text(ar="بلغ {reference}", en="{reference} has reached a rung"),
    entry=Text(ar="الطلب {reference}: {subject}", en="Request {reference}: {subject}"),
)
ROUNDUP = Roundup(
    when=RoundupRule(every=timedelta(hours=1)),
    wait=WAIT,
    subject=Text(ar="موجز: {number}", en="Roundup: {number}"),
    body=Text(ar="العدد {number}\n\n{entries}\n\nانتهى", en="There are {number}\n\n{entries}\n\nThe end"),
)
REQUESTS = [request(id=f"SR-{number}") for number in range(3)]
Deliveries = Callable[..., NoticeWork]


def pack(**changes: Any) -> Pack:
    return small_pack(told=TOLD).model_copy(update={"roundups": {"rungs": ROUNDUP}} | changes)


@pytest.fixture
def deliveries(records: Records, tmp_path: Path, database: Database) -> Deliveries:
    """The delivery activity over records with three cases, and two supervisors with an address."""
    for each in REQUESTS:
        records.append(opening_work(case_of(each), each))
    with connect(database.admin_url) as connection:
        for name, language in (("salma", "ar"), ("dana", "en")):
            person = Member(
                id=name,
                name=name,
                role=Role.SUPERVISOR,
                teams=("exit_visas",),
                email=f"{name}@example.com",
                language=language,
            )
            staff.add(connection, person)

    def with_servers(given: Pack | None = None, **servers: str) -> NoticeWork:
        senders = channels_of(tmp_path, allowed_networks=LOOPBACK, **servers)
        return NoticeWork(records, {"small": given or pack()}, senders, mailbox_of(tmp_path))

    return with_servers


def told(number: int, *people: str, due: datetime | None = None, **changes: Any) -> DeliverNotice:
    """An escalation of one of the cases to people, in a roundup."""
    values = {"due_at": (due or MORNING + timedelta(hours=number)).isoformat()}
    fields = {"template": "told", "audience": Audience.ESCALATION, "values": values, "roundup": "rungs"} | changes
    return order(reference=REQUESTS[number].reference, people=people or ("salma",), **fields)


def attempt(work: NoticeWork, wanted: DeliverNotice, at: datetime) -> ApplicationError | None:
    worker = ActivityEnvironment()
    worker.info = replace(worker.info, current_attempt_scheduled_time=at)
    try:
        worker.run(work.deliver, wanted)
    except ApplicationError as failure:
        return failure
    return None


def deliver_all(work: NoticeWork, orders: Iterable[DeliverNotice], at: datetime = DUE) -> None:
    wanted = list(orders)
    for each in wanted:
        assert attempt(work, each, MORNING) is not None
    for each in wanted:
        assert attempt(work, each, at) is None


def mails(relay: FakeMailRelay) -> list[tuple[list[str], Mail]]:
    return [(each.rcpt_tos, message_from_bytes(each.content)) for each in relay.received]


def text_of(mail: Mail) -> str:
    part = mail.get_payload(0) if mail.is_multipart() else mail
    assert isinstance(part, Mail)
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def references_in(mail: Mail) -> list[str]:
    return [each.reference for each in REQUESTS if each.reference in text_of(mail)]


def query(database: Database, text: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute(text).fetchall()


def test_several_cases_are_told_in_one_mail_the_most_pressing_first(deliveries: Deliveries, database: Database) -> None:
    with mail_relay() as relay:
        work = deliveries(smtp_url=relay.url)
        deliver_all(work, (told(number, due=MORNING - timedelta(hours=number)) for number in range(3)))
    ((to, mail),) = mails(relay)
    body = text_of(mail)
    assert to == ["salma@example.com"] and body.startswith("العدد 3") and body.rstrip().endswith("انتهى")
    places = [body.index(each.reference) for each in REQUESTS]
    assert places == sorted(places, reverse=True)
    assert query(database, "SELECT status, count(*) FROM notice GROUP BY 1") == [("sent", 3)]
    assert query(database, "SELECT status, attempts FROM roundup") == [("sent", 1)]


def test_what_is_on_its_way_is_waited_for_and_no_channel_is_blamed(deliveries: Deliveries, database: Database) -> None:
    early = attempt(deliveries(), told(0), MORNING)
    assert early and early.next_retry_delay == WAIT
    assert query(database, "SELECT status, attempts, error FROM notice") == [("pending", 0, None)]


def test_each_recipient_has_a_mail_of_their_own_in_their_language(deliveries: Deliveries) -> None:
    with mail_relay() as relay:
        deliver_all(deliveries(smtp_url=relay.url), [told(0, "salma", "dana"), told(1, "dana")])
    found = {to[0]: mail for to, mail in mails(relay)}
    assert text_of(found["salma@example.com"]).startswith("العدد 1")
    assert text_of(found["dana@example.com"]).startswith("There are 2")
    assert references_in(found["dana@example.com"]) == [each.reference for each in REQUESTS[:2]]


def test_a_case_that_comes_after_the_mail_is_told_in_a_further_one(deliveries: Deliveries) -> None:
    with mail_relay() as relay:
        work = deliveries(smtp_url=relay.url)
        deliver_all(work, [told(0)])
        assert attempt(work, told(1), DUE) is not None
        assert attempt(work, told(1), DUE + WAIT) is None
        assert attempt(work, told(0), DUE + WAIT) is None
    (_, first), (_, second) = mails(relay)
    assert (references_in(first), references_in(second)) == ([REQUESTS[0].reference], [REQUESTS[1].reference])
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize("trouble", [451, DROP])
def test_every_try_has_the_same_key_and_bytes_whoever_makes_it(
    deliveries: Deliveries, database: Database, trouble: int
) -> None:
    with mail_relay(trouble) as relay:
        work = deliveries(smtp_url=relay.url)
        for number in range(2):
            attempt(work, told(number), MORNING)
        assert attempt(work, told(0), DUE) is not None
        edited = pack(roundups={"rungs": ROUNDUP.model_copy(update={"subject": Text(ar="آخر", en="other")})})
        later = deliveries(edited, smtp_url=relay.url)
        assert attempt(later, told(2), DUE) is not None  # comes too late for the mail that is fixed
        assert attempt(later, told(1), DUE + roundups.TAKEN_FOR) is None
        assert attempt(later, told(0), DUE + roundups.TAKEN_FOR) is None
    contents = [each.content for each in relay.received]
    assert len(set(contents)) == 1
    assert references_in(message_from_bytes(contents[-1])) == [each.reference for each in REQUESTS[:2]]
    assert query(database, "SELECT count(*) FROM roundup") == [(1,)]


def test_two_workers_at_once_send_one_mail(deliveries: Deliveries, database: Database) -> None:
    with mail_relay() as relay:
        work = deliveries(smtp_url=relay.url)
        for number in range(2):
            attempt(work, told(number), MORNING)
        assert attempt(work, told(0), DUE) is None
        with psycopg.connect(database.migration_url) as connection:  # a worker that died after the mail was taken
            connection.execute("UPDATE roundup SET status = 'pending', sent_at = NULL")
        busy = attempt(work, told(1), DUE)
        assert busy and busy.message == "roundup_is_sent" and busy.next_retry_delay
        assert attempt(work, told(1), DUE + roundups.TAKEN_FOR) is None
    first, again = (each.content for each in relay.received)
    assert first.split(b"Message-ID")[1].split(b"\r\n")[0] == again.split(b"Message-ID")[1].split(b"\r\n")[0]


def test_a_recipient_who_is_refused_for_good_fails_the_notice(deliveries: Deliveries, database: Database) -> None:
    with mail_relay(550) as relay:
        work = deliveries(smtp_url=relay.url)
        attempt(work, told(0), MORNING)
        refused = attempt(work, told(0), DUE)
    assert refused and refused.type == PERMANENT
    assert query(database, "SELECT status, error FROM roundup") == [("failed", "smtp_550")]


def test_more_than_a_mail_holds_goes_in_further_ones(deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roundups, "MOST_ENTRIES", 2)
    with mail_relay() as relay:
        deliver_all(deliveries(smtp_url=relay.url), map(told, range(3)))
    found = [references_in(mail) for _, mail in mails(relay)]
    assert sorted(map(len, found)) == [1, 2]
    assert {name for names in found for name in names} == {each.reference for each in REQUESTS}


def test_somebody_without_an_address_is_told_by_itself_where_notices_without_one_go(
    deliveries: Deliveries, database: Database, tmp_path: Path
) -> None:
    with connect(database.admin_url) as connection:
        staff.add(connection, Member(id="omar", name="omar", role=Role.OFFICER, teams=("exit_visas",)))
    assert attempt(deliveries(), told(0, "omar"), MORNING) is None
    (letter,) = [json.loads(file.read_text()) for file in mailbox_of(tmp_path).folder.glob("*.json")]
    assert letter["to"] == ["staff:omar"] and query(database, "SELECT count(*) FROM roundup_entry") == [(0,)]


def test_a_pack_without_the_roundup_tells_each_case_by_itself(deliveries: Deliveries) -> None:
    with mail_relay() as relay:
        assert attempt(deliveries(pack(roundups={}), smtp_url=relay.url), told(0), MORNING) is None
    ((_, mail),) = mails(relay)
    assert mail["Subject"] and references_in(mail) == [REQUESTS[0].reference]


def test_nothing_of_a_person_is_left_of_a_roundup_that_was_sent(deliveries: Deliveries, database: Database) -> None:
    with mail_relay() as relay:
        deliver_all(deliveries(smtp_url=relay.url), [told(0)])
    assert query(database, "SELECT length(body) FROM roundup_entry") == [(0,)]
    kept = " ".join(map(str, query(database, "SELECT subject, opening, closing FROM roundup")[0]))
    assert REQUESTS[0].reference not in kept
