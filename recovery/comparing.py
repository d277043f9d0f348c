"""The two sides of a case, compared: by the numbers of the last events, and by the hash that the events make."""

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from activities.keys.case_keys import case_keys_at
from activities.keys.parts import PartSealer
from activities.records.sealed import kept_event
from client import timeline, view
from errors import NoSuchCase, TawasulError
from models.case.events import Event, NoticeSent
from models.codes import DiscrepancyKind
from recovery.asking import BY_FORCE, PAUSE, completed, held_by_run, with_retries
from recovery.discrepancy import EVERY_CASE, LIVE_CASES, NO_HEAD, Discrepancy, Head, read_heads
from recovery.notices import lacks_notices, notices_decided_again
from recovery.stories import listed_as_diverged, two_stories, unaccounted
from workflows.names import CASE_WORKFLOW

BEGUN_WITHIN = 10.0
"""Seconds in which a run should have read the records that it goes on from."""

_OF_CASES = f"WorkflowType='{CASE_WORKFLOW}' AND ExecutionStatus="


@dataclass(frozen=True)
class Snapshot:
    """The cases that both sides list."""

    heads: Mapping[str, Head]
    open: frozenset[str]
    running: Mapping[str, str]
    """The run of each case that runs."""
    ended: frozenset[str]
    """Completed in Temporal, and not on record at all."""
    stopped: Mapping[str, Sequence[str]]
    """The runs that were ended by force, by case."""
    diverged: frozenset[str]
    """On the attention list as diverged."""

    @property
    def every(self) -> frozenset[str]:
        """The cases that are to be compared."""
        return self.open | self.ended | self.running.keys() | self.stopped.keys()


async def take_snapshot(client: Client, url: str) -> Snapshot:
    """The cases of both sides. The records are read first: what is decided meanwhile can only put them behind."""
    heads = await asyncio.to_thread(read_heads, url, EVERY_CASE)
    waiting = await asyncio.to_thread(read_heads, url, LIVE_CASES)
    running = {each.id: each.run_id async for each in client.list_workflows(f"{_OF_CASES}'Running'")}
    ended = [each.id async for each in client.list_workflows(f"{_OF_CASES}'Completed'")]
    stopped: dict[str, list[str]] = {}
    async for each in client.list_workflows(f"WorkflowType='{CASE_WORKFLOW}' AND {BY_FORCE}"):
        stopped.setdefault(each.id, []).append(each.run_id)
    diverged = await asyncio.to_thread(listed_as_diverged, url)
    return Snapshot(heads, frozenset(waiting), running, frozenset(ended) - heads.keys(), stopped, diverged)


async def compare(client: Client, url: str, snapshot: Snapshot, reference: str) -> Discrepancy | None:
    """The finding of a case on which the two sides disagree, or that cannot be read; none where they agree."""
    head = snapshot.heads.get(reference, NO_HEAD).seq
    try:
        if reference in snapshot.running or await completed(client, reference):
            found = await _compare_run(client, url, snapshot, reference)
        else:
            found = Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, head) if reference in snapshot.open else None
        found = found or await _stopped(client, url, snapshot, reference)
        if found is None and reference in snapshot.diverged and (first := await diverged_at(client, reference)):
            return Discrepancy(reference, DiscrepancyKind.DIVERGED, head, head, first)
        return found
    except NoSuchCase:  # it ran when the list was made
        return Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, head)
    except (RPCError, TawasulError, ValueError):
        return Discrepancy(reference, DiscrepancyKind.UNREADABLE, head)


async def diverged_at(client: Client, reference: str) -> int | None:
    """Where a running case has stopped: it may since have come to hold what is on record all the same."""
    seen = await with_retries(view, client, reference)
    return seen.diverged_at if seen else None


async def _compare_run(client: Client, url: str, snapshot: Snapshot, reference: str) -> Discrepancy | None:
    """The finding of a case that runs, or has completed."""
    recorded = snapshot.heads.get(reference, NO_HEAD)
    head = recorded.seq
    events = await _events(client, reference, begins=head > 0 and reference in snapshot.running)
    seq = events[-1].seq if events else 0
    agreed = await asyncio.to_thread(_makes, url, reference, events, recorded)
    if not agreed and (found := await two_stories(client, url, reference, head)):
        return found
    if seq < head:
        return Discrepancy(reference, DiscrepancyKind.RECORDS_AHEAD, head, seq)
    if _lacks(events, head):
        return Discrepancy(
            reference, DiscrepancyKind.RECORDS_BEHIND if head else DiscrepancyKind.NOT_RECORDED, head, seq
        )
    unrecorded = [event for event in events if event.seq > head]
    if await asyncio.to_thread(lacks_notices, url, reference, unrecorded):
        return Discrepancy(reference, DiscrepancyKind.NOTICES_RESTORED, head, seq)
    return None


async def _events(client: Client, reference: str, *, begins: bool) -> tuple[Event, ...]:
    """What a case holds. A run on record that `begins` may still read what it goes on from: it is asked again."""
    until = time.monotonic() + BEGUN_WITHIN
    while True:
        events = await with_retries(timeline, client, reference)
        if events or not begins or time.monotonic() > until:
            return events
        await asyncio.sleep(PAUSE)


async def _stopped(client: Client, url: str, snapshot: Snapshot, reference: str) -> Discrepancy | None:
    """The finding of a case whose runs that were ended by force held it, or commands, of which the records say nothing.

    So a case is found whose request came again after the end of its run, and that went on in a new one at once. And one
    whose notices bear the instants of such a run.
    """
    runs = [await held_by_run(client, reference, run) for run in snapshot.stopped.get(reference, ())]
    held = [each for each in runs if each]
    if not held:
        return None
    head, seq = snapshot.heads.get(reference, NO_HEAD).seq, max(each.row.seq for each in held)
    if not head and reference not in snapshot.running:
        return Discrepancy(reference, DiscrepancyKind.NOT_RECORDED, head, seq)
    if loss := await asyncio.to_thread(unaccounted, url, held):
        return Discrepancy(reference, DiscrepancyKind.DIVERGED, head, seq, *loss)
    again = await asyncio.to_thread(notices_decided_again, url, reference, held)
    return Discrepancy(reference, DiscrepancyKind.NOTICES_RESTORED, head, seq) if again else None


def _makes(url: str, reference: str, events: Sequence[Event], recorded: Head) -> bool:
    """Whether the events that a workflow holds, up to the last one on record, make the hash on record.

    False too where some were recorded before events were sealed: then the events themselves are compared.
    """
    if not events or events[0].seq > 1:
        return False
    chain, sealer = reference.encode(), PartSealer(case_keys_at(url))
    for event in events:
        chain = hashlib.sha256(chain + kept_event(sealer, reference, event).body).digest()
        if event.seq == recorded.seq:
            return chain == recorded.chain
    return False


def _lacks(events: Sequence[Event], head: int) -> bool:
    """Whether the records lack events; that a notice went out will be written with what comes next."""
    return any(not isinstance(event.body, NoticeSent) for event in events if event.seq > head)
