"""Delivery of notices: fixed once, sent under one key with the same bytes, and listed when it is given up."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from typer.testing import CliRunner, Result

from activities import absences, staff
from activities.notices.channels import channels_of, mailbox_of
from activities.notices.deliver import PERMANENT, TRANSIENT, NoticeWork
from activities.records.attention import mark_failed
from activities.records.database import connect
from activities.records.store import Records
from activities.staff import AlreadyStaff, Member
from commands.work.lists import notices as notices_command
from errors import NoSuchCase
from models.codes import Audience, Channel, Role
from models.intake.reference import derive_reference
from models.packs.messages import Message, Sms
from stack.embedded import LOOPBACK
from tests.support.database import Database, case_of, opening_work, request
from tests.support.policies.small_pack import MORNING, order, small_pack
from tests.support.servers.gateways import DROP, http_gateway, mail_relay
from tests.support.simulation import DIRECTOR
from tests.support.trust import at_the_desk
from workflows.notices.ports import DeliverTogether
from workflows.ports import DeliverNotice

REQUEST = request()
Deliveries = Callable[..., NoticeWork]


@pytest.fixture
def deliveries(records: Records, tmp_path: Path) -> Deliveries:
    """The delivery activity, made for given servers, over records with one case."""
    records.append(opening_work(case_of(REQUEST), REQUEST))

    def with_servers(packs: Mapping[str, Any] | None = None, **servers: str) -> NoticeWork:
        senders = channels_of(tmp_path, allowed_networks=LOOPBACK, **servers)
        return NoticeWork(records, packs or {"small": small_pack()}, senders, mailbox_of(tmp_path))

    return with_servers


def attempt(work: NoticeWork, wanted: DeliverNotice) -> str:
    worker = ActivityEnvironment()
    worker.info = replace(worker.info, current_attempt_scheduled_time=MORNING)
    return worker.run(work.deliver, wanted).key


def deliver(work: NoticeWork, wanted: DeliverNotice) -> None:
    assert attempt(work, wanted) == wanted.notice.key


def failure(work: NoticeWork, wanted: DeliverNotice) -> ApplicationError:
    with pytest.raises(ApplicationError) as caught:
        attempt(work, wanted)
    assert caught.value.__cause__ is None and "+9665" not in str(caught.value)
    return caught.value


def sms(**changes: Any) -> DeliverNotice:
    return order(Channel.SMS, reference=REQUEST.reference, **changes)


def mail(**changes: Any) -> DeliverNotice:
    return order(Channel.EMAIL, reference=REQUEST.reference, **changes)


def row(database: Database, columns: str) -> tuple[Any, ...]:
    (found,) = rows(database, f"SELECT {columns} FROM notice")
    return found


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute(query).fetchall()


def letters(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in sorted(mailbox_of(folder).folder.glob("*.json"))]


def hire(database: Database, *people: Member) -> None:
    with connect(database.admin_url) as connection:
        for person in people:
            staff.add(connection, person)


def officer(name: str, **more: Any) -> Member:
    return Member(**({"id": name, "name": name, "role": Role.OFFICER, "teams": ("exit_visas",)} | more))


# Several at once


def test_of_several_at_once_each_is_tried_once_and_what_fails_is_tried_by_itself(
    deliveries: Deliveries, database: Database
) -> None:
    orders = (sms(), mail())
    together = DeliverTogether(**orders[0].model_dump(exclude={"notice"}), notices=[each.notice for each in orders])
    worker = ActivityEnvironment()
    worker.info = replace(worker.info, current_attempt_scheduled_time=MORNING)
    with http_gateway(503) as gateway:
        work = deliveries(sms_url=gateway.url)
        (receipt,) = worker.run(work.deliver_together, together).receipts
        assert receipt.key == orders[1].notice.key and receipt.digest
        assert set(rows(database, "SELECT channel, status, attempts FROM notice")) == {
            ("sms", "pending", 1),
            ("email", "sent", 1),
        }
        deliver(work, orders[0])
        both = worker.run(work.deliver_together, together).receipts
    assert [each.key for each in both] == [each.notice.key for each in orders] and len(gateway.received) == 2
    assert {each[0] for each in rows(database, "SELECT status FROM notice")} == {"sent"}


# Sent once, with the same key and bytes on every try


def test_a_notice_goes_to_the_applicant_and_is_marked_as_sent(deliveries: Deliveries, database: Database) -> None:
    with http_gateway() as gateway:
        deliver(deliveries(sms_url=gateway.url), sms())
    assert json.loads(gateway.received[0].body)["to"] == ["+966512340011"]
    fields = "status, attempts, recipients, sent_at, error"
    assert row(database, fields) == ("sent", 1, ["+966512340011"], MORNING, None)


def test_a_notice_marked_as_sent_is_not_sent_again(deliveries: Deliveries) -> None:
    with http_gateway() as gateway:
        work = deliveries(sms_url=gateway.url)
        deliver(work, sms())
        deliver(work, sms())
    assert len(gateway.received) == 1


@pytest.mark.parametrize("trouble", [503, DROP])
def test_every_try_has_the_same_key_and_bytes_though_pack_and_request_changed(
    deliveries: Deliveries, database: Database, trouble: int
) -> None:
    with http_gateway(trouble) as gateway:
        refusal = failure(deliveries(sms_url=gateway.url), sms())
        assert (refusal.type, refusal.non_retryable) == (TRANSIENT, False)
        edited = small_pack(asked=Message(sms=Sms(ar="نص آخر", en="another text")))
        with psycopg.connect(database.migration_url) as connection:
            connection.execute("UPDATE request SET received = received #- '{applicant,mobile}'")
        deliver(deliveries({"small": edited}, sms_url=gateway.url), sms(language="en"))
    first, second = gateway.received
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == sms().notice.key
    assert row(database, "status, attempts") == ("sent", 2)


def test_the_pause_a_gateway_asks_for_is_kept(deliveries: Deliveries, database: Database) -> None:
    with http_gateway(429, Retry_After="120") as gateway:
        refusal = failure(deliveries(sms_url=gateway.url), sms())
    assert refusal.next_retry_delay == timedelta(seconds=120)
    assert row(database, "status, error") == ("pending", "http_429")


def test_what_a_gateway_refuses_for_good_is_not_tried_again(deliveries: Deliveries, database: Database) -> None:
    with http_gateway(422) as gateway:
        refusal = failure(deliveries(sms_url=gateway.url), sms())
    assert (refusal.type, refusal.non_retryable, refusal.message) == (PERMANENT, True, "http_422")


def test_an_sms_with_a_link_is_never_sent(deliveries: Deliveries, database: Database) -> None:
    phishing = small_pack(asked=Message(sms=Sms(ar="زوروا absher.example", en="see absher.example")))
    with http_gateway() as gateway:
        refusal = failure(deliveries({"small": phishing}, sms_url=gateway.url), sms())
    assert (refusal.type, refusal.message, gateway.received) == (PERMANENT, "sms_with_link", [])


def test_a_case_not_yet_on_record_and_a_text_not_yet_written_are_waited_for(
    deliveries: Deliveries, records: Records
) -> None:
    assert failure(deliveries(), order(Channel.SMS)).message == "request_not_recorded"
    assert failure(deliveries(), sms(template="unwritten")).message == "text_missing"
    assert failure(deliveries({"other": small_pack()}), sms()).message == "pack_missing"


# Everybody is reached


def test_a_beneficiary_without_an_address_is_reached_in_the_portal(deliveries: Deliveries, database: Database) -> None:
    with http_gateway() as portal, mail_relay() as relay:
        work = deliveries(
            smtp_url=relay.url, portal_url=portal.url, portal_secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        )
        deliver(work, mail())
    assert not relay.received
    assert json.loads(portal.received[0].body)["data"]["to"] == [f"{REQUEST.source}:{REQUEST.id}"]
    assert rows(database, "SELECT count(*) FROM attention") == [(0,)]


def test_staff_are_written_to_at_their_own_addresses_in_their_language(
    deliveries: Deliveries, database: Database
) -> None:
    hire(database, officer("omar", email="omar@example.com", language="en"), officer("nora"))
    with mail_relay() as relay:
        deliver(deliveries(smtp_url=relay.url), mail(audience=Audience.ESCALATION, people=("omar", "nora")))
    assert relay.received[0].rcpt_tos == ["omar@example.com"]
    assert row(database, "subject")[0].startswith("Request")


def test_who_stands_in_for_a_holder_away_is_written_to(deliveries: Deliveries, database: Database) -> None:
    hire(database, *(officer(name, email=f"{name}@example.com") for name in ("omar", "nora")))
    with connect(database.admin_url) as connection:
        absences.go_away(connection, "omar", MORNING - timedelta(days=1), MORNING + timedelta(days=1), "nora")
    with mail_relay() as relay:
        deliver(deliveries(smtp_url=relay.url), mail(audience=Audience.ASSIGNEE, people=("omar",)))
    assert relay.received[0].rcpt_tos == ["nora@example.com"]


@pytest.mark.parametrize(("substitute", "told"), [("nora", {"nora", "omar"}), (None, {"omar"})])
def test_who_was_given_a_case_is_written_to_while_away_and_so_is_who_stands_in(
    deliveries: Deliveries, database: Database, substitute: str | None, told: set[str]
) -> None:
    hire(database, *(officer(name, email=f"{name}@example.com") for name in ("omar", "nora")))
    with connect(database.admin_url) as connection:
        absences.go_away(connection, "omar", MORNING - timedelta(days=1), MORNING + timedelta(days=1), substitute)
    with mail_relay() as relay:
        order = mail(audience=Audience.ASSIGNEE, people=("omar",), also_to_absent=True)
        deliver(deliveries(smtp_url=relay.url), order)
    assert {each.rcpt_tos[0] for each in relay.received} == {f"{name}@example.com" for name in told}


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.ASSIGNEE])
def test_a_team_is_everyone_in_it_who_is_there(deliveries: Deliveries, database: Database, audience: Audience) -> None:
    people = [officer(name, email=f"{name}@example.com") for name in ("omar", "nora", "away")]
    hire(database, *people, officer("other", teams=("visit_visas",), email="other@example.com"))
    with connect(database.admin_url) as connection:
        absences.go_away(connection, "away", MORNING - timedelta(days=1), MORNING + timedelta(days=1))
    with mail_relay() as relay:
        deliver(deliveries(smtp_url=relay.url), mail(audience=audience))
    assert [each.rcpt_tos for each in relay.received] == [["nora@example.com"], ["omar@example.com"]]


def test_with_no_supervisor_there_the_next_one_up_is_notified(deliveries: Deliveries, database: Database) -> None:
    hire(database, officer("omar", email="omar@example.com"))
    hire(database, officer("dana", role=Role.DIRECTOR, teams=(), email="dana@example.com"))
    with mail_relay() as relay:
        deliver(deliveries(smtp_url=relay.url), mail(audience=Audience.SUPERVISOR))
    assert relay.received[0].rcpt_tos == ["dana@example.com"]


@pytest.mark.parametrize(("members", "name"), [((officer("omar"),), "staff:omar"), ((), "team:exit_visas")])
def test_staff_without_an_address_find_it_in_the_mailbox_and_it_is_listed(
    deliveries: Deliveries, database: Database, tmp_path: Path, members: tuple[Member, ...], name: str
) -> None:
    hire(database, *members)
    with mail_relay() as relay:
        deliver(deliveries(smtp_url=relay.url), mail(audience=Audience.TEAM))
    (letter,) = letters(tmp_path)
    assert letter["to"] == [name] and "TW-" in letter["subject"]
    assert rows(database, "SELECT kind, about FROM attention") == [("notice_unaddressed", letter["key"])]


def test_without_servers_all_notices_lie_in_the_mailbox(deliveries: Deliveries, tmp_path: Path) -> None:
    for channel in Channel:
        deliver(deliveries(), order(channel, reference=REQUEST.reference))
    assert [letter["to"] for letter in letters(tmp_path)] == [
        [f"{REQUEST.source}:{REQUEST.id}"],
        [f"{REQUEST.source}:{REQUEST.id}"],
        ["+966512340011"],
    ]


# Several recipients of one mail

TEAM = ("dana", "omar", "salma")


def team_mail(database: Database) -> DeliverNotice:
    hire(database, *(officer(name, email=f"{name}@example.com") for name in TEAM))
    return mail(audience=Audience.TEAM)


def outcomes(database: Database) -> Any:
    return row(database, "outcomes")[0]


def test_who_took_a_mail_gets_no_second_copy_while_it_is_tried_for_another(
    deliveries: Deliveries, database: Database
) -> None:
    wanted = team_mail(database)
    with mail_relay(refused={"omar@example.com": 450}) as relay:
        work = deliveries(smtp_url=relay.url)
        for _ in range(3):
            refusal = failure(work, wanted)
            assert (refusal.type, refusal.message) == (TRANSIENT, "smtp_450")
        relay.refused.clear()
        deliver(work, wanted)
    arrived = [envelope.rcpt_tos for envelope in relay.received]
    assert arrived == [["dana@example.com"], ["salma@example.com"], ["omar@example.com"]]
    assert len({envelope.content for envelope in relay.received}) == 1
    assert outcomes(database) == {f"{name}@example.com": "taken" for name in TEAM}
    assert row(database, "status, attempts") == ("sent", 4)


def test_one_who_refuses_a_mail_for_good_makes_it_not_fail_for_the_others_and_is_listed(
    deliveries: Deliveries, database: Database
) -> None:
    wanted = team_mail(database)
    with mail_relay(refused={"omar@example.com": 550, "salma@example.com": 451}) as relay:
        work = deliveries(smtp_url=relay.url)
        assert failure(work, wanted).type == TRANSIENT
        del relay.refused["salma@example.com"]
        deliver(work, wanted)
    assert [envelope.rcpt_tos for envelope in relay.received] == [["dana@example.com"], ["salma@example.com"]]
    assert row(database, "status, error") == ("sent", None)
    assert outcomes(database)["omar@example.com"] == "smtp_550"
    assert rows(database, "SELECT kind, about FROM attention") == [("notice_refused", wanted.notice.key)]
    assert "o***@example.com (refused: smtp_550), s***@example.com" in shown(database)


def test_a_mail_refused_for_good_by_all_has_failed(deliveries: Deliveries, database: Database) -> None:
    wanted = team_mail(database)
    with mail_relay(refused={f"{name}@example.com": 550 for name in TEAM}) as relay:
        refusal = failure(deliveries(smtp_url=relay.url), wanted)
    assert (refusal.type, refusal.message, relay.received) == (PERMANENT, "smtp_550", [])


def test_a_crash_between_two_recipients_sends_nobody_a_second_copy(deliveries: Deliveries, database: Database) -> None:
    wanted = team_mail(database)
    with mail_relay(250, DROP) as relay:
        work = deliveries(smtp_url=relay.url)
        assert failure(work, wanted).message == "smtp_unreachable"
        assert outcomes(database) == {"dana@example.com": "taken"}
        deliver(work, wanted)
    arrived = [envelope.rcpt_tos[0] for envelope in relay.received]
    assert arrived.count("dana@example.com") == 1
    assert arrived == ["dana@example.com", "omar@example.com", "omar@example.com", "salma@example.com"]


def test_an_answer_at_the_data_of_one_recipient_is_not_that_of_the_others(
    deliveries: Deliveries, database: Database
) -> None:
    wanted = team_mail(database)
    with mail_relay(250, 554, 250) as relay:
        deliver(deliveries(smtp_url=relay.url), wanted)
    assert outcomes(database) == {
        "dana@example.com": "taken",
        "omar@example.com": "smtp_554",
        "salma@example.com": "taken",
    }


# Given up, never silent


def test_a_notice_given_up_stands_on_both_lists_once(
    deliveries: Deliveries, records: Records, database: Database
) -> None:
    with http_gateway(503) as gateway:
        failure(deliveries(sms_url=gateway.url), sms())
    for _ in range(2):
        mark_failed(records, sms().notice.key, "notice_transient", MORNING)
    assert row(database, "status, error, body <> ''") == ("failed", "http_503", True)
    assert rows(database, "SELECT kind, reference, about FROM attention") == [
        ("notice_failed", REQUEST.reference, sms().notice.key)
    ]


def test_a_notice_the_records_never_saw_is_listed_too(
    deliveries: Deliveries, records: Records, database: Database
) -> None:
    mark_failed(records, sms().notice.key, "TimeoutError", MORNING)
    assert row(database, "status, error, channel, seq") == ("failed", "TimeoutError", "sms", 5)


def test_what_was_sent_is_not_called_failed(deliveries: Deliveries, records: Records, database: Database) -> None:
    deliver(deliveries(), sms())
    mark_failed(records, sms().notice.key, "TimeoutError", MORNING)
    assert row(database, "status, error") == ("sent", None)
    assert rows(database, "SELECT count(*) FROM attention") == [(0,)]


def test_a_failed_notice_that_goes_out_after_all_is_sent(
    deliveries: Deliveries, records: Records, database: Database
) -> None:
    with http_gateway(422) as gateway:
        work = deliveries(sms_url=gateway.url)
        failure(work, sms())
        mark_failed(records, sms().notice.key, PERMANENT, MORNING)
        deliver(work, sms())
    assert row(database, "status, error") == ("sent", None)


# As people read them


def notices_of(database: Database, *arguments: str) -> Result:
    """What the director reads."""
    with connect(database.admin_url) as connection, suppress(AlreadyStaff):
        staff.add(connection, Member(id=DIRECTOR.id, name=DIRECTOR.id, role=DIRECTOR.role))
    with TemporaryDirectory() as home:
        environ = at_the_desk(database, Path(home)) | {"TAWASUL_STAFF": DIRECTOR.id}
        return CliRunner().invoke(notices_command.app, arguments, env=environ)


def shown(database: Database, *arguments: str) -> str:
    done = notices_of(database, *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_people_read_notices_with_addresses_masked_and_no_invisible_marks(
    deliveries: Deliveries, database: Database
) -> None:
    for wanted in (sms(), mail()):
        deliver(deliveries(), wanted)
    page = shown(database)
    assert "sms to the beneficiary, +********0011" in page and "966512340011" not in page
    assert "نأمل إرفاق صورة الجواز، إيصال السداد خلال 3 أيام عمل." in page and "2068" not in page
    assert "2 notices" in page and "0 notices" in shown(database, "--failed")
    unknown = notices_of(database, derive_reference("another", "one"))
    assert isinstance(unknown.exception, NoSuchCase)


def test_programs_read_what_could_not_be_delivered_and_why(
    deliveries: Deliveries, records: Records, database: Database
) -> None:
    with http_gateway(422) as gateway:
        failure(deliveries(sms_url=gateway.url), sms())
    mark_failed(records, sms().notice.key, PERMANENT, MORNING)
    (listed,) = json.loads(shown(database, REQUEST.reference, "--failed", "--json"))["notices"]
    assert (listed["key"], listed["status"], listed["error"]) == (sms().notice.key, "failed", "http_422")
    assert listed["recipients"] == ["+********0011"]
