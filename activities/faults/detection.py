"""What the watchdog asks the records of faults: error codes that come too often, and the faults that should run.

A worker's statements are SQL text here: they are grouped counts, which are plainer so.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from activities.records.store import Records
from models.intake.reference import fault_reference
from models.packs.pack import Pack

_NOW = "SELECT now() AS now"
_OFTEN = """
SELECT r.error_code, min(c.reference) AS one
FROM case_row c JOIN request r USING (reference)
WHERE c.opened_at > %(since)s AND c.pack = %(pack)s AND c.fault IS NULL AND r.error_code IS NOT NULL
  AND NOT EXISTS (SELECT FROM case_event e WHERE e.reference = c.reference AND e.type = 'fault_unlinked')
GROUP BY r.error_code HAVING count(*) >= %(count)s
"""
_RECEIVED = "SELECT received FROM request WHERE reference = %(reference)s"
_BEFORE = """
SELECT count(*) AS number, coalesce(bool_or(stage <> 'closed' AND stage <> 'mended'), false) AS taking
FROM fault WHERE pack = %(pack)s AND error_code = %(error_code)s
"""
_RUNNING = """
SELECT reference, error_code, owner FROM fault WHERE stage <> 'closed' ORDER BY reference
"""


class Burst(NamedTuple):
    """An error code that comes as often as the pack says a fault does, and the fault that it is to become."""

    pack: str
    error_code: str
    number: int

    @property
    def reference(self) -> str:
        """The reference of the fault."""
        return fault_reference(self.pack, self.error_code, self.number)


class FaultToRun(NamedTuple):
    """A fault that is not closed."""

    reference: str
    error_code: str
    owner: str | None


def now_on_record(records: Records) -> datetime:
    """The instant by the clock of the records."""
    now: datetime = records.one(_NOW, {}).now
    return now


def bursts(records: Records, pack: Pack, now: datetime) -> Iterator[Burst]:
    """The error codes of a pack that come too often and are no fault yet. Cases of a fault do not count again."""
    if (terms := pack.faults) is None:
        return
    found = {"pack": pack.name, "since": now - terms.within, "count": terms.count}
    for row in records.all(_OFTEN, found):
        if (code := _in_clear(records, row.one)) is None:
            continue
        before = records.one(_BEFORE, {"pack": pack.name, "error_code": code})
        if not before.taking:
            yield Burst(pack.name, code, before.number + 1)


def running_faults(records: Records) -> list[FaultToRun]:
    """The faults that are not closed: each has a running workflow."""
    return [FaultToRun(row.reference, row.error_code, row.owner) for row in records.all(_RUNNING, {})]


def _in_clear(records: Records, reference: str) -> str | None:
    """The error code of a request; none, when it was erased."""
    received = records.opened_json(records.one(_RECEIVED, {"reference": reference}).received)
    code = ((received or {}).get("prior_attempt") or {}).get("error_code")
    return str(code) if code else None
