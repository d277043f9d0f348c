"""The loop: of all workers one leads, looks, mends, and waits for its next look."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from temporalio.client import Client
from temporalio.common import MetricMeter

from activities.records.attention import Alert
from activities.records.business import BusinessFigures, business_figures
from activities.records.database import connect
from activities.records.occurrences import count_what_is_due
from activities.records.store import Records
from activities.records.words import add_missing_words
from checkpoints.keeper import Keeper, LogBroken
from checkpoints.places import PlaceAway
from models.codes import AttentionKind
from watchdog.faults import FaultWatch
from watchdog.files import FileWatch
from watchdog.findings import Findings, LookLimits, findings
from watchdog.leadership import Leadership
from watchdog.mending import Mender
from watchdog.metrics import BusinessMetrics, Metrics
from watchdog.reading import Reader
from watchdog.webhooks import WebhookWatch

log = logging.getLogger(__name__)


class Watchdog:
    """One worker's part in the watching. Whatever a look fails with, the next one begins anew."""

    def __init__(
        self,
        client: Client,
        url: str,
        records: Records,
        meter: MetricMeter | None = None,
        *,
        limits: LookLimits = LookLimits(),  # noqa: B008 - immutable
        keeper: Keeper | None = None,
        faults: FaultWatch | None = None,
        webhooks: WebhookWatch | None = None,
        files: FileWatch | None = None,
    ) -> None:
        self.leadership = Leadership(url)
        self._limits, self._keeper, self._records, self._faults = limits, keeper, records, faults
        self._webhooks, self._files = webhooks, files
        self._reader = Reader(client, url, limits)
        self._mender = Mender(client, url, records, limits)
        self._metrics, self._business, self._url = Metrics(meter), BusinessMetrics(meter), url

    async def look(self) -> Findings:
        """Look once, and mend what was found. Raises Unreachable, RPCError."""
        seen = replace(await self._reader.read(), log=await asyncio.to_thread(self._keep_log))
        if self._faults:
            seen = replace(seen, faults=await self._faults.look())
        if self._files:
            seen = replace(seen, files=await self._files.look())
        found = findings(seen, self._limits)
        self._metrics.show(seen, found, await self._mender.mend(found))
        await asyncio.to_thread(count_what_is_due, self._records, self._limits.counted, self._business.count)
        await asyncio.to_thread(add_missing_words, self._records, self._limits.counted)
        if self._webhooks:
            await self._webhooks.look()
        await asyncio.to_thread(self.leadership.mark, seen.at)
        self._business.show(await asyncio.to_thread(self._figures))
        return found

    def _figures(self) -> BusinessFigures:
        with connect(self._url) as connection:
            return business_figures(connection)

    def _leave(self) -> None:
        """Have no metric say what this worker does not know any more."""
        self._metrics.leave()
        self._business.leave()

    def _keep_log(self) -> tuple[Alert, ...]:
        """Have the transparency log signed; what is in the way of that."""
        try:
            if self._keeper:
                self._keeper.keep()
        except LogBroken as broken:
            return (Alert(AttentionKind.LOG_BROKEN, "", broken.about),)
        except PlaceAway as away:
            return (Alert(AttentionKind.CHECKPOINTS_AWAY, "", str(away)),)
        return ()

    async def watch(self, seconds: float) -> None:
        """Look for ever, as long as this worker leads; another one tries each time whether it can."""
        while True:
            await asyncio.sleep(seconds)
            try:
                if await asyncio.to_thread(self.leadership.held):
                    await self.look()
                else:
                    self._leave()
            except Exception as failure:  # servers that are away, or a defect: neither may end the watching
                log.warning("watchdog: this look failed with %s", type(failure).__name__)


@asynccontextmanager
async def watching(watchdog: Watchdog, seconds: float) -> AsyncIterator[None]:
    """The watchdog takes part as long as the block runs; 0 seconds: it does not. The lead is given up at the end."""
    if not seconds:
        yield
        return
    await asyncio.to_thread(watchdog.leadership.held)
    task = asyncio.create_task(watchdog.watch(seconds))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(watchdog.leadership.give_up)
