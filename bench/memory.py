"""Memory of a worker with 2,000 open cases in its cache: as many as it keeps before it evicts the oldest."""

import asyncio
from collections.abc import Iterable

from activities.concurrency import bounded
from bench import cases
from bench.figures import Figure
from bench.processes import resident_bytes, stack_pids
from bench.stacks import claimed, fresh_stack, opened
from client import connected
from models.intake.request import Request
from sessions.signing import Signers
from stack import EmbeddedStack

BAR = 500.0
"""Megabytes."""
CASES, IN_FLIGHT = 2_000, 16


def run() -> list[Figure]:
    """Measure on a stack of its own; every other case is claimed too."""
    with fresh_stack() as stack:
        worker = stack_pids(stack.home)["worker"]
        asyncio.run(_open_all(stack, cases.requests(1, "first")))
        before = resident_bytes(worker)
        asyncio.run(_open_all(stack, cases.requests(CASES - 1, "memory")))
        after = resident_bytes(worker)
    each = (after - before) / CASES / 1024
    detail = f"{before / 1e6:.0f} MB with one; {each:.0f} KB a case"
    what = f"worker with {CASES:,} open cases in cache"
    return [Figure(what=what, measured=after / 1e6, unit="MB", bar=BAR, detail=detail)]


async def _open_all(stack: EmbeddedStack, requests: Iterable[Request]) -> None:
    client = await connected(stack.config)

    signers = Signers.of_stack(stack.home)

    async def open_one(numbered: tuple[int, Request]) -> None:
        number, request = numbered
        await opened(client, request, signers)
        if number % 2:
            await claimed(client, request, signers)

    async for _ in bounded(open_one, enumerate(requests), IN_FLIGHT):
        pass
