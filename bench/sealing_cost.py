"""What sealing adds to the CPU time of a whole case: the same cases on a stack that seals, and on one that does not.

Two embedded stacks run side by side and get the same blocks of cases in turn, as in `bench.case_cost`; which of the two
begins changes with every block. On the plain one neither the payloads nor the records are sealed: its worker is
`bench.plain_worker`, and its client has no keys. Signatures are made and checked on both.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import psycopg
from temporalio.client import Client

from activities.records.migrate import upgrade
from bench.case_cost import CASES_A_BLOCK, WARM_UP, Block, all_sent, play_whole, timed_block
from bench.figures import Figure, median
from bench.processes import stack_pids
from bench.stacks import fresh_stack, take_on, worker_beside
from client import connected
from client.connection import plain_converter
from sessions.signing import Signers
from stack import WORKER_READY, EmbeddedStack

BAR = 5.0
"""Per cent."""
BLOCKS = 24


@dataclass
class _Side:
    """One of the two stacks: its processes, its client, and how many cases it has opened."""

    name: str
    stack: EmbeddedStack
    pids: dict[str, int]
    client: Client
    records: psycopg.Connection
    opened: int = 0
    blocks: list[Block] = field(default_factory=list)

    async def play(self, number: int) -> None:
        """One block of cases, from opening to the last notice."""
        count = WARM_UP if number < 0 else CASES_A_BLOCK
        self.opened += count
        play = partial(play_whole, Signers.of_stack(self.stack.home))
        settled = all_sent(self.records, self.opened)
        block = await timed_block(self.client, self.pids, play, count, batch=f"sealing{number}", settled=settled)
        if number >= 0:
            self.blocks.append(block)


def run() -> list[Figure]:
    """Measure on two stacks of its own."""
    with _stack_with("worker") as sealed, _stack_with("bench.plain_worker") as plain:
        return asyncio.run(_measure(sealed, plain))


@contextmanager
def _stack_with(module: str) -> Iterator[tuple[EmbeddedStack, int]]:
    """A stack with a worker of a kind, and the process id of that."""
    with fresh_stack(worker=False) as stack:
        upgrade(stack.migration_url)
        stack.trust_own_keys()
        take_on(stack)
        with worker_beside(stack, module, WORKER_READY) as pid:
            yield stack, pid


async def _measure(sealed: tuple[EmbeddedStack, int], plain: tuple[EmbeddedStack, int]) -> list[Figure]:
    with _records(sealed[0]) as first, _records(plain[0]) as second:
        sides = (
            _Side("sealed", sealed[0], _pids(*sealed), await connected(sealed[0].config), first),
            _Side("plain", plain[0], _pids(*plain), await _connected_in_clear(plain[0]), second),
        )
        for number in range(-1, BLOCKS):
            for side in sides if number % 2 else sides[::-1]:
                await side.play(number)
        return _figures(*sides)


def _records(stack: EmbeddedStack) -> psycopg.Connection:
    return psycopg.connect(stack.database_url, autocommit=True)


def _pids(stack: EmbeddedStack, worker: int) -> dict[str, int]:
    return stack_pids(stack.home) | {"worker": worker}


async def _connected_in_clear(stack: EmbeddedStack) -> Client:
    return await Client.connect(**stack.config.temporal_connection(), data_converter=plain_converter())


def _figures(sealed: _Side, plain: _Side) -> list[Figure]:
    """The median over the pairs of blocks: a block that the machine disturbed counts as one of many."""
    pairs = zip(sealed.blocks, plain.blocks, strict=True)
    added = sorted((with_seals.a_case / without.a_case - 1) * 100 for with_seals, without in pairs)
    middle = added[len(added) // 4 : len(added) - len(added) // 4]
    detail = (
        f"{BLOCKS} pairs of blocks of {CASES_A_BLOCK}, half of them between {middle[0]:.1f} and {middle[-1]:.1f}; "
        f"a case {_case(sealed):.1f} ms sealed, {_case(plain):.1f} plain; of that {_by_process(sealed, plain)}"
    )
    return [Figure(what="CPU that sealing adds to a case", measured=median(added), unit="%", bar=BAR, detail=detail)]


def _by_process(sealed: _Side, plain: _Side) -> str:
    return ", ".join(f"{name} {_of(sealed, name):.1f} and {_of(plain, name):.1f}" for name in sealed.pids)


def _of(side: _Side, process: str) -> float:
    return median([block.cpu[process] for block in side.blocks]) / CASES_A_BLOCK * 1000


def _case(side: _Side) -> float:
    return median([block.a_case for block in side.blocks])
