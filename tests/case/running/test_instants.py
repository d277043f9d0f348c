"""The instant of an event is the same in every replay: a worker that starts cold says what the records say."""

import asyncio
import random
from contextlib import suppress

import client
import worker
from errors import Refused
from models.case.events import Event
from tests.support.simulation import OMAR, SALMA
from tests.support.system import System, command

CASES, NOTES = 6, 15


async def test_events_made_beside_refused_updates_have_the_instant_that_is_on_record(idle_system: System) -> None:
    """A refused update makes a workflow task without commands, which a replay joins to the next one."""
    system = idle_system
    async with worker.serving(system.config):
        references = [(await system.submit()).reference for _ in range(CASES)]
        await asyncio.gather(*(contested(system, reference) for reference in references))
        for reference in references:
            await system.caught_up(reference)
    async with worker.serving(system.config):
        replayed = {reference: list(await client.timeline(system.client, reference)) for reference in references}
    for reference in references:
        on_record = recorded(system, reference)
        moved = [
            (one.seq, one.at, other.at)
            for one, other in zip(on_record, replayed[reference], strict=False)
            if one != other
        ]
        assert moved == [], reference


async def contested(system: System, reference: str) -> None:
    """Notes by signal, while two people give a command that is refused, again and again."""
    done = asyncio.Event()

    async def refused_again_and_again() -> None:
        while not done.is_set():
            with suppress(Refused):
                await system.do(reference, "confirm", SALMA)

    rivals = [asyncio.create_task(refused_again_and_again()) for _ in range(2)]
    for number in range(NOTES):
        note = system.signed(reference, command("note", OMAR, text=f"note {number}"))
        await system.handle(reference).signal("command", note)
        await asyncio.sleep(random.uniform(0, 0.25))
    done.set()
    await asyncio.gather(*rivals)


def recorded(system: System, reference: str) -> list[Event]:
    """The events on record."""
    rows = system.rows("SELECT body FROM case_event WHERE reference = %s ORDER BY seq", reference)
    return [Event.model_validate_json(bytes(row["body"])) for row in rows]
