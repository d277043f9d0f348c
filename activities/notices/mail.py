"""Sender of e-mail by SMTP: the same bytes for the same message, right-to-left Arabic, no forged header."""

import hashlib
import html
import re
import smtplib
import unicodedata
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from ssl import create_default_context
from urllib.parse import parse_qs, unquote, urlsplit

from activities.notices.message import DeliveryFailure, Outgoing, PermanentFailure, TransientFailure
from models.notices.key import NoticeKey

TIMEOUT = 10.0
"""Seconds within which the relay must answer, well below the time a try may take."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_FORGING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|=\?")
"""Line ends, and encoded words that some versions of the email package unfold into further headers (CVE-2024-6923)."""
_ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")


@dataclass(frozen=True)
class Smtp:
    """A mail relay. A password is only ever sent over an encrypted connection."""

    host: str
    port: int
    sender: str
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT

    @classmethod
    def from_url(cls, url: str) -> "Smtp":
        """`smtp://relay:25?from=address`, or `smtps://` with TLS from the first byte; `user:password@` before the host.

        With a user, `smtp://` insists on STARTTLS. Raises ValueError.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("write the mail relay as smtp://host:port?from=address or smtps://user:password@host")
        encrypted = parts.scheme == "smtps"
        sender = parse_qs(parts.query).get("from", [f"no-reply@{parts.hostname}"])[0]
        if not _ADDRESS.fullmatch(sender):
            raise ValueError("the mail relay's from= must be an e-mail address")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or (465 if encrypted else 587 if user else 25)
        return cls(parts.hostname, port, sender, encrypted, user, password)

    def send(self, message: Outgoing) -> None:
        """Send a message: done when the relay has it for every recipient. Raises TransientFailure, PermanentFailure."""
        mail = compose(message, self.sender)
        try:
            with self._connect() as relay:
                refused = relay.send_message(mail, self.sender, message.recipients)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError):
            raise TransientFailure("smtp_set_up") from None  # an operator can correct it, the message is not at fault
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code) from None
        except (smtplib.SMTPException, OSError):
            raise TransientFailure("smtp_unreachable") from None
        if refused:
            raise _failure(min(code for code, _ in refused.values()))

    def _connect(self) -> smtplib.SMTP:
        context = create_default_context()
        if self.encrypted:
            relay: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            relay = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.user and not self.encrypted:
                relay.starttls(context=context)
            if self.user:
                relay.login(self.user, self.password)
        except BaseException:
            relay.close()
            raise
        return relay


def compose(message: Outgoing, sender: str) -> EmailMessage:
    """The mail of a message. Raises PermanentFailure for `bad_address` or `bad_header`.

    Plain text; a text that begins in Arabic has an HTML part too, as many readers show plain text from left to right.
    Nothing in it depends on the try: date, id and boundary come from the message.
    """
    if not message.recipients or not all(_ADDRESS.fullmatch(address) for address in message.recipients):
        raise PermanentFailure("bad_address")
    if _FORGING.search(message.subject) or _FORGING.search(message.key):
        raise PermanentFailure("bad_header")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = ", ".join(message.recipients)
    mail["Subject"] = message.subject
    mail["Date"] = message.at
    mail["Message-ID"] = f"<{NoticeKey.parse(message.key).dotted}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, cte="base64")
    if is_right_to_left(message.body):
        mail.add_alternative(_right_to_left_html(message.body), subtype="html", cte="base64")
        mail.set_boundary(f"=_{hashlib.sha256(message.key.encode()).hexdigest()[:32]}")
    return mail


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction, outside isolated runs, goes from right to left."""
    directions = (unicodedata.bidirectional(char) for char in _ISOLATED.sub("", text))
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def _right_to_left_html(body: str) -> str:
    paragraphs = (html.escape(paragraph).replace("\n", "<br>\n") for paragraph in body.split("\n\n"))
    text = "\n".join(f'<p dir="rtl">{paragraph}</p>' for paragraph in paragraphs)
    return f'<!DOCTYPE html>\n<html lang="ar" dir="rtl"><body>\n{text}\n</body></html>\n'


def _failure(code: int) -> DeliveryFailure:
    """Reply codes of 500 and up are final (RFC 5321)."""
    return PermanentFailure(f"smtp_{code}") if 500 <= code < 600 else TransientFailure(f"smtp_{code}")
