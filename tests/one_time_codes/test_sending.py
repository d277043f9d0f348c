"""The activity that sends codes: to whom, how often, and the same on every try."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.notices.channels import MailboxFolder
from activities.notices.message import Outgoing, PermanentFailure, TransientFailure
from activities.one_time_codes.work import CodeWork
from activities.packs import load_pack
from activities.records.database import connect
from activities.records.store import Records
from models.codes import Channel
from models.one_time_codes.code import MOST_A_DAY, SENT_AGAIN, one_time_hash
from settings import PROJECT
from tests.support.database import INDEX_KEY, Database, case_of, put_on_record, request
from workflows.one_time_codes.ports import SendCode

MOBILE, EMAIL = "+966512340072", "canary@example.com"


@dataclass
class Gateway:
    """Takes messages, unless it fails."""

    sent: list[Outgoing] = field(default_factory=list)
    failing: Exception | None = None

    def send(self, message: Outgoing) -> None:
        self.sent.append(message)
        if self.failing:
            raise self.failing


@dataclass
class Sending:
    """The activity with gateways of its own; each run has a name."""

    work: CodeWork
    gateways: dict[Channel, Gateway]
    database: Database

    def run(self, name: str, reference: str, language: str = "ar", attempt: int = 1) -> None:
        """Run the activity as one of a run."""
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, workflow_run_id=name, attempt=attempt)
        environment.run(self.work.send_one_time_code, SendCode(reference=reference, language=language))

    @property
    def sent(self) -> list[Outgoing]:
        """Everything that was sent by SMS."""
        return self.gateways[Channel.SMS].sent

    def rows(self, query: str = "SELECT * FROM one_time_code ORDER BY made_at") -> list[dict[str, Any]]:
        """What is on record, as its owner sees it."""
        with connect(self.database.migration_url) as connection:
            return connection.execute(query.encode()).fetchall()

    def later(self, by: timedelta) -> None:
        """Let time have passed for all codes."""
        with connect(self.database.migration_url) as connection:
            moved = "made_at = made_at - %(by)s, until = until - %(by)s, sent_at = sent_at - %(by)s"
            connection.execute(f"UPDATE one_time_code SET {moved}".encode(), {"by": by})


@pytest.fixture
def sending(records: Records, database: Database, tmp_path: Path) -> Iterator[Sending]:
    gateways = {Channel.SMS: Gateway(), Channel.EMAIL: Gateway()}
    pack = load_pack(PROJECT / "policies" / "passports")
    mailbox = MailboxFolder(tmp_path)
    yield Sending(CodeWork(records, {"test": pack}, gateways, mailbox), gateways, database)


def on_record(records: Records, **applicant: Any) -> str:
    """The reference of a case on record."""
    given = {f"applicant__{name}": value for name, value in ({"email": None} | applicant).items()}
    return put_on_record(records, case_of(request(**given)), **given)


def code_in(message: Outgoing) -> str:
    return message.body.split()[0]


def test_a_code_goes_to_the_mobile_and_its_hash_on_record(sending: Sending, records: Records) -> None:
    reference = on_record(records, mobile=MOBILE, email=EMAIL)
    sending.run("one", reference)
    (message,) = sending.sent
    assert message.recipients == (MOBILE,) and sending.gateways[Channel.EMAIL].sent == []
    (row,) = sending.rows()
    assert row["hash"] == one_time_hash(INDEX_KEY, reference, code_in(message)) and row["channel"] == "sms"
    assert row["until"] - row["made_at"] == timedelta(minutes=15)


def test_without_a_mobile_it_goes_by_mail_in_the_language_of_the_page(sending: Sending, records: Records) -> None:
    reference = on_record(records, mobile=None, email=EMAIL)
    sending.run("one", reference, "en")
    (message,) = sending.gateways[Channel.EMAIL].sent
    assert message.recipients == (EMAIL,) and "No member of staff" in message.body and reference in message.subject


def test_a_channel_with_a_gateway_goes_before_one_without(sending: Sending, records: Records, tmp_path: Path) -> None:
    mailbox = sending.work.mailbox
    work = replace(sending.work, senders={Channel.SMS: mailbox, Channel.EMAIL: sending.gateways[Channel.EMAIL]})
    replace(sending, work=work).run("one", on_record(records, mobile=MOBILE, email=EMAIL))
    assert len(sending.gateways[Channel.EMAIL].sent) == 1


def test_nobody_gets_a_code_where_there_is_no_case_or_no_address(sending: Sending, records: Records) -> None:
    sending.run("one", "TW-0000-0000-0000-0")
    sending.run("two", on_record(records, mobile=None))
    assert sending.sent == [] and sending.rows() == []


def test_another_try_sends_the_same_bytes_under_the_same_key(sending: Sending, records: Records) -> None:
    reference = on_record(records, mobile=MOBILE)
    sending.gateways[Channel.SMS].failing = TransientFailure("http_timeout")
    with pytest.raises(ApplicationError) as failed:
        sending.run("one", reference)
    assert failed.value.type == "code_not_sent" and not failed.value.non_retryable
    assert sending.rows()[0]["error"] == "http_timeout"
    sending.gateways[Channel.SMS].failing = None
    sending.run("one", reference, attempt=2)
    first, second = sending.sent
    assert (first.key, first.body) == (second.key, second.body) and sending.rows()[0]["error"] is None


def test_what_a_gateway_refuses_for_good_is_not_tried_again(sending: Sending, records: Records) -> None:
    sending.gateways[Channel.SMS].failing = PermanentFailure("http_400")
    with pytest.raises(ApplicationError) as failed:
        sending.run("one", on_record(records, mobile=MOBILE))
    assert failed.value.non_retryable


def test_a_code_that_holds_is_sent_again_some_times_and_not_at_once(sending: Sending, records: Records) -> None:
    reference = on_record(records, mobile=MOBILE)
    sending.run("0", reference)
    sending.run("at once", reference)
    assert len(sending.sent) == 1
    for number in range(1, 5):
        sending.later(timedelta(minutes=1))
        sending.run(str(number), reference)
    assert len(sending.sent) == 1 + SENT_AGAIN and len({code_in(each) for each in sending.sent}) == 1
    assert len({each.key for each in sending.sent}) == 1 + SENT_AGAIN and len(sending.rows()) == 1


def test_a_request_has_so_many_codes_a_day(sending: Sending, records: Records) -> None:
    reference = on_record(records, mobile=MOBILE)
    for number in range(MOST_A_DAY + 3):
        sending.run(str(number), reference)
        sending.later(timedelta(minutes=16))
    assert len(sending.sent) == MOST_A_DAY == len({code_in(each) for each in sending.sent})
    sending.later(timedelta(days=1))
    sending.run("tomorrow", reference)
    assert len(sending.sent) == MOST_A_DAY + 1
