"""The mending after a look: cases are started again from the records, and the attention list is kept."""

import asyncio
from contextlib import suppress
from functools import partial

from temporalio.client import Client

from activities.concurrency import all_of
from activities.records.attention import INSERT, Alert, keep_alerts, settle_holders
from activities.records.database import connect
from activities.records.store import Records
from activities.records.watch import server_time
from errors import Unreachable
from models.codes import AttentionKind, DiscrepancyKind
from recovery.asking import ended_by_force, held_by
from recovery.deleting import ask_to_delete
from recovery.discrepancy import Discrepancy
from recovery.handing_on import hand_on
from recovery.restarting import restart, restart_or_open
from recovery.starting import DAMAGED, start_again
from watchdog.findings import Findings, LookLimits, Stopped
from watchdog.reading import AT_ONCE


class Mender:
    """Starts cases again. One whose ended workflow gives no answer is tried at several looks before it is done without.

    It is asked because the records may lack what was decided in its last half second.
    """

    def __init__(self, client: Client, url: str, records: Records, limits: LookLimits) -> None:
        self._client, self._url, self._records, self._limits = client, url, records, limits
        self._unanswered: dict[str, int] = {}
        self._not_opened: dict[str, Stopped] = {}
        self._handed_on: dict[str, set[str]] = {}

    async def mend(self, found: Findings) -> int:
        """Do what the findings ask for; the number of cases that were started again. Raises Unreachable, RPCError."""
        done = await all_of(self._resume, found.to_resume, AT_ONCE)
        self._not_opened |= {each.reference: each for each in found.to_open}
        done += await all_of(self._open, list(self._not_opened.values()), AT_ONCE)
        await all_of(self._hand_on, found.going_on, AT_ONCE)
        await all_of(partial(ask_to_delete, self._client), found.to_delete, AT_ONCE)
        self._handed_on = {name: runs for name, runs in self._handed_on.items() if name in found.going_on}
        stopped = {each.reference for each in found.stopped}
        self._unanswered = {name: looks for name, looks in self._unanswered.items() if name in stopped}
        await asyncio.to_thread(self._keep_list, found.alerts)
        return sum(done)

    async def _resume(self, stopped: Stopped) -> bool:
        """Start a case again; False when it runs after all, or cannot be started yet."""
        try:
            return await self._started(stopped)
        except DAMAGED as unreadable:
            await asyncio.to_thread(self._list_unreadable, stopped.reference, type(unreadable).__name__)
            return False

    async def _started(self, stopped: Stopped) -> bool:
        finding = Discrepancy(stopped.reference, DiscrepancyKind.NOT_RUNNING, 0)
        try:
            return await restart(self._client, self._url, self._records, finding, stopped.cause) is not None
        except Unreachable:
            looks = self._unanswered[stopped.reference] = self._unanswered.get(stopped.reference, 0) + 1
            if looks < self._limits.unanswered_looks:
                return False
            return await start_again(self._client, self._url, stopped.reference, stopped=stopped.cause)

    async def _open(self, stopped: Stopped) -> bool:
        """Start a case again that is not on record; one that gives no answer is tried again at the next look."""
        try:
            args = (self._client, self._url, self._records, stopped.reference, stopped.cause)
            opened = bool(await restart_or_open(*args))
        except Unreachable:
            return False
        del self._not_opened[stopped.reference]
        return opened

    async def _hand_on(self, reference: str) -> None:
        """Tell a case that runs what its ended runs had not decided; once, as the same runs are seen at several looks.

        So it is for a case that was reset, or whose request came again before anybody started it.
        """
        done = self._handed_on.setdefault(reference, set())
        runs = [run for run in await ended_by_force(self._client, reference) if run not in done]
        with suppress(Unreachable):  # of the workers: the next look tries again
            await hand_on(self._client, reference, await held_by(self._client, reference, runs))
            done.update(runs)

    def _list_unreadable(self, reference: str, what: str) -> None:
        with connect(self._url) as connection:
            entry = {"kind": AttentionKind.RECORDS_REFUSED, "about": f"cannot be started again: {what}"}
            connection.execute(INSERT, {**entry, "reference": reference, "at": server_time(connection)})

    def _keep_list(self, alerts: frozenset[Alert]) -> None:
        with connect(self._url) as connection:
            now = server_time(connection)
            keep_alerts(connection, alerts, now)
            settle_holders(connection, now)
