"""A client process that plays its share of the lives, as `chaos.workload.clients` plays cases.

    python -m chaos.workload.life_clients FOLDER client-1 --share 0/3

`FOLDER` is that of the run; the system is found by the environment, as a person finds it.
"""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from activities.concurrency import bounded
from chaos.history.log import OperationLog, Result, read
from chaos.workload.clients import OPERATIONS, Player
from chaos.workload.entry_points import ClientEntryPoint, EntryPointKind
from chaos.workload.foreign_entry_points import PlainEntryPoint, TemporalEntryPoint
from chaos.workload.lives import LifeStep, LivesPlan
from settings import load
from workarounds.process_exit import end_process

IN_FLIGHT = 6
"""Lives that one process plays at once."""


def entry_points(home: Path) -> Mapping[EntryPointKind, ClientEntryPoint]:
    """The entry points of other systems."""
    return {
        EntryPointKind.PLAIN_SDK: PlainEntryPoint(home),
        EntryPointKind.TEMPORAL_UPDATE: TemporalEntryPoint(home),
        EntryPointKind.TEMPORAL_SIGNAL: TemporalEntryPoint(home, only_signals=True),
    }


async def play(folder: Path, name: str, place: int, of: int) -> None:
    """Play the share of one process among so many, each life when it is due."""
    plan, logs = LivesPlan.read(folder), sorted((folder / OPERATIONS).glob(f"{name}.*.jsonl"))
    ops = read(logs)
    before = {op.command_id: op for op in ops if op.result is not Result.UNKNOWN or op.queued}
    with OperationLog(folder / OPERATIONS / f"{name}.{len(logs):03}.jsonl", name) as log:
        player = Player(log, before, entry_points(load().home), {op.command_id for op in ops})

        async def play_one(number: int) -> None:
            await play_life(player, plan, number)

        async for _ in bounded(play_one, _due(plan, slice(place, None, of)), IN_FLIGHT):
            pass


async def play_life(player: Player, plan: LivesPlan, number: int) -> None:
    """One life from its opening to its end."""
    if plan.is_imported(number):
        await play_import(player, plan, number)
        return
    if plan.has_twin(number):
        await player.open(plan.twin_json(number))
    request, entry_point = plan.request_json(number), plan.entry_point(number, 0)
    reference = await player.open(request, entry_point)
    if entry_point is EntryPointKind.TEMPORAL_SIGNAL:
        reference = await player.open(request, EntryPointKind.PLAIN_SDK)
    if reference is None:
        return
    steps = list(plan.steps(number))
    one_by_one = len(steps) - plan.at_once(number)
    for step in steps[:one_by_one]:
        case = plan.appeal(number) if step.of_appeal else reference
        if not await _may_come(player, case, step) or not await give(player, case, step):
            return
    await asyncio.gather(*(give(player, reference, step) for step in steps[one_by_one:]))


async def _may_come(player: Player, case: str, step: LifeStep) -> bool:
    """Wait for what a step needs: an appeal that was opened, or that the case was given to whoever takes the step."""
    if step.when_given and not await player.is_held(case, step.command):
        return False
    return not step.of_appeal or await player.is_open(case)


async def play_import(player: Player, plan: LivesPlan, number: int) -> None:
    """A life that another system had begun: its first step imports it, or one of several that are sent at once."""
    request, steps = plan.request_json(number), list(plan.steps(number))
    begun = max(plan.at_once(number), 1)
    brought = await asyncio.gather(*(player.bring(request, step.command) for step in steps[:begun]))
    reference = next(filter(None, brought), None)
    for step in steps[begun:] if reference else ():
        if not await give(player, reference or "", step):
            return


async def give(player: Player, reference: str, step: LifeStep) -> bool:
    """One message; after one by signal perhaps the same by an update."""
    done = await player.give(reference, step.command, step.entry_point)
    if step.entry_point is EntryPointKind.TEMPORAL_SIGNAL and step.again:
        return await player.give(reference, step.command, EntryPointKind.PLAIN_SDK)
    return done


async def _due(plan: LivesPlan, share: slice) -> AsyncIterator[int]:
    for number in range(plan.cases)[share]:
        await asyncio.sleep(max(0.0, (plan.arrival(number) - datetime.now(UTC)).total_seconds()))
        yield number


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--share", required=True, metavar="PLACE/OF")
    options = parser.parse_args()
    place, of = map(int, options.share.split("/"))
    asyncio.run(play(options.folder, options.name, place, of))
    end_process(os.EX_OK)


if __name__ == "__main__":
    main()
