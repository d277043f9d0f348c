"""A client process: plays its share of a plan as a well-behaved client does, and logs its operations.

    python -m chaos.workload.clients FOLDER client-1 --share 0/3 [--contests]

It retries under the same command id until it has an answer. One that was killed and is started again reads the logs
under its name and goes on with the operations that have no answer yet.
"""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from activities.concurrency import bounded
from chaos.history.log import OPEN, READ, Op, OperationLog, Result, read
from chaos.seeded import seeded_random
from chaos.workload.answers import refusal_json
from chaos.workload.entry_points import (
    ClientEntryPoint,
    CommandLineEntryPoint,
    EntryPointKind,
    ModuleEntryPoint,
    UnexpectedAnswer,
)
from chaos.workload.plan import Contender, Plan
from errors import NoSuchCase, Queued, Refused, TawasulError, Unreachable
from models.case.commands import AnyCommand, Import
from models.case.state import Receipt
from models.intake.request import read_request
from workarounds.process_exit import end_process

OPERATIONS = "operations"
"""The folder of the logs, below the run's."""
IN_FLIGHT = 8
"""Cases that one process plays at once."""
PATIENCE = 240.0
"""Seconds after which a client gives an operation up; no outage of a run lasts so long."""
PAUSE = (1.0, 8.0)
"""Seconds between the answer that a command is queued and its retry; if a crowd retries at once, all wait longer."""
BEFORE_CONTEST = timedelta(seconds=3)
"""How long before the contest its case is opened and claimed."""

Answer = Receipt | Queued | Mapping[str, Any]


class Player:
    """Sends messages until they are answered, each under one command id, and none that was answered `before`.

    Through module and command line, and what `others` there are. `begun` are the ids of all that were sent before.
    """

    def __init__(
        self,
        log: OperationLog,
        before: Mapping[str, Op],
        others: Mapping[EntryPointKind, ClientEntryPoint] | None = None,
        begun: Collection[str] = (),
    ) -> None:
        self._log, self._before, self._begun = log, before, begun
        self._module = ModuleEntryPoint()
        self._entry_points: Mapping[EntryPointKind, ClientEntryPoint]
        self._entry_points = {
            EntryPointKind.MODULE: self._module,
            EntryPointKind.COMMAND_LINE: CommandLineEntryPoint(),
            **(others or {}),
        }

    async def open(
        self, request_json: Mapping[str, Any], entry_point: EntryPointKind = EntryPointKind.MODULE
    ) -> str | None:
        """Submit a request; its reference once there is a receipt, or will be."""
        request, entry = read_request(request_json), self._entry_points[entry_point]
        opened = await self._do(
            lambda: entry.open(request_json),
            OPEN,
            request.reference,
            f"open-{request.fingerprint}",
            "beneficiary",
            leaves_queued=entry_point is EntryPointKind.TEMPORAL_SIGNAL,
            id=request.id,
            request=dict(request_json),
            entry_point=entry_point,
        )
        return request.reference if opened else None

    async def bring(self, request_json: Mapping[str, Any], command: AnyCommand) -> str | None:
        """Import a case that another system had begun; its reference once there is a receipt."""
        request = read_request(request_json)
        if not isinstance(command, Import):
            raise TypeError(f"{command.kind} imports nothing")
        standing = command.standing.model_dump(mode="json")
        done = await self._do(
            lambda: self._module.bring(request_json, command),
            command.kind,
            request.reference,
            command.command_id,
            command.actor.id,
            standing=standing,
            entry_point=EntryPointKind.MODULE,
        )
        return request.reference if done else None

    async def give(
        self, reference: str, command: AnyCommand, entry_point: EntryPointKind = EntryPointKind.MODULE
    ) -> bool:
        """Give a command; whether it took effect, or will."""
        entry = self._entry_points[entry_point]
        value = command.model_dump(mode="json", exclude_none=True, exclude={"kind", "command_id", "actor"})
        return await self._do(
            lambda: entry.apply(reference, command),
            command.kind,
            reference,
            command.command_id,
            command.actor.id,
            leaves_queued=entry_point in (EntryPointKind.COMMAND_LINE, EntryPointKind.TEMPORAL_SIGNAL),
            **value,
            entry_point=entry_point,
        )

    async def read(self, reference: str, read_id: str, actor: str) -> bool:
        """Read the state of a case."""
        return await self._do(lambda: self._module.read(reference), READ, reference, read_id, actor)

    async def is_open(self, reference: str) -> bool:
        """Wait until there is a case under a reference that nobody filed: an appeal. False when there never is."""
        return await self._waited(reference, lambda seen: True)

    async def is_held(self, reference: str, command: AnyCommand) -> bool:
        """Wait until whoever gives a command holds the case; of one that was sent before they did. False: never."""
        if command.command_id in self._begun:
            return True
        return await self._waited(reference, lambda seen: bool(seen["assignee"] == command.actor.id))

    async def _waited(self, reference: str, holds: Callable[[Mapping[str, Any]], bool]) -> bool:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while loop.time() < deadline:
            with suppress(TawasulError, UnexpectedAnswer):
                if holds(await self._module.read(reference)):
                    return True
            await asyncio.sleep(PAUSE[0])
        return False

    async def _do(
        self,
        attempt: Callable[[], Awaitable[Answer]],
        kind: str,
        reference: str,
        command_id: str,
        actor: str,
        *,
        leaves_queued: bool = False,
        **value: Any,
    ) -> bool:
        """One operation to its answer. With `leaves_queued` the answer «queued» ends it; otherwise it is retried."""
        if known := self._before.get(command_id):
            return known.result is Result.OK or known.queued
        op = self._log.invoke(kind, reference, command_id, actor, **value)
        result, answer = await _until_answered(attempt, leaves_queued, command_id)
        self._log.answered(op, result, answer)
        return result is Result.OK or "queued" in answer


async def _until_answered(
    attempt: Callable[[], Awaitable[Answer]], leaves_queued: bool, command_id: str
) -> tuple[Result, Mapping[str, Any]]:
    pauses, loop = seeded_random(command_id), asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while loop.time() < deadline:
        try:
            answer = await attempt()
        except (Refused, NoSuchCase) as refused:
            if isinstance(refused, Refused) and refused.retryable:
                await asyncio.sleep(pauses.uniform(0.2, 1.5))
                continue
            return Result.FAIL, refusal_json(refused)
        except Unreachable:
            await asyncio.sleep(pauses.uniform(0.2, 1.5))
            continue
        except Exception as error:  # whatever it is, a person would have seen it
            return Result.UNKNOWN, {"error": _with_causes(error), "unexpected": True}
        if isinstance(answer, Receipt):
            return Result.OK, answer.model_dump(mode="json")
        if not isinstance(answer, Queued):
            return Result.OK, answer
        if leaves_queued:
            return Result.UNKNOWN, {"queued": True}
        await asyncio.sleep(pauses.uniform(*PAUSE))
    return Result.UNKNOWN, {"error": "gave up"}


def _with_causes(error: BaseException | None) -> str:
    """An exception with all its causes, in one line."""
    if error is None:
        return ""
    own = str(error) if isinstance(error, UnexpectedAnswer) else f"{type(error).__name__}: {error}"
    return " < ".join(filter(None, (own, _with_causes(error.__cause__))))


async def play(folder: Path, name: str, place: int, of: int, *, contests: bool) -> None:
    """Play the share of one process among so many, each case when it is due."""
    plan, logs = Plan.read(folder), sorted((folder / OPERATIONS).glob(f"{name}.*.jsonl"))
    before = {op.command_id: op for op in read(logs) if op.result is not Result.UNKNOWN or op.queued}
    share = slice(place, None, of)
    with OperationLog(folder / OPERATIONS / f"{name}.{len(logs):03}.jsonl", name) as log:
        player = Player(log, before)

        async def play_one(number: int) -> None:
            await (_play_contest(player, plan, number, share) if contests else _play_case(player, plan, number))

        due = _due_contests(plan) if contests else _due_cases(plan, share)
        async for _ in bounded(play_one, due, IN_FLIGHT):
            pass


async def _due_cases(plan: Plan, share: slice) -> AsyncIterator[int]:
    """The numbers of the cases, each when its request is sent."""
    for number in range(plan.cases)[share]:
        await _sleep_until(plan.arrival(number, plan.cases))
        yield number


async def _due_contests(plan: Plan) -> AsyncIterator[int]:
    """The numbers of the contests, each some seconds before it begins."""
    for number in range(plan.contests):
        await _sleep_until(plan.arrival(number, plan.contests) - BEFORE_CONTEST)
        yield number


async def _play_case(player: Player, plan: Plan, number: int) -> None:
    """One case from its opening to its end."""
    entry_point = EntryPointKind.COMMAND_LINE if plan.through_command_line(number) else EntryPointKind.MODULE
    reference = await player.open(plan.request_json(number), entry_point)
    if reference is None:
        return
    for command in plan.commands(number):
        if not await player.give(reference, command, entry_point):
            return


async def _play_contest(player: Player, plan: Plan, number: int, share: slice) -> None:
    """One contested case: every process opens it and sends the same claim, then its share of the contenders at once."""
    reference = await player.open(plan.contested_request(number))
    if reference is None or not await player.give(reference, plan.contested_claim(number)):
        return
    await _sleep_until(plan.arrival(number, plan.contests))
    contenders = plan.contenders(number)[share]
    await asyncio.gather(*(_contend(player, reference, contender) for contender in contenders))


async def _contend(player: Player, reference: str, contender: Contender) -> None:
    if contender.reads:
        await player.read(reference, f"look-{contender.command.command_id}", contender.command.actor.id)
    await player.give(reference, contender.command)


async def _sleep_until(at: datetime) -> None:
    await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--share", required=True, metavar="PLACE/OF")
    parser.add_argument("--contests", action="store_true")
    options = parser.parse_args()
    place, of = map(int, options.share.split("/"))
    asyncio.run(play(options.folder, options.name, place, of, contests=options.contests))
    end_process(os.EX_OK)


if __name__ == "__main__":
    main()
