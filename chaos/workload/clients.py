"""A client process: plays its share of a plan as a well-behaved client does, and writes down what it was told.

    python -m chaos.workload.clients FOLDER client-1 --share 0/3 [--contests]

It tries again under the same command id until it has an answer. One that was killed and is started again reads what
was written under its name and goes on with what has no answer yet.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chaos.history.log import OPEN, READ, Op, OperationLog, Result, read
from chaos.workload.entry_points import CommandLineDoor, Door, Fault, ModuleDoor
from chaos.workload.plan import Contender, Plan
from chaos.workload.seeded import dice
from errors import NoSuchCase, Queued, Refused, Unreachable
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.intake.request import read_request

OPERATIONS = "operations"
"""The folder of the logs, below the run's."""
IN_FLIGHT = 8
"""Cases that one process has on their way at once."""
PATIENCE = 240.0
"""Seconds after which a client gives an operation up; no outage of a run lasts so long."""
PAUSE = (1.0, 8.0)
"""Seconds between hearing that a command is stored and asking again; a crowd that asks at once keeps all waiting."""
BEFORE_CONTEST = timedelta(seconds=3)
"""How long before the contest its case is opened and claimed."""

Answer = Receipt | Queued | Mapping[str, Any]


class Player:
    """Gives messages until they are answered, each under one command id, and never one that was answered before."""

    def __init__(self, log: OperationLog, before: Mapping[str, Op]) -> None:
        self._log, self._before = log, before
        self.module, self._command_line = ModuleDoor(), CommandLineDoor()

    def door(self, command_line: bool) -> Door:
        """One of the two ways in."""
        return self._command_line if command_line else self.module

    async def open(self, wire: Mapping[str, Any], command_line: bool = False) -> str | None:
        """Hand in a request; its reference once there is a receipt."""
        request, door = read_request(wire), self.door(command_line)
        told = await self._do(
            lambda: door.open(wire),
            OPEN,
            request.reference,
            f"open-{request.fingerprint}",
            "beneficiary",
            id=request.id,
        )
        return request.reference if told else None

    async def give(self, reference: str, command: AnyCommand, command_line: bool = False) -> bool:
        """Give a command; whether it took effect, or will."""
        door = self.door(command_line)
        value = command.model_dump(mode="json", exclude_none=True, exclude={"kind", "command_id", "actor"})
        return await self._do(
            lambda: door.apply(reference, command),
            command.kind,
            reference,
            command.command_id,
            command.actor.id,
            leaves_queued=command_line,
            **value,
        )

    async def look(self, reference: str, read_id: str, actor: str) -> bool:
        """See how a case stands."""
        return await self._do(lambda: self.module.look(reference), READ, reference, read_id, actor)

    async def _do(
        self,
        attempt: Callable[[], Awaitable[Answer]],
        kind: str,
        reference: str,
        command_id: str,
        actor: str,
        leaves_queued: bool = False,
        **value: Any,
    ) -> bool:
        """One operation to its answer. Whoever is at the command line leaves when it is queued; a program asks on."""
        if known := self._before.get(command_id):
            return known.result is Result.OK or known.queued
        op = self._log.invoke(kind, reference, command_id, actor, **value)
        result, answer = await _until_answered(attempt, leaves_queued, command_id)
        self._log.answered(op, result, answer)
        return result is Result.OK or "queued" in answer


async def _until_answered(
    attempt: Callable[[], Awaitable[Answer]], leaves_queued: bool, command_id: str
) -> tuple[Result, Mapping[str, Any]]:
    pauses, loop = dice(command_id), asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while loop.time() < deadline:
        try:
            answer = await attempt()
        except Refused as refused:
            return Result.FAIL, {"code": refused.code, "detail": refused.detail}
        except NoSuchCase as unknown:
            return Result.FAIL, {"code": unknown.code, "detail": unknown.detail}
        except Unreachable:
            await asyncio.sleep(pauses.uniform(0.2, 1.5))
            continue
        except Exception as fault:  # whatever it is, it is what a person would have seen
            return Result.UNKNOWN, {"error": _told(fault), "unexpected": True}
        if isinstance(answer, Receipt):
            return Result.OK, answer.model_dump(mode="json")
        if not isinstance(answer, Queued):
            return Result.OK, answer
        if leaves_queued:
            return Result.UNKNOWN, {"queued": True}
        await asyncio.sleep(pauses.uniform(*PAUSE))
    return Result.UNKNOWN, {"error": "gave up"}


def _told(fault: BaseException | None) -> str:
    """An exception with all its causes, in one line."""
    if fault is None:
        return ""
    own = str(fault) if isinstance(fault, Fault) else f"{type(fault).__name__}: {fault}"
    return " < ".join(filter(None, (own, _told(fault.__cause__))))


async def _play_case(player: Player, plan: Plan, number: int) -> None:
    """One case from its opening to its end."""
    command_line = plan.through_command_line(number)
    reference = await player.open(plan.wire(number), command_line)
    if reference is None:
        return
    for command in plan.commands(number):
        if not await player.give(reference, command, command_line):
            return


async def _play_contest(player: Player, plan: Plan, number: int, mine: slice, at: datetime) -> None:
    """One contested case: every process opens it and sends the same claim, then its contenders, all at once."""
    reference = await player.open(plan.contested_wire(number))
    if reference is None or not await player.give(reference, plan.contested_claim(number)):
        return
    await _sleep_until(at)
    contenders = plan.contenders(number)[mine]
    await asyncio.gather(*(_contend(player, reference, contender) for contender in contenders))


async def _contend(player: Player, reference: str, contender: Contender) -> None:
    if contender.looks:
        await player.look(reference, f"look-{contender.command.command_id}", contender.command.actor.id)
    await player.give(reference, contender.command)


async def _sleep_until(at: datetime) -> None:
    await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))


async def play(folder: Path, name: str, place: int, of: int, *, contests: bool) -> None:
    """Play the share of one process among so many, each case when its time has come."""
    plan, logs = Plan.read(folder), sorted((folder / OPERATIONS).glob(f"{name}.*.jsonl"))
    before = {op.command_id: op for op in read(logs) if op.result is not Result.UNKNOWN or op.queued}
    with OperationLog(folder / OPERATIONS / f"{name}.{len(logs):03}.jsonl", name) as log:
        player, gate = Player(log, before), asyncio.Semaphore(IN_FLIGHT)
        total = plan.contests if contests else plan.cases
        async with asyncio.TaskGroup() as group:
            for number in range(total) if contests else range(place, total, of):
                at = plan.arrival(number, total)
                await _sleep_until(at - BEFORE_CONTEST if contests else at)
                await gate.acquire()
                share = slice(place, None, of)
                work = _play_contest(player, plan, number, share, at) if contests else _play_case(player, plan, number)
                group.create_task(work).add_done_callback(lambda _: gate.release())


def main() -> None:
    """The command line. Ends by `os._exit`: a process that used Temporal's client may crash while it finalises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--share", required=True, metavar="PLACE/OF")
    parser.add_argument("--contests", action="store_true")
    options = parser.parse_args()
    place, of = map(int, options.share.split("/"))
    asyncio.run(play(options.folder, options.name, place, of, contests=options.contests))
    sys.stdout.flush()
    os._exit(os.EX_OK)


if __name__ == "__main__":
    main()
