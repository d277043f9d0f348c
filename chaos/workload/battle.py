"""One run: clients play a plan on the stack while the monkey kills it; then it comes to rest and is looked at."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaos.checks.invariants import Violation, judge
from chaos.faults import nemesis as monkey
from chaos.faults.nemesis import Monkey
from chaos.history import quiescence as rest
from chaos.history import replays
from chaos.history.collect import collect
from chaos.history.evidence import Evidence
from chaos.history.log import OPEN, read
from chaos.system.component import Component
from chaos.system.gateways import UNRELIABLE
from chaos.system.stack import StackUnderTest
from chaos.workload.clients import OPERATIONS
from chaos.workload.plan import Plan

KINDS = ("worker", "temporal", "postgres", "client")
"""The kinds of part that are killed."""
WORKERS, CLIENTS = 2, 3
"""Processes; as many clients play contests, when there are any."""
LEAD = timedelta(seconds=4)
"""From the start of the clients' processes to the first request."""
PATIENCE = 120.0
"""Seconds without a word in any client's log, after which those that are not done are given up."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Battle:
    """What one run is to be: its seed, its figures, and the folder in which it leaves its logs.

    So many histories of its cases are replayed, and kept in `histories` if that is given.
    """

    seed: int
    folder: Path
    cases: int
    contests: int
    kills: int
    replayed: int
    histories: Path | None = None


@dataclass(frozen=True)
class Fought:
    """What came of a run; `seconds` says how long each part of it took."""

    plan: Plan
    evidence: Evidence
    violations: tuple[Violation, ...]
    seconds: dict[str, float]
    replayed: int

    @property
    def kills(self) -> Counter[str]:
        """How often each kind of part was killed."""
        return Counter(blow.component for blow in self.evidence.blows if blow.how == monkey.KILL)

    @property
    def pauses(self) -> int:
        """How often a part was made to stand still."""
        return sum(blow.how == monkey.PAUSE for blow in self.evidence.blows)


class Watch:
    """How long each part of a run took."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._began = progress, time.monotonic()

    def lap(self, ended: str, next_part: str) -> None:
        """One part ends here and another begins."""
        now = time.monotonic()
        self.seconds[ended], self._began = round(now - self._began, 1), now
        self._progress(next_part)


def fight(battle: Battle, progress: Progress = lambda line: None) -> Fought:
    """Start a stack, play, kill, wait for rest, collect and judge. Nothing of it runs afterwards; its logs stay."""
    (battle.folder / OPERATIONS).mkdir(parents=True)
    watch, blows = Watch(progress), battle.folder / "blows.jsonl"
    with StackUnderTest(battle.folder / "stack", seed=battle.seed, workers=WORKERS) as stack:
        watch.lap("start", f"seed {battle.seed}: the stack is up")
        seconds = monkey.expected_seconds(battle.kills)
        plan = Plan(battle.seed, datetime.now(UTC) + LEAD, seconds, battle.cases, battle.contests)
        plan.write(battle.folder)
        left = list(_play(battle, stack, blows, progress))
        watch.lap("play", f"seed {battle.seed}: coming to rest")
        logs = sorted((battle.folder / OPERATIONS).glob("*.jsonl"))
        references = {op.reference for op in read(logs) if op.kind == OPEN}
        left += asyncio.run(rest.wait(stack.temporal_address, references))
        watch.lap("rest", f"seed {battle.seed}: collecting evidence")
        evidence = asyncio.run(
            collect(stack.database_url, stack.temporal_address, logs, [stack.accepted], blows, targets=KINDS)
        )
        watch.lap("collect", f"seed {battle.seed}: replaying histories")
        replayed = list(evidence.workflows)[: battle.replayed]
        left += asyncio.run(replays.replay(stack.temporal_address, replayed, battle.histories))
        watch.lap("replay", f"seed {battle.seed}: judging")
    violations = (*left, *judge(evidence), *_unexpected(evidence))
    watch.lap("judge", f"seed {battle.seed}: {len(violations)} violations")
    return Fought(plan, evidence, violations, watch.seconds, len(replayed))


def _unexpected(evidence: Evidence) -> Iterator[Violation]:
    """Answers that no client should get: neither a receipt nor a refusal with a code."""
    for op in evidence.operations:
        if op.answer and op.answer.get("unexpected"):
            yield Violation("every answer is a receipt or a code", op.reference, f"{op.kind}: {op.answer['error']}")


def _play(battle: Battle, stack: StackUnderTest, blows: Path, progress: Progress) -> Iterator[Violation]:
    """Clients against monkey, until both are done."""
    stack.order(email=UNRELIABLE, sms=UNRELIABLE, portal=UNRELIABLE)
    clients = list(_start_clients(battle, stack))

    def parts(kind: str) -> Sequence[Component]:
        """Clients that are done cannot be hit: then it is a worker's turn."""
        there = [each for each in stack.parts.values() if monkey.kind_of(each.name) == kind and not each.done]
        return there or parts("worker")

    time.sleep(LEAD.total_seconds())
    plan = monkey.strikes(battle.seed, KINDS, battle.kills)
    Monkey(parts, blows, lambda: progress(f"seed {battle.seed}: {_count(blows)} of {battle.kills} kills")).carry_out(
        plan
    )
    stack.order()
    yield from _wait_for(clients, battle.folder / OPERATIONS, progress)


def _count(blows: Path) -> int:
    return blows.read_text().count(f'"how": "{monkey.KILL}"')


def _wait_for(clients: Sequence[Component], logs: Path, progress: Progress) -> Iterator[Violation]:
    """Until all clients are done, for as long as any of them gets on."""
    said, since = 0, time.monotonic()
    while (busy := [each for each in clients if not each.done]) and time.monotonic() < since + PATIENCE:
        progress(f"waiting for {', '.join(each.name for each in busy)}")
        busy[0].wait_until_done(5)
        if (now := sum(log.stat().st_size for log in logs.iterdir())) > said:
            said, since = now, time.monotonic()
    for each in busy:
        yield Violation("every client is answered", "", f"{each.name} did not finish")


def _start_clients(battle: Battle, stack: StackUnderTest) -> Iterator[Component]:
    """Those that play cases, and those that play contests."""
    crowds: list[tuple[str, ...]] = [(), ("--contests",)] if battle.contests else [()]
    shares = [(crowd, place) for crowd in crowds for place in range(CLIENTS)]
    for number, (crowd, place) in enumerate(shares, start=1):
        name = f"client-{number}"
        command = [
            sys.executable,
            "-m",
            "chaos.workload.clients",
            str(battle.folder),
            name,
            f"--share={place}/{CLIENTS}",
        ]
        yield stack.add_client(name, [*command, *crowd])
