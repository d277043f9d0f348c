"""Faults, as the watchdog sees to them: opened where an error comes too often, and started again where none runs."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from temporalio.client import Client

from activities.faults.detection import Burst, FaultToRun, bursts, now_on_record, running_faults
from activities.in_force import VersionsRead
from activities.records.attention import Alert
from activities.records.store import Records
from client.faults import apply_to_fault, keep_running
from errors import TawasulError
from models.case.commands import SYSTEM
from models.codes import AttentionKind
from models.faults.commands import OpenFault
from models.packs.pack import Pack
from models.trust.statement import Signatory

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FaultWatch:
    """The watchdog's part in faults; without a key of the system it opens none."""

    client: Client
    records: Records
    packs: Mapping[str, Pack]
    service: Signatory | None = field(default=None, repr=False)
    _versions: VersionsRead = field(default_factory=VersionsRead)

    async def look(self) -> tuple[Alert, ...]:
        """Open what is a fault by now, have each run that is not closed; those that nobody owns. Raises Unreachable."""
        if self.service:
            await self._open_new(self.service)
        running = await asyncio.to_thread(running_faults, self.records)
        for fault in running:
            await keep_running(self.client, fault.reference)
        return tuple(_unowned(fault) for fault in running if fault.owner is None)

    async def _open_new(self, by: Signatory) -> None:
        for burst in await asyncio.to_thread(self._bursts):
            await self._open(burst, by)

    def _bursts(self) -> list[Burst]:
        now = now_on_record(self.records)
        packs = self._versions.packs_at(self.records, self.packs, now)
        return [burst for pack in packs.values() for burst in bursts(self.records, pack, now)]

    async def _open(self, burst: Burst, by: Signatory) -> None:
        """Open a fault; where that fails, the next look tries again."""
        command = OpenFault(
            command_id=f"rate:{burst.reference}",
            actor=SYSTEM,
            pack=burst.pack,
            error_code=burst.error_code,
            number=burst.number,
        )
        try:
            await apply_to_fault(self.client, burst.reference, command, by)
        except TawasulError as failure:
            log.warning("watchdog: a fault was not opened: %s", failure.code)


def _unowned(fault: FaultToRun) -> Alert:
    return Alert(AttentionKind.KNOWN_FAULT, fault.reference, fault.error_code)
