"""Sender of e-mail by SMTP: the same bytes for the same message, right-to-left Arabic, no forged header."""

import hashlib
import html
import re
import smtplib
import unicodedata
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from ssl import create_default_context
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from activities.notices import headers as headers_of
from activities.notices.message import DeliveryFailure, Outgoing, PermanentFailure, TransientFailure
from activities.notices.reach import PUBLIC, Reach
from models.intake.addresses import on_the_wire
from models.notices.key import dotted

TIMEOUT = 10.0
"""Seconds within which the relay must answer, well below the time a try may take."""

_SENDER = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_CLOSING = 421
"""The reply of a relay that closes the connection (RFC 5321)."""
_ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")


class _CheckedSmtp(smtplib.SMTP):
    """Connects to the address that was looked at, under the name that was asked for."""

    def __init__(self, reach: Reach, *args: Any, **options: Any) -> None:
        self._reach = reach
        super().__init__(*args, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return super()._get_socket(self._reach.address_of(host, port), port, timeout)  # type: ignore[misc]


class _CheckedSmtpSsl(_CheckedSmtp, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


@dataclass(frozen=True)
class Smtp:
    """A mail relay. Without encryption no password is ever sent, and nothing outside the allowed networks."""

    host: str
    port: int
    sender: str
    name: str = ""
    """Who writes, as readers are shown it."""
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    reach: Reach = PUBLIC

    @classmethod
    def from_url(cls, url: str, reach: Reach = PUBLIC) -> "Smtp":
        """`smtp://relay:25?from=address`, or `smtps://` with TLS from the first byte; `user:password@` before the host.

        `from` may have a name: `Tawasul <address>`, percent-encoded. With a user, or outside the allowed networks,
        `smtp://` insists on STARTTLS. Raises ValueError.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("write the mail relay as smtp://host:port?from=address or smtps://user:password@host")
        reach.for_url(url.partition("?")[0], ("smtp", "smtps"))
        encrypted = parts.scheme == "smtps"
        given = parse_qs(parts.query).get("from", [f"no-reply@{parts.hostname}"])[0]
        name, sender = parseaddr(given) if "<" in given else ("", given)
        if not _SENDER.fullmatch(sender) or not name.isprintable():
            raise ValueError("the mail relay's from= must be an e-mail address")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or (465 if encrypted else 587 if user else 25)
        return cls(parts.hostname, port, sender, name, encrypted, user, password, reach=reach)

    def send(self, message: Outgoing) -> None:
        """Send a message to those it is `to`: done when the relay has it for each. Raises TransientFailure,
        PermanentFailure.
        """
        mail = compose(message, self.sender, self.name)
        try:
            with self._connect() as relay:
                refused = relay.sendmail(self.sender, [_wired(each) for each in message.envelope], mail)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError):
            raise TransientFailure(
                "smtp_set_up", concerns_all=True
            ) from None  # an operator can correct it, the message is not at fault
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code) from None
        except (smtplib.SMTPException, OSError):
            raise TransientFailure("smtp_unreachable", concerns_all=True) from None
        if refused:
            raise _failure(min(code for code, _ in refused.values()))

    def _connect(self) -> smtplib.SMTP:
        context = create_default_context()
        if self.encrypted:
            relay: smtplib.SMTP = _CheckedSmtpSsl(
                self.reach, self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            relay = _CheckedSmtp(self.reach, self.host, self.port, timeout=self.timeout)
        try:
            if not self.encrypted and (self.user or not self._may_be_clear(relay)):
                relay.starttls(context=context)
            if self.user:
                relay.login(self.user, self.password)
        except BaseException:
            relay.close()
            raise
        return relay

    def _may_be_clear(self, relay: smtplib.SMTP) -> bool:
        """Whether the relay is in a network in which mail may go without TLS."""
        return relay.sock is not None and self.reach.in_the_clear(relay.sock.getpeername()[0])


def compose(message: Outgoing, sender: str, name: str = "") -> bytes:
    """The mail of a message as it goes over the wire. Raises PermanentFailure for `bad_address` or `bad_header`.

    Controls in a subject are blanks. Plain text; a text that begins in Arabic has an HTML part too, as many readers
    show plain text from left to right.
    Nothing in it depends on the try, or on which of the recipients it is sent to: date, id and boundary come from the
    message.
    """
    if not message.recipients:
        raise PermanentFailure("bad_address")
    recipients = tuple(map(_wired, message.recipients))
    try:
        key = dotted(message.key)
        headers = (
            headers_of.mailbox("From", name, sender),
            headers_of.mailboxes("To", recipients),
            headers_of.header("Subject", headers_of.in_one_line(message.subject)),
            headers_of.header("Date", format_datetime(message.at)),
            headers_of.header("Message-ID", f"<{key}@{sender.rpartition('@')[2]}>"),
            "Auto-Submitted: auto-generated\r\n",
        )
    except ValueError:
        raise PermanentFailure("bad_header") from None
    return "".join(headers).encode() + _content(message).as_bytes()


def _content(message: Outgoing) -> EmailMessage:
    content = EmailMessage(policy=SMTP)
    content.set_content(message.body, cte="base64")
    if is_right_to_left(message.body):
        content.add_alternative(_right_to_left_html(message.body), subtype="html", cte="base64")
        content.set_boundary(f"=_{hashlib.sha256(message.key.encode()).hexdigest()[:32]}")
    return content


def _wired(address: str) -> str:
    """A recipient as the relay takes it. Raises PermanentFailure."""
    try:
        return on_the_wire(address)
    except ValueError:
        raise PermanentFailure("bad_address") from None


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction, outside isolated runs, goes from right to left."""
    return _direction(_ISOLATED.sub("", text)) not in ("L", "")


def _direction(text: str) -> str:
    """The direction of the first letter that has one; empty where none has."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "")


def _right_to_left_html(body: str) -> str:
    text = "\n".join(map(_paragraph, body.split("\n\n")))
    return f'<!DOCTYPE html>\n<html lang="ar" dir="rtl"><body>\n{text}\n</body></html>\n'


def _paragraph(text: str) -> str:
    """A paragraph of a mail that begins from right to left; one in another language runs its own way."""
    way = "ltr" if (_direction(_ISOLATED.sub("", text)) or _direction(text)) == "L" else "rtl"
    return f'<p dir="{way}">{html.escape(text).replace(chr(10), "<br>" + chr(10))}</p>'


def _failure(code: int) -> DeliveryFailure:
    """Reply codes of 500 and up are final (RFC 5321)."""
    if 500 <= code < 600:
        return PermanentFailure(f"smtp_{code}")
    return TransientFailure(f"smtp_{code}", concerns_all=code == _CLOSING)
