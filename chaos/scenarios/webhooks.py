"""Scenario «webhooks»: a subscriber is told of all events while workers and servers are killed, and it is away itself.

The portal's fake gateway is the subscriber: it loses acknowledgements, refuses, hangs, and is dead for a while.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from activities.records.database import connect
from activities.webhooks.subscribers import add_subscriber
from chaos.checks import told
from chaos.history.log import json_lines
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.seeded import seeded_random
from chaos.system.gateways import DEAD, UNRELIABLE
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import APPROVAL, CaseClient, side_by_side
from errors import Refused, Unreachable
from models.case.state import Receipt
from models.codes import WebhookScope
from models.webhooks.subscriber import Subscriber
from settings import WEBHOOK_SECRETS_FILE

NAME = "registry"
WORKERS = 2
CASES = {Scale.SUITE: 6, Scale.LONG: 60}
KILLS = {Scale.SUITE: 3, Scale.LONG: 20}
SHOT = ("worker-1", "worker-2", "temporal", "worker-1", "worker-2", "postgres")
"""What is killed, in turn."""
AWAY = {Scale.SUITE: 5.0, Scale.LONG: 60.0}
"""Seconds for which the subscriber is dead."""
PAUSE = 0.5
"""Seconds before a step is taken again that nobody answered."""
PATIENCE = 300.0
"""Seconds within which all is told, once nothing is killed any more."""


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Tell a subscriber of cases that live through kills and its own outage."""
    with TemporaryDirectory(prefix="tawasul-webhooks-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=WORKERS, look_every=5) as stack:
            return [asyncio.run(_told_under_kills(stack, scale, progress))]


async def _told_under_kills(stack: StackUnderTest, scale: Scale, progress: Progress) -> TrialOutcome:
    trial = WebhookTrial(stack, await CaseClient.of(stack))
    trial.subscribe()
    stack.set_gateway_faults(portal=UNRELIABLE)
    progress("cases under kills")
    lives = asyncio.create_task(side_by_side(lambda _: trial.life(), range(CASES[scale])))
    await trial.kill(KILLS[scale])
    stack.set_gateway_faults(portal=DEAD)
    await asyncio.sleep(AWAY[scale])
    stack.set_gateway_faults(portal=UNRELIABLE)
    await lives
    progress("waiting until all is told")
    await trial.client.wait_for_quiescence(trial.references(), PATIENCE)
    await poll_until(trial.all_told, "deliveries to the subscriber", PATIENCE)
    return trial.outcome(scale)


@dataclass(frozen=True)
class WebhookTrial:
    """The subscriber and the cases of one stack."""

    stack: StackUnderTest
    client: CaseClient

    def subscribe(self) -> None:
        """Put the subscriber on record, with its secret where the workers look."""
        secrets, url = self.stack.home / WEBHOOK_SECRETS_FILE, self.stack.environment["TAWASUL_PORTAL_URL"]
        secrets.touch(mode=0o600)
        secrets.write_text(f"{NAME}:{self.stack.portal_secret}\n")
        with connect(self.stack.admin_url) as connection:
            new = Subscriber(name=NAME, url=url, secrets=(NAME,), scope=WebhookScope.STAFF)
            add_subscriber(connection, new, "chaos")

    async def life(self) -> None:
        """A case from its opening to its decision."""
        receipt = await _persisting(self.client.open)
        if receipt:
            await _persisting(lambda: self.client.do(receipt.reference, "claim"))
            await _persisting(lambda: self.client.do(receipt.reference, "approve", **APPROVAL))

    async def kill(self, times: int) -> None:
        """Kill one component after another; each is started again at once."""
        random = seeded_random(1, "webhooks")
        for number in range(times):
            await asyncio.sleep(random.uniform(1.0, 3.0))
            name = SHOT[number % len(SHOT)]
            await asyncio.to_thread(self.stack.kill, name)
            await asyncio.sleep(random.uniform(0.0, 1.0))
            await asyncio.to_thread(self.stack.start, name)

    def references(self) -> list[str]:
        """All cases on record."""
        return [row["reference"] for row in self.client.rows("SELECT reference FROM case_row ORDER BY reference")]

    async def all_told(self) -> bool:
        """Whether the subscriber has taken all that is on record."""
        left = "SELECT count(*) AS n FROM webhook_delivery WHERE status <> 'sent'"
        return not (await asyncio.to_thread(self.client.rows, left))[0]["n"]

    def outcome(self, scale: Scale) -> TrialOutcome:
        """What is wrong with what the subscriber took."""
        on_record: dict[str, list[int]] = defaultdict(list)
        for row in self.client.rows("SELECT reference, seq FROM case_event ORDER BY reference, seq"):
            on_record[row["reference"]].append(row["seq"])
        taken = [each for each in json_lines(self.stack.accepted) if _is_event(each)]
        times = Counter(each["headers"]["webhook-id"] for each in taken)
        return TrialOutcome(
            "a subscriber of webhooks is told of every event on record, of each case in order; what comes twice has the"
            " same id and bytes",
            "workers, Temporal and PostgreSQL killed while cases are worked on; the subscriber loses acknowledgements,"
            " refuses, hangs, and is away for a while",
            {
                "cases": str(len(on_record)),
                "events": str(sum(map(len, on_record.values()))),
                "kills": str(KILLS[scale]),
                "came twice": str(sum(1 for number in times.values() if number > 1)),
            },
            tuple(told.problems(on_record, taken, self.stack.portal_secret)),
        )


async def _persisting(step: Callable[[], Awaitable[Receipt]]) -> Receipt | None:
    """Take a step again until it is answered; none where it is refused, as an earlier try had been taken."""
    while True:
        try:
            return await step()
        except Refused:
            return None
        except (Unreachable, NotReachedInTime):
            await asyncio.sleep(PAUSE)


def _is_event(message: dict[str, Any]) -> bool:
    """Whether a message to the portal is an event, and no notice."""
    return "cloudevents" in message["headers"].get("content-type", "")
