"""CPU time of a whole case on the servers, against a bare workflow with the same messages.

A whole case: opened by update-with-start, first stage, claim, approve, the receipt and the result delivered to the
mailbox folder, everything on record. Both sides get the same requests and commands from the same client, as many in
flight, in alternating blocks on one embedded stack. Counted is the user and system time of Temporal's server, of the
side's own worker and of PostgreSQL, children and idle time included; not counted is the client, which is another
system's. A block ends a second after its last decision and notice are on record, so that what a case leaves to be done
later is counted with it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.concurrency import bounded
from bench import cases
from bench.bare import BARE
from bench.bare_worker import READY
from bench.figures import Figure, median
from bench.processes import cpu_seconds, stack_pids
from bench.stacks import fresh_stack, worker_beside
from client import apply, connected, open_case
from models.intake.request import Request
from sessions.signing import Signers
from stack import EmbeddedStack

BAR = 2.5
PLAIN_CASE_EVENTS = 40
"""The history events that the design allows a plain case, about."""
BLOCKS, CASES_A_BLOCK, WARM_UP = 6, 50, 30
IN_FLIGHT = 8
NOTICES_A_CASE = 2
SETTLING = 1.0
"""Seconds."""

_ON_RECORD = """SELECT (SELECT count(*) FROM case_row WHERE stage = 'resolved'),
                       (SELECT count(*) FROM notice WHERE status = 'sent')"""

Play = Callable[[Client, Request], Awaitable[None]]


@dataclass(frozen=True)
class Block:
    """The CPU seconds of one block by process, and its duration."""

    cpu: dict[str, float]
    wall: float

    @property
    def a_case(self) -> float:
        """CPU milliseconds per case."""
        return sum(self.cpu.values()) / CASES_A_BLOCK * 1000


def run() -> list[Figure]:
    """Measure on a stack of its own."""
    with fresh_stack() as stack, worker_beside(stack, "bench.bare_worker", READY) as bare_pid:
        return asyncio.run(_measure(stack, bare_pid))


async def _measure(stack: EmbeddedStack, bare_pid: int) -> list[Figure]:
    client = await connected(stack.config)
    play = partial(play_whole, Signers.of_stack(stack.home))
    pids = stack_pids(stack.home)
    whole_side = pids
    bare_side = pids | {"worker": bare_pid}
    whole, bare = list[Block](), list[Block]()
    with psycopg.connect(stack.database_url, autocommit=True) as records:
        opened = 0
        for number in range(-1, BLOCKS):
            count = CASES_A_BLOCK if number >= 0 else WARM_UP
            opened += count
            blocks = (
                await timed_block(client, bare_side, _play_bare, count, batch=f"bare{number}", settled=_nothing_more),
                await timed_block(
                    client, whole_side, play, count, batch=f"whole{number}", settled=all_sent(records, opened)
                ),
            )
            if number >= 0:
                bare.append(blocks[0])
                whole.append(blocks[1])
    events = [await _history_events(client, each) for each in cases.requests(CASES_A_BLOCK, f"whole{BLOCKS - 1}")]
    return _figures(whole, bare, events)


async def timed_block(
    client: Client, pids: dict[str, int], play: Play, count: int, *, batch: str, settled: Callable[[], Awaitable[None]]
) -> Block:
    """Play a batch of cases, so many in flight, and give what the processes spent on them."""
    before, began = _spent(pids), time.monotonic()
    async for _ in bounded(partial(play, client), cases.requests(count, batch), IN_FLIGHT):
        pass
    await settled()
    await asyncio.sleep(SETTLING)
    after = _spent(pids)
    return Block({name: after[name] - before[name] for name in pids}, time.monotonic() - began)


async def play_whole(signers: Signers, client: Client, request: Request) -> None:
    """Open a case, claim it and approve it."""
    await open_case(client, request, signers.channel())
    by = signers.by(cases.OFFICER)
    await apply(client, request.reference, cases.claim(request.id), by)
    await apply(client, request.reference, cases.approve(request.id), by)


async def _play_bare(client: Client, request: Request) -> None:
    workflow_id = f"bare-{request.id}"
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        "BareWorkflow",
        request,
        id=workflow_id,
        task_queue=BARE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
    )
    await client.execute_update_with_start_workflow("open", request.fingerprint, start_workflow_operation=start)
    handle = client.get_workflow_handle(workflow_id)
    for command in (cases.claim(request.id), cases.approve(request.id)):
        await handle.execute_update("apply", command, id=command.command_id)


async def _nothing_more() -> None:
    """Wait for nothing: a bare workflow leaves no work behind."""


def all_sent(records: psycopg.Connection, opened: int) -> Callable[[], Awaitable[None]]:
    """Waits until so many cases are decided, and their notices sent. Raises TimeoutError after a minute."""

    async def settled() -> None:
        """Wait until the decisions and the notices of all cases so far are on record."""
        deadline = time.monotonic() + 60
        while (found := records.execute(_ON_RECORD).fetchone()) != (opened, opened * NOTICES_A_CASE):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{opened} cases should be resolved with {NOTICES_A_CASE} notices each, not {found}")
            await asyncio.sleep(0.25)

    return settled


def _spent(pids: dict[str, int]) -> dict[str, float]:
    return {name: cpu_seconds(pid) for name, pid in pids.items()}


async def _history_events(client: Client, request: Request) -> int:
    history = await client.get_workflow_handle(request.reference).fetch_history()
    return len(history.events)


def _figures(whole: list[Block], bare: list[Block], events: list[int]) -> list[Figure]:
    ratios = [each.a_case / plain.a_case for each, plain in zip(whole, bare, strict=True)]
    ratio = sum(each.a_case for each in whole) / sum(plain.a_case for plain in bare)
    blocks = f"{BLOCKS} blocks of {CASES_A_BLOCK}, {min(ratios):.2f} to {max(ratios):.2f}"
    return [
        Figure(what="whole case, CPU against a bare workflow", measured=ratio, unit="×", bar=BAR, detail=blocks),
        _side("CPU of a whole case", whole),
        _side("CPU of a bare workflow", bare),
        Figure(
            what="history events of a plain case",
            measured=median(events),
            unit="events",
            bar=PLAIN_CASE_EVENTS,
            detail=f"{min(events)} to {max(events)}, by what came into one workflow task",
        ),
    ]


def _side(what: str, blocks: list[Block]) -> Figure:
    names = blocks[0].cpu
    shares = {name: median([block.cpu[name] for block in blocks]) / CASES_A_BLOCK * 1000 for name in names}
    detail = ", ".join(f"{name} {share:.1f}" for name, share in shares.items())
    rate = CASES_A_BLOCK / (median([block.wall for block in blocks]) - SETTLING)
    return Figure(
        what=what,
        measured=median([block.a_case for block in blocks]),
        unit="ms",
        detail=f"{detail}; {rate:.0f} a second with {IN_FLIGHT} in flight",
    )
