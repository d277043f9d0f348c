"""Subscribers in tests: receivers in this process, and what they heard."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from standardwebhooks.webhooks import Webhook

from activities.records.database import connect
from activities.webhooks.secrets import WebhookSecrets
from activities.webhooks.subscribers import add_subscriber, remove_subscriber
from models.codes import WebhookScope
from models.webhooks.subscriber import Subscriber
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.system import System

_NUMBERS = count(1)


@dataclass
class Receiver:
    """A subscriber with its server."""

    name: str
    gateway: FakeHttpGateway
    verifier: Webhook

    def heard(self, reference: str = "") -> list[dict[str, Any]]:
        """The events that came, verified as a receiver verifies them; of one case, or of all."""
        for each in self.gateway.received:
            self.verifier.verify(each.body.decode(), each.headers)
        events = [json.loads(each.body) for each in self.gateway.received]
        return [each for each in events if reference in ("", each["subject"])]

    def numbers(self, reference: str) -> list[int]:
        """The numbers of the events of a case, in the order in which they came."""
        return [each["data"]["seq"] for each in self.heard(reference)]


@contextmanager
def receiver(system: System, *script: int, scope: WebhookScope = WebhookScope.STAFF, **said: Any) -> Iterator[Receiver]:
    """A system that is told of events as long as the block runs."""
    name = f"registry-{next(_NUMBERS)}"
    secret = WebhookSecrets(system.config.webhook_secret_path).add(name)
    with http_gateway(*script) as gateway, connect(system.stack.admin_url) as connection:
        new = Subscriber(name=name, url=gateway.url, secrets=(name,), scope=scope, **said)
        add_subscriber(connection, new, "d.dana")
        try:
            yield Receiver(name, gateway, Webhook(secret))
        finally:
            remove_subscriber(connection, name)
