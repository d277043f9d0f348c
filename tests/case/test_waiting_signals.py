"""Signals wait until it is known who speaks: in their order, across the end of a run, and with nothing lost."""

import threading
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.records.store import UNAVAILABLE
from activities.trust.trust_list import TrustList
from client import timeline
from models.case.events import Noted
from tests.support.simulation import OMAR
from tests.support.system import System, command, eventually, running
from workflows import options


async def texts(system: System, reference: str) -> list[str]:
    """The texts of the notes of a case, in their order."""
    return [event.body.text for event in await timeline(system.client, reference) if isinstance(event.body, Noted)]


async def test_signals_are_decided_in_the_order_in_which_they_came(system: System) -> None:
    reference = (await system.submit()).reference
    sent = [f"note {number}" for number in range(12)]
    for text in sent:
        message = system.signed(reference, command("note", OMAR, text=text))
        await system.handle(reference).signal("command", message)

    async def all_there() -> bool:
        return await texts(system, reference) == sent

    await eventually(all_there)


@pytest.mark.timeout(180)
async def test_signals_that_wait_when_a_run_ends_are_decided_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, asking = threading.Event(), TrustList.forgery_in_signal

    def later(self: TrustList, heard: Any) -> Any:
        if not known.is_set():
            raise ApplicationError("the list was never read, and the records are away", type=UNAVAILABLE)
        return asking(self, heard)

    monkeypatch.setattr(TrustList, "forgery_in_signal", later)
    monkeypatch.setattr(options, "EVENTS_PER_RUN", 60)
    async with running(tmp_path) as system:
        reference = (await system.submit()).reference
        await system.settled(await system.do(reference, "claim", OMAR))
        run = (await system.handle(reference).describe()).run_id
        message = system.signed(reference, command("note", OMAR, text="waits"))
        await system.handle(reference).signal("command", message)
        notes = 0
        while (await system.handle(reference).describe()).run_id == run:
            await system.give(reference, command("note", OMAR, text=f"by update {notes}"))
            notes += 1
        known.set()

        async def decided() -> bool:
            return sorted(await texts(system, reference)) == sorted(
                ["waits", *(f"by update {n}" for n in range(notes))]
            )

        await eventually(decided)
