"""HTTP senders of the SMS gateway and the portal: every try carries the key of the notice, to be idempotent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from activities.notices.message import Outgoing, PermanentFailure, TransientFailure
from activities.notices.reach import PUBLIC, Reach

TIMEOUT = 10.0
"""Seconds within which the gateway must answer, well below the time a try may take."""
LONGEST_PAUSE = timedelta(hours=1)
"""The longest pause that is kept; a gateway that asks for more is tried sooner."""

_PORTS = {"https": 443, "http": 80}
_TRANSIENT_STATUSES = frozenset({401, 403, 405, 407, 408, 409, 425, 429})
"""Client errors that are transient: credentials, set-up, pace. The others are about the message itself."""


class _CheckedTransport(httpx.HTTPTransport):
    """Connects to the address that was looked at, under the name that was asked for."""

    def __init__(self, reach: Reach) -> None:
        super().__init__()
        self._reach = reach

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises TransientFailure for an address that is not allowed."""
        name = request.url.host
        try:
            address = self._reach.address_of(name, request.url.port or _PORTS[request.url.scheme])
        except OSError as unknown:
            raise httpx.ConnectError("the host is unknown", request=request) from unknown
        request.url = request.url.copy_with(host=address)
        request.extensions = {**request.extensions, "sni_hostname": name}
        return super().handle_request(request)


def http_client(reach: Reach = PUBLIC, timeout: float = TIMEOUT) -> httpx.Client:
    """A client that never follows a redirect: a notice goes to the address that was configured, nowhere else."""
    return httpx.Client(timeout=timeout, follow_redirects=False, transport=_CheckedTransport(reach))


def gateway_client(url: str, reach: Reach) -> httpx.Client:
    """The client for the gateway of an address. Raises ValueError."""
    return http_client(reach.for_url(url, _PORTS))


@dataclass(frozen=True)
class SmsGateway:
    """SMS by `POST {"text", "to"}` with the key as Idempotency-Key."""

    url: str
    token: str = field(default="", repr=False)
    client: httpx.Client = field(default_factory=http_client)

    def send(self, message: Outgoing) -> None:
        """Send a message: done when the gateway answers with success. Raises TransientFailure, PermanentFailure."""
        headers = {"Idempotency-Key": message.key} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        _post(self.client, self.url, _json_bytes({"to": message.recipients, "text": message.body}), headers)


@dataclass(frozen=True)
class Portal:
    """A webhook signed by the Standard Webhooks scheme; its id is the key.

    The signature carries the instant of the try, as the scheme asks, by Temporal's clock: a receiver refuses one that
    is minutes off. The bytes are the same on every try.
    """

    url: str
    signer: Webhook
    client: httpx.Client = field(default_factory=http_client)

    def send(self, message: Outgoing) -> None:
        """Send a message: done when the portal answers with success. Raises TransientFailure, PermanentFailure."""
        body, at = webhook_body(message), message.tried_at
        headers = {
            "webhook-id": message.key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self.signer.sign(message.key, at, body.decode()),
        }
        _post(self.client, self.url, body, headers)


def signer(secret: str) -> Webhook:
    """The signer of a Standard Webhooks secret (`whsec_` and base64). Raises ValueError."""
    try:
        return Webhook(secret)
    except (ValueError, EmptyWebhookSecretError):
        raise ValueError("the portal's secret must be whsec_ followed by base64, never empty") from None


def webhook_body(message: Outgoing) -> bytes:
    """The body of a webhook: `{"type": "notice", "timestamp", "data": {key, reference, to, subject, body}}`.

    Where something is asked for, `data` has the codes of what has not arrived in `documents`.
    """
    data = {
        "key": message.key,
        "reference": message.reference,
        "to": message.recipients,
        "subject": message.subject,
        "body": message.body,
    } | ({"documents": message.documents} if message.documents else {})
    return _json_bytes({"type": "notice", "timestamp": message.at.isoformat(), "data": data})


def _json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def posted(client: httpx.Client, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, timedelta | None]:
    """POST a body; the status, and the pause that was asked for. The response's body is never read.

    Raises TransientFailure where there was no answer.
    """
    headers = {"Content-Type": "application/json", **headers}
    try:
        with client.stream("POST", url, content=body, headers=headers) as answer:
            return answer.status_code, _pause(answer.headers)
    except httpx.TimeoutException:
        raise TransientFailure("http_timeout", concerns_all=True) from None
    except httpx.TransportError:
        raise TransientFailure("http_unreachable", concerns_all=True) from None


def _post(client: httpx.Client, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """POST a body, and raise TransientFailure or PermanentFailure by the status."""
    status, pause = posted(client, url, body, headers)
    if 400 <= status < 500 and status not in _TRANSIENT_STATUSES:
        raise PermanentFailure(f"http_{status}")
    if not 200 <= status < 300:
        raise TransientFailure(f"http_{status}", pause)


def _pause(headers: httpx.Headers) -> timedelta | None:
    """The pause of a Retry-After header, in seconds or until a date by the gateway's own clock; None without one."""
    value = headers.get("Retry-After", "")
    try:
        wait: float = int(value) if value.isdecimal() else _seconds_until(value, headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return min(max(timedelta(seconds=min(wait, LONGEST_PAUSE.total_seconds())), timedelta()), LONGEST_PAUSE)


def _seconds_until(date: str, sent: str) -> float:
    """The seconds from when an answer was sent to a date in it. Raises ValueError."""
    now = parsedate_to_datetime(sent) if sent else datetime.now(UTC)
    return (parsedate_to_datetime(date) - now).total_seconds()
