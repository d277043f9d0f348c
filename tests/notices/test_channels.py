"""Senders of the channels, against real servers that answer, refuse, hang, and drop the connection after a message."""

import base64
import json
import quopri
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook

from activities.notices.channels import MailboxFolder, channels_of
from activities.notices.http import LONGEST_PAUSE, Portal, SmsGateway, http_client, signer
from activities.notices.mail import Smtp, compose, is_right_to_left
from activities.notices.message import DeliveryFailure, Outgoing, PermanentFailure, TransientFailure
from activities.notices.reach import Reach
from bench.first_stage.kinds import Judgement, row
from bench.first_stage.mails import KINDS
from models.case.state import Notice
from models.codes import Channel
from stack.embedded import LOOPBACK
from stack.ports import free_port
from tests.support.servers.gateways import DROP, HANG, http_gateway, mail_relay, silent_server

KEY = "TW-0000-0000-0000-0:3:beneficiary:email"
AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
ARABIC = "نفيدكم بأنه تم استلام طلبكم رقم \u2068TW-0000-0000-0000-0\u2069.\n\nمع التحية <tag>"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = Outgoing(
    key=KEY,
    reference="TW-0000-0000-0000-0",
    recipients=("sara@example.com",),
    subject="تواصل: طلبكم",
    body=ARABIC,
    at=AT,
    tried_at=AT,
)


HERE = Reach.read(LOOPBACK)


def smtp_of(url: str) -> Smtp:
    """The sender of a relay on this machine."""
    return Smtp.from_url(url, HERE)


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=modern)
    assert isinstance(mail, EmailMessage)
    return mail


def failure_of(send: Callable[[Outgoing], None], message: Outgoing = MESSAGE) -> DeliveryFailure:
    with pytest.raises(DeliveryFailure) as caught:
        send(message)
    failure = caught.value
    assert failure.__cause__ is None and (failure.__suppress_context__ or failure.__context__ is None)
    return failure


def sms(url: str) -> SmsGateway:
    return SmsGateway(url, "token", http_client(HERE, timeout=0.3))


# E-mail


def test_a_mail_arrives_with_its_key_as_message_id_and_arabic_that_reads_from_the_right() -> None:
    with mail_relay() as relay:
        smtp_of(relay.url).send(MESSAGE)
    envelope = relay.received[0]
    mail = parsed(envelope.content)
    assert envelope.rcpt_tos == ["sara@example.com"] and envelope.mail_from == "tawasul@example.com"
    assert mail["Message-ID"] == "<TW-0000-0000-0000-0.3.beneficiary.email@example.com>"
    assert mail["Subject"] == "تواصل: طلبكم" and mail["Date"] == format_datetime(AT)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain and plain.get_content().splitlines() == ARABIC.splitlines()
    assert html and '<p dir="rtl">' in html.get_content() and "&lt;tag&gt;" in html.get_content()


def test_an_english_mail_is_plain_text_alone() -> None:
    mail = parsed(compose(replace(MESSAGE, body="Your request", subject="Tawasul"), "a@example.com"))
    assert not mail.is_multipart() and mail["Subject"] == "Tawasul"


@pytest.mark.parametrize("order", [DROP, 451, 421])
def test_a_mail_is_sent_again_with_the_same_bytes(order: int) -> None:
    with mail_relay(order) as relay:
        smtp = smtp_of(relay.url)
        assert isinstance(failure_of(smtp.send), TransientFailure)
        smtp.send(MESSAGE)
    first, second = relay.received
    assert first.content == second.content and KEY.replace(":", ".") in first.content.decode()


def test_a_mail_refused_for_good_is_not_tried_again() -> None:
    with mail_relay(550) as relay:
        failure = failure_of(smtp_of(relay.url).send)
    assert isinstance(failure, PermanentFailure) and failure.code == "smtp_550"


@pytest.mark.parametrize(("code", "kind"), [(550, PermanentFailure), (450, TransientFailure)])
def test_a_mail_is_sent_only_when_every_recipient_is_taken(code: int, kind: type[DeliveryFailure]) -> None:
    message = replace(MESSAGE, recipients=("sara@example.com", "gone@example.com"))
    for refused in (["gone@example.com"], ["gone@example.com", "sara@example.com"]):
        with mail_relay(refused=dict.fromkeys(refused, code)) as relay:
            failure = failure_of(smtp_of(relay.url).send, message)
        assert type(failure) is kind and "example" not in str(failure)


def test_a_mute_or_absent_relay_is_tried_again_later() -> None:
    with silent_server() as port:
        mute = replace(smtp_of(f"smtp://127.0.0.1:{port}?from=a@example.com"), timeout=0.2)
        assert isinstance(failure_of(mute.send), TransientFailure)
    absent = smtp_of(f"smtp://127.0.0.1:{free_port()}?from=a@example.com")
    assert failure_of(absent.send).code == "smtp_unreachable"


def test_a_password_never_travels_in_clear() -> None:
    with mail_relay() as relay:
        smtp = smtp_of(relay.url.replace("smtp://", "smtp://user:secret@"))
        assert "secret" not in repr(smtp)
        assert isinstance(failure_of(smtp.send), TransientFailure)
    assert not relay.received


@pytest.mark.parametrize("url", ["http://relay", "smtp://", "relay:25", "smtp://relay?from=a%0Ab@example.com"])
def test_a_relay_that_is_not_written_right_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="mail relay"):
        smtp_of(url)


INJECTIONS = [
    "x\r\nBcc: thief@example.com",
    "x\nBcc: thief@example.com",
    "x\rBcc: thief@example.com",
    "x\x00y",
    "x\x85Bcc: thief@example.com",
    "x\u2028Bcc: thief@example.com",
    "x\ud800y",
]
ENCODED = ["=?utf-8?q?x=0ABcc:_thief@example.com?=", "=?utf-8?b?eApCY2M6IHRoaWVmQGV4YW1wbGUuY29t?="]


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_second_header_can_be_smuggled_in(text: str) -> None:
    with mail_relay() as relay:
        smtp = smtp_of(relay.url)
        assert failure_of(smtp.send, replace(MESSAGE, key=text)).code == "bad_header"
        assert failure_of(smtp.send, replace(MESSAGE, recipients=(text + "@example.com",))).code == "bad_address"
    assert not relay.received


@pytest.mark.parametrize("text", [*INJECTIONS, "x\ty", "\x00x\r\n\x7fy", "طلبكم\tرقم\r\n5"])
def test_controls_in_a_subject_are_blanks_and_begin_no_header(text: str) -> None:
    mail = compose(replace(MESSAGE, subject=text), "a@example.com")
    assert decoded_subject(mail).split() == re.sub("[\x00-\x1f\x7f-\x9f\u2028\ud800]", " ", text).split()
    assert not [line for line in header_lines(mail) if line.startswith("Bcc")]
    plain = compose(replace(MESSAGE, subject=decoded_subject(mail)), "a@example.com")
    assert mail == plain


@pytest.mark.parametrize("text", ENCODED)
def test_what_looks_like_an_encoded_word_is_a_text_like_any_other(text: str) -> None:
    mail = compose(replace(MESSAGE, subject=text), "a@example.com")
    assert decoded_subject(mail) == text and b"thief" not in mail.split(b"\r\n\r\n")[0]
    with pytest.raises(PermanentFailure, match="bad_address"):
        compose(replace(MESSAGE, recipients=(text + "@example.com",)), "a@example.com")


def header_lines(mail: bytes) -> list[str]:
    """The lines of the headers as they go over the wire."""
    return mail.split(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def decoded_subject(mail: bytes) -> str:
    """The subject as RFC 2047 has it read, without the email package: white space between two words counts not."""
    lines = header_lines(mail)
    first = next(place for place, line in enumerate(lines) if line.startswith("Subject: "))
    rest = next(place for place, line in enumerate(lines[first + 1 :], first + 1) if not line.startswith(" "))
    unfolded = "".join(lines[first:rest]).removeprefix("Subject: ")
    word = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]*)\?=")
    if not word.match(unfolded):
        return unfolded
    texts = []
    for each in unfolded.split(" "):
        found = word.fullmatch(each)
        assert len(each) <= 75 and found
        raw = base64.b64decode(found[2]) if found[1] == "b" else quopri.decodestring(found[2].encode(), header=True)
        texts.append(raw.decode())  # every word is whole characters
    return "".join(texts)


SUBJECTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)


@given(SUBJECTS | st.text(st.sampled_from(" aاé😀=?_-\u064e\u200d\u2068\u2069"), max_size=120))
@example("ضم طلبكم رقم TW-Q7SK-AF5F-W5PT-5 إلى طلبكم القائم")
@example("استلمنا طلبكم TW-Q7SK-AF5F-W5PT-5 بخصوص خدمة «إصدار تأشيرة خروج وعودة متعددة»")
@example("TW-Q7SK-AF5F-W5PT-5 Exit/re-entry visa — إصدار تأشيرة خروج وعودة")
@example(" ")
@example("a" * 200)
def test_every_subject_is_read_as_what_was_put_in(subject: str) -> None:
    mail = compose(replace(MESSAGE, subject=subject), "a@example.com")
    assert decoded_subject(mail) == subject
    assert all(len(line) <= 76 for line in header_lines(mail) if not line.startswith(("To:", "Message-ID:")))


def test_of_the_mails_tried_none_is_unknown() -> None:
    table = [row(kind, every=True) for kind in KINDS]
    assert [each.kind.name for each in table if each.counts[Judgement.RIGHT] != each.counts.total()] == []
    assert sum(each.counts.total() for each in table) > 2_000


@given(SUBJECTS.map(lambda text: " ".join(text.split())))
def test_whoever_writes_is_shown_by_the_name_that_was_given(name: str) -> None:
    lines = header_lines(compose(MESSAGE, "a@example.com", name))
    shown = "".join(lines[: next(place for place, line in enumerate(lines) if line.startswith("To:"))])
    phrase = shown.removeprefix("From: ").removesuffix("a@example.com" if not name else " <a@example.com>")
    as_subject = f"Subject: {phrase}\r\nDate:\r\n\r\n".encode()
    assert decoded_subject(as_subject) == name
    assert name.isascii() or re.fullmatch("[A-Za-z0-9=?!*+/_ -]*", phrase)  # what a phrase may have in encoded words


def test_the_relay_may_be_given_the_name_of_who_writes() -> None:
    with mail_relay() as relay:
        url = relay.url.replace(
            "from=tawasul@example.com", "from=%D8%AA%D9%88%D8%A7%D8%B5%D9%84%20%3Ctawasul@example.com%3E"
        )
        smtp_of(url).send(MESSAGE)
    (received,) = relay.received
    (writer,) = parsed(received.content)["From"].addresses
    assert (writer.display_name, writer.addr_spec) == ("تواصل", "tawasul@example.com")
    assert received.mail_from == "tawasul@example.com"


def test_a_domain_in_another_script_is_written_as_the_relay_takes_it() -> None:
    with mail_relay() as relay:
        smtp_of(relay.url).send(replace(MESSAGE, recipients=("user@مثال.السعودية", "a&b@example.com")))
    assert relay.received[0].rcpt_tos == ["user@xn--mgbh0fb.xn--mgberp4a5d4ar", "a&b@example.com"]


@given(st.text(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_whatever_stands_in_a_subject_the_headers_are_ours_alone(subject: str, body: str) -> None:
    with suppress(PermanentFailure):
        mail = parsed(compose(replace(MESSAGE, subject=subject, body=body), "a@example.com"))
        ours = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
        assert set(mail.keys()) - {"Content-Type", "Content-Transfer-Encoding"} == ours
        assert [address.addr_spec for address in mail["To"].addresses] == ["sara@example.com"]


def test_a_reference_at_the_beginning_does_not_turn_arabic_round() -> None:
    assert is_right_to_left("\u2068TW-0000\u2069 طلبكم") and is_right_to_left("1. طلبكم")
    assert not is_right_to_left("Your request \u2068طلب\u2069") and not is_right_to_left("123")


# SMS gateway and portal


def test_an_sms_goes_out_with_its_key_and_token() -> None:
    with http_gateway() as gateway:
        SmsGateway(gateway.url, "token", http_client(HERE)).send(replace(MESSAGE, recipients=("+966512340000",)))
    posted = gateway.received[0]
    assert posted.headers["idempotency-key"] == KEY and posted.headers["authorization"] == "Bearer token"
    assert json.loads(posted.body) == {"to": ["+966512340000"], "text": ARABIC}


@pytest.mark.parametrize("order", [503, 500, 429, 408, 409, 401, HANG, DROP])
def test_an_sms_is_sent_again_with_the_same_key_and_bytes(order: int) -> None:
    with http_gateway(order) as gateway:
        channel = sms(gateway.url)
        assert isinstance(failure_of(channel.send), TransientFailure)
        channel.send(MESSAGE)
    first, second = gateway.received
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == KEY


@pytest.mark.parametrize("status", [400, 404, 410, 413, 422])
def test_an_sms_the_gateway_will_never_take_is_not_tried_again(status: int) -> None:
    with http_gateway(status) as gateway:
        failure = failure_of(sms(gateway.url).send)
    assert isinstance(failure, PermanentFailure) and failure.code == f"http_{status}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with http_gateway() as elsewhere, http_gateway(status, Location=elsewhere.url) as gateway:
        assert failure_of(sms(gateway.url).send).code == f"http_{status}"
    assert not elsewhere.received and len(gateway.received) == 1


def test_an_absent_gateway_is_tried_again_later() -> None:
    failure = failure_of(sms(f"http://127.0.0.1:{free_port()}/").send)
    assert isinstance(failure, TransientFailure) and failure.code == "http_unreachable"


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("120", timedelta(seconds=120), timedelta(seconds=120)),
        ("9" * 20, LONGEST_PAUSE, LONGEST_PAUSE),
        ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta(), timedelta()),
    ],
)
def test_a_gateway_may_ask_for_a_pause(header: str, least: timedelta, most: timedelta) -> None:
    with http_gateway(429, Retry_After=header) as gateway:
        failure = failure_of(sms(gateway.url).send)
    assert isinstance(failure, TransientFailure) and failure.retry_after is not None
    assert least <= failure.retry_after <= most


def test_a_gateway_may_name_the_instant_of_the_next_try() -> None:
    in_five_minutes = format_datetime(datetime.now(UTC) + timedelta(minutes=5))
    with http_gateway(429, Retry_After=in_five_minutes) as gateway:
        failure = failure_of(sms(gateway.url).send)
    assert isinstance(failure, TransientFailure) and failure.retry_after is not None
    assert timedelta(minutes=4) <= failure.retry_after <= timedelta(minutes=5)


@pytest.mark.parametrize("header", ["soon", "-5", "9" * 5000, ""])
def test_a_pause_that_cannot_be_read_is_none(header: str) -> None:
    with http_gateway(503, Retry_After=header) as gateway:
        failure = failure_of(sms(gateway.url).send)
    assert isinstance(failure, TransientFailure) and not failure.retry_after


def test_the_portal_can_verify_every_try_and_sees_the_same_bytes() -> None:
    with http_gateway(503) as gateway:
        portal, message = (
            Portal(gateway.url, signer(SECRET), http_client(HERE)),
            replace(MESSAGE, tried_at=datetime.now(UTC)),
        )
        failure_of(portal.send, message)
        portal.send(message)
    first, second = gateway.received
    assert first.body == second.body and first.headers["webhook-id"] == second.headers["webhook-id"] == KEY
    for posted in gateway.received:
        page = Webhook(SECRET).verify(posted.body, posted.headers)
        assert page["data"]["body"] == ARABIC and page["data"]["key"] == KEY


def test_the_signature_has_the_instant_of_the_try_and_not_that_of_the_clock_of_the_worker() -> None:
    with http_gateway() as gateway:
        Portal(gateway.url, signer(SECRET), http_client(HERE)).send(
            replace(MESSAGE, tried_at=AT + timedelta(minutes=3))
        )
    assert gateway.received[0].headers["webhook-timestamp"] == str(int(AT.timestamp()) + 180)


def test_a_pause_until_a_date_counts_from_the_date_of_the_answer() -> None:
    until = format_datetime(AT + timedelta(minutes=5), usegmt=True)
    with http_gateway(503, Retry_After=until, Date=format_datetime(AT, usegmt=True)) as gateway:
        failure = failure_of(sms(gateway.url).send)
    assert isinstance(failure, TransientFailure) and failure.retry_after == timedelta(minutes=5)


def test_the_signature_is_the_one_of_the_standard() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signature = signer(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


# The mailbox folder, and which channel leaves by which way


def test_the_mailbox_keeps_one_file_a_key_for_the_owner_alone(tmp_path: Path) -> None:
    mailbox = MailboxFolder(tmp_path / "mailbox")
    mailbox.send(MESSAGE)
    mailbox.send(MESSAGE)
    (file,) = (tmp_path / "mailbox").iterdir()
    assert json.loads(file.read_text())["body"] == ARABIC and "طلبكم" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_mailbox_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("in the way")
    assert failure_of(MailboxFolder(tmp_path / "mailbox").send).code == "mailbox_unwritable"


def test_a_channel_without_an_address_leaves_by_the_mailbox(tmp_path: Path) -> None:
    assert all(isinstance(sender, MailboxFolder) for sender in channels_of(tmp_path).values())
    senders = channels_of(
        tmp_path, smtp_url="smtp://relay", sms_url="http://sms", portal_url="http://portal", portal_secret=SECRET
    )
    assert [type(senders[channel]) for channel in Channel] == [Smtp, SmsGateway, Portal]


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!"])
def test_a_portal_without_a_secret_is_not_set_up(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        channels_of(tmp_path, portal_url="http://portal", portal_secret=secret)


@pytest.mark.parametrize(
    "key",
    [
        "../../../name",
        "TW-0000-0000-0000-0:3:beneficiary:../../x",
        f"{KEY}/../x",
        f"{KEY}\n",
        "/etc/passwd",
        f"x{KEY}",
        "",
    ],
)
def test_a_forged_key_leaves_no_file_anywhere(tmp_path: Path, key: str) -> None:
    mailbox = tmp_path / "deep" / "down" / "mailbox"
    failed = failure_of(MailboxFolder(mailbox).send, replace(MESSAGE, key=key))
    assert isinstance(failed, PermanentFailure) and failed.code == "bad_key"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with pytest.raises(ValidationError):
        Notice.model_validate(NOTICE | {"key": key})
    assert Notice.model_validate(NOTICE | {"key": KEY}).key == KEY


NOTICE = {"seq": 3, "audience": "beneficiary", "channel": "email", "template": "t", "created_at": AT, "not_before": AT}
