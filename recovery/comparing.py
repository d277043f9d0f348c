"""The two sides of a case, compared: by the numbers of the last events, and by the hash that the events make."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from activities.records.store import event_bytes
from client import timeline
from errors import TawasulError
from models.case.events import Event, NoticeSent
from models.codes import DiscrepancyKind
from recovery.asking import completed, with_retries
from recovery.discrepancy import EVERY_CASE, LIVE_CASES, NO_HEAD, Discrepancy, Head, read_heads
from recovery.stories import two_stories
from workflows.ports import CASE_WORKFLOW

_OF_CASES = f"WorkflowType='{CASE_WORKFLOW}' AND ExecutionStatus="


@dataclass(frozen=True)
class Snapshot:
    """The cases that both sides list. `ended`: completed in Temporal, and not on record at all."""

    heads: Mapping[str, Head]
    open: frozenset[str]
    running: frozenset[str]
    ended: frozenset[str]


async def take_snapshot(client: Client, url: str) -> Snapshot:
    """The cases of both sides. The records are read first: what is decided meanwhile can only put them behind."""
    heads = await asyncio.to_thread(read_heads, url, EVERY_CASE)
    waiting = await asyncio.to_thread(read_heads, url, LIVE_CASES)
    running = frozenset([each.id async for each in client.list_workflows(f"{_OF_CASES}'Running'")])
    ended = [each.id async for each in client.list_workflows(f"{_OF_CASES}'Completed'")]
    return Snapshot(heads, frozenset(waiting), running, frozenset(ended) - heads.keys())


async def compare(client: Client, url: str, snapshot: Snapshot, reference: str) -> Discrepancy | None:
    """The finding of a case on which the two sides disagree, or that cannot be read; none where they agree."""
    recorded = snapshot.heads.get(reference, NO_HEAD)
    head = recorded.seq
    try:
        if reference not in snapshot.running and not await completed(client, reference):
            return Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, head)
        events = await with_retries(timeline, client, reference)
        seq = events[-1].seq if events else 0
        if not _makes(reference, events, recorded) and (found := await two_stories(client, url, reference, head)):
            return found
        if seq < head:
            return Discrepancy(reference, DiscrepancyKind.RECORDS_AHEAD, head, seq)
        if _lacks(events, head):
            return Discrepancy(
                reference, DiscrepancyKind.RECORDS_BEHIND if head else DiscrepancyKind.NOT_RECORDED, head, seq
            )
    except (RPCError, TawasulError, ValueError):
        return Discrepancy(reference, DiscrepancyKind.UNREADABLE, head)
    return None


def _makes(reference: str, events: Sequence[Event], recorded: Head) -> bool:
    """Whether the events that a workflow holds, up to the last one on record, make the hash on record."""
    if not events or events[0].seq > 1:
        return False
    chain = reference.encode()
    for event in events:
        chain = hashlib.sha256(chain + event_bytes(event)).digest()
        if event.seq == recorded.seq:
            return chain == recorded.chain
    return False


def _lacks(events: Sequence[Event], head: int) -> bool:
    """Whether the records lack events; that a notice went out will be written with what comes next."""
    return any(not isinstance(event.body, NoticeSent) for event in events if event.seq > head)
