"""Subscribers in tests: receivers in this process, and what they heard."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from standardwebhooks.webhooks import Webhook

from activities.notices.reach import Reach
from activities.records.database import connect
from activities.records.store import Records
from activities.webhooks.secrets import WebhookSecrets
from activities.webhooks.subscribers import add_subscriber, remove_subscriber
from activities.webhooks.work import WebhookWork
from models.codes import WebhookScope
from models.webhooks.subscriber import Subscriber
from stack.embedded import LOOPBACK
from tests.support.database import Database
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.system import System
from workflows.webhooks.ports import DeliverRound, RoundDone

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
    with (
        http_gateway(*script) as gateway,
        _told(system.stack.admin_url, system.config.webhook_secret_path, gateway) as (
            told,
            add,
        ),
    ):
        add(scope=scope, **said)
        yield told


@contextmanager
def _told(admin_url: str, secrets: Path, gateway: FakeHttpGateway) -> Iterator[tuple[Receiver, Any]]:
    name = f"registry-{next(_NUMBERS)}"
    verifier = Webhook(WebhookSecrets(secrets).add(name))
    with connect(admin_url) as connection:

        def add(**said: Any) -> None:
            add_subscriber(connection, Subscriber(name=name, url=gateway.url, secrets=(name,), **said), "d.dana")

        yield Receiver(name, gateway, verifier), add
        remove_subscriber(connection, name)


@dataclass
class Rounds:
    """The deliveries to one receiver, round by round, without a workflow."""

    told: Receiver
    work: WebhookWork
    database: Database

    def run(self, most: int = 50) -> RoundDone:
        """One round."""
        return self.work.round(DeliverRound(subscriber=self.told.name, most=most), datetime.now(UTC))

    def pass_time(self, **interval: int) -> None:
        """Let as much time pass for what waits."""
        ((unit, amount),) = interval.items()
        shifted = ", ".join(
            f"{each} = {each} - %(by)s::interval" for each in ("next_at", "lined_up_at", "first_tried_at")
        )
        with connect(self.database.migration_url) as owner:
            owner.execute(f"UPDATE webhook_delivery SET {shifted}".encode(), {"by": f"{amount} {unit}"})

    def rows(self, column: str) -> list[Any]:
        """A column of the deliveries, by case and number."""
        query = f"SELECT {column} AS it FROM webhook_delivery ORDER BY reference, seq"
        with connect(self.database.url) as worker:
            return [row["it"] for row in worker.execute(query.encode())]

    def attention(self) -> list[tuple[str, str]]:
        """What stands on the attention list."""
        with connect(self.database.url) as worker:
            return [(row["kind"], row["about"]) for row in worker.execute("SELECT kind, about FROM attention")]


@contextmanager
def rounds(
    records: Records,
    database: Database,
    folder: Path,
    *script: int,
    scope: WebhookScope = WebhookScope.STAFF,
    **said: Any,
) -> Iterator[Rounds]:
    """A receiver, and the rounds of deliveries to it. Names of the answers' headers are given with _ for -."""
    headers = {name: said.pop(name) for name in [*said] if name[0].isupper()}
    secrets = folder / "webhook.secrets"
    with http_gateway(*script, **headers) as gateway, _told(database.admin_url, secrets, gateway) as (told, add):
        add(scope=scope, **said)
        yield Rounds(told, WebhookWork(records, WebhookSecrets(secrets), Reach.read(LOOPBACK), "default"), database)
