"""One delivery over HTTP, signed by the Standard Webhooks scheme: the same id and bytes at every try.

The signature carries the instant of the try, as the scheme asks: a receiver refuses one that is minutes off. While a
secret is exchanged for another there are two, and a receiver accepts either.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx
from standardwebhooks.webhooks import Webhook

from activities.notices.http import gateway_client, posted
from activities.notices.message import TransientFailure
from activities.notices.reach import Reach
from models.webhooks.cloud_event import CONTENT_TYPE

_OF_THE_WHOLE = frozenset({401, 403, 404, 408, 421, 429, 502, 503, 504})
"""Answers that a subscriber would give to any other delivery too."""


class Gone(TransientFailure):
    """The subscriber says that it is no more (410): nothing is sent to it until somebody resumes it."""


@dataclass(frozen=True)
class Delivery:
    """The bytes of an event and their id, at one try."""

    key: str
    body: str
    tried_at: datetime


@dataclass(frozen=True)
class WebhookLine:
    """The way to one subscriber."""

    url: str
    signers: tuple[Webhook, ...]
    client: httpx.Client

    def send(self, delivery: Delivery) -> None:
        """Send one delivery: done when the subscriber answers with success. Raises TransientFailure, Gone."""
        status, pause = posted(self.client, self.url, delivery.body.encode(), headers_of(delivery, self.signers))
        if 200 <= status < 300:
            return
        if status == HTTPStatus.GONE:
            raise Gone("http_410", concerns_all=True)
        raise TransientFailure(f"http_{status}", pause, concerns_all=status in _OF_THE_WHOLE)


def headers_of(delivery: Delivery, signers: Iterable[Webhook]) -> dict[str, str]:
    """The headers of a try."""
    at = delivery.tried_at
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": delivery.key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(each.sign(delivery.key, at, delivery.body) for each in signers),
    }


def check_address(url: str, reach: Reach) -> None:
    """Raises ValueError for an address to which nothing is sent."""
    reach.for_url(url, ("https", "http"))


@contextmanager
def line_to(url: str, signers: tuple[Webhook, ...], reach: Reach) -> Iterator[WebhookLine]:
    """The way to a subscriber while the block runs. Raises TransientFailure for an address that is not allowed here."""
    try:
        client = gateway_client(url, reach)
    except ValueError:
        raise TransientFailure("address_not_allowed", concerns_all=True) from None
    with client:
        yield WebhookLine(url, signers, client)


def longest_pause(failures: Iterable[TransientFailure]) -> timedelta:
    """For how long a subscriber asked to be left alone."""
    return max((each.retry_after for each in failures if each.retry_after), default=timedelta())
