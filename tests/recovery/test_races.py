"""Several repair at once: two `reconcile`, or `rebuild` beside the watchdog. One of them does it, once."""

import asyncio

import pytest

from client import timeline
from models.case.events import Reconciled, Resumed
from models.codes import Stage
from tests.records.lost.test_recovery import rebuilt, reconciled, records_of
from tests.recovery.test_ended_runs import lost_commands, reset_before_the_last_command, terminated
from tests.support import terminal
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import System, eventually
from watchdog.findings import LookLimits
from watchdog.loop import Watchdog

pytestmark = pytest.mark.timeout(180)

MANY = 6
_EVENTS = "SELECT count(*) AS many FROM case_event WHERE reference = %s AND type = %s"


async def test_two_reconciles_at_once_mend_each_case_once(alone: System) -> None:
    decided = [await _decided(alone) for _ in range(MANY)]
    diverged = [await _reset(alone) for _ in range(MANY)]
    for each in diverged:
        await alone.do(each, "claim", LAYLA)
    await asyncio.gather(*(terminated(alone, each) for each in decided))
    await asyncio.gather(reconciled(alone), reconciled(alone))
    for each in decided:
        assert (await alone.view(each)).row.stage is Stage.RESOLVED
        await eventually(lambda name=each: _has(alone, name, "resolved"))  # type: ignore[misc]
    for each in diverged:
        await eventually(lambda name=each: _has(alone, name, "reconciled"))  # type: ignore[misc]
        assert (await alone.view(each)).row.assignee == OMAR.id
        assert len(lost_commands(alone, each)) == 1
        said = [event.body for event in await alone.caught_up(each) if isinstance(event.body, Reconciled)]
        assert [[line.actor for line in body.lost] for body in said] == [[LAYLA.id]]
    await _goes_on(alone, [*decided, *diverged])


async def test_rebuild_beside_the_watchdog_starts_each_case_once(alone: System) -> None:
    decided = [await _decided(alone) for _ in range(MANY)]
    quiet = [await _claimed(alone) for _ in range(MANY)]
    await asyncio.gather(*(terminated(alone, each) for each in [*decided, *quiet]))
    with records_of(alone) as records:
        watchdog = Watchdog(alone.client, alone.config.database_url, records, None, limits=LookLimits())
        _, found = await asyncio.gather(rebuilt(alone), watchdog.look())
        assert {*decided, *quiet} & {each.reference for each in found.stopped}
        await watchdog.look()
    for each in decided:
        assert (await alone.view(each)).row.stage is Stage.RESOLVED
        await eventually(lambda name=each: _has(alone, name, "resolved"))  # type: ignore[misc]
    for each in [*decided, *quiet]:
        resumed = [event for event in await timeline(alone.client, each) if isinstance(event.body, Resumed)]
        assert len(resumed) <= 1
    await _goes_on(alone, [*decided, *quiet])


async def _goes_on(system: System, references: list[str]) -> None:
    """Each case takes commands, and agrees with the records."""
    for each in references:
        await system.settled(await system.do(each, "note", text="after"))
    assert await reconciled(system) == {}
    audit = await asyncio.to_thread(terminal.tawasul, "audit", "verify", environ=system.stack.environment)
    assert audit.code == 0, audit.out


async def _decided(system: System) -> str:
    """A case whose decision is not on record when it is terminated, perhaps."""
    reference = await _claimed(system)
    await system.approve(reference)
    return reference


async def _claimed(system: System) -> str:
    reference = (await system.submit()).reference
    await system.settled(await system.do(reference, "claim", OMAR))
    return reference


async def _reset(system: System) -> str:
    """A case that was reset to before the claim that is on record."""
    reference = (await system.submit()).reference
    await system.settled(await system.do(reference, "note", text="before"))
    await system.settled(await system.do(reference, "claim", OMAR))
    await reset_before_the_last_command(system, reference)
    return reference


async def _has(system: System, reference: str, kind: str) -> bool:
    """Whether one event of a type is on record, and not two."""
    ((many,),) = [tuple(row.values()) for row in system.rows(_EVENTS, reference, kind)]
    assert many < 2
    return bool(many)
