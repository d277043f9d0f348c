"""Signals wait until it is known who speaks: in their order, across the end of a run, and with nothing lost."""

import threading
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.records.store import UNAVAILABLE, Records
from activities.trust.trust_list import TrustList
from client import timeline
from errors import Refused
from models.case.events import Noted
from models.codes import RefusalCode, Stage
from tests.support.simulation import OMAR
from tests.support.system import APPROVAL, System, command, eventually, running
from workflows import options
from workflows.ports import Recorded, RecordEvents


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


async def test_a_copy_of_a_refused_signal_is_not_taken_later(system: System) -> None:
    """Whoever reaches the server can read the signals of a case there, sealed as they are, and send them again."""
    reference, given = (await system.submit()).reference, command("approve", OMAR, **APPROVAL)
    message = system.signed(reference, given)

    async def refused(times: int) -> bool:
        return (await system.view(reference)).refused == times

    await system.handle(reference).signal("approve", message)
    await eventually(lambda: refused(1))
    with pytest.raises(Refused) as again:  # a repetition because no answer came gets the reason
        await system.give(reference, given)
    assert again.value.code == RefusalCode.WRONG_STAGE
    await system.do(reference, "claim", OMAR)
    await system.handle(reference).signal("approve", message)
    await eventually(lambda: refused(2))
    with pytest.raises(Refused) as by_update:
        await system.give(reference, given)
    assert by_update.value.code == RefusalCode.REFUSED_BEFORE
    assert (await system.view(reference)).row.stage is Stage.IN_REVIEW
    codes = [each.body.code for each in await timeline(system.client, reference) if each.body.type == "refused"]
    assert codes == [RefusalCode.WRONG_STAGE, RefusalCode.REFUSED_BEFORE]
    assert (await system.approve(reference)).stage is Stage.RESOLVED


@pytest.mark.timeout(180)
async def test_signals_wait_while_too_much_waits_for_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has acknowledged them: none is refused because others come faster than they are written."""
    away, append = threading.Event(), Records.append

    def later(self: Records, work: RecordEvents, run_id: str = "", **more: Any) -> Recorded:
        if away.is_set():
            raise ApplicationError("the records are away", type=UNAVAILABLE)
        return append(self, work, run_id, **more)

    monkeypatch.setattr(Records, "append", later)
    monkeypatch.setattr(options, "BYTES_WAITING", 10_000)
    async with running(tmp_path) as system:
        reference = (await system.submit()).reference
        await system.settled(await system.do(reference, "claim", OMAR))
        away.set()
        sent = [f"{number} " + "ن" * 500 for number in range(12)]
        for text in sent:
            message = system.signed(reference, command("note", OMAR, text=text))
            await system.handle(reference).signal("command", message)
        with pytest.raises(Refused) as refused:  # an update is refused, as its sender waits for the answer
            while True:
                await system.give(reference, command("note", OMAR, text="x" * 500))
        assert refused.value.code == RefusalCode.LIMIT_REACHED
        away.clear()

        async def all_there() -> bool:
            return set(sent) <= set(await texts(system, reference))

        await eventually(all_there)
        assert (await system.view(reference)).refused == 0


@pytest.mark.timeout(180)
async def test_a_run_does_not_go_on_while_signals_and_events_that_wait_are_too_large_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server takes no value above 2 MB: a run that handed over more could never go on, nor take anything."""
    away, append, asking = threading.Event(), Records.append, TrustList.forgery_in_signal

    def recorded_later(self: Records, work: RecordEvents, run_id: str = "", **more: Any) -> Recorded:
        if away.is_set():
            raise ApplicationError("the records are away", type=UNAVAILABLE)
        return append(self, work, run_id, **more)

    def asked_later(self: TrustList, heard: Any) -> Any:
        if away.is_set():
            raise ApplicationError("the list was never read, and the records are away", type=UNAVAILABLE)
        return asking(self, heard)

    monkeypatch.setattr(Records, "append", recorded_later)
    monkeypatch.setattr(TrustList, "forgery_in_signal", asked_later)
    monkeypatch.setattr(options, "BYTES_WAITING", 40_000)
    async with running(tmp_path) as system:
        reference = (await system.submit()).reference
        await system.settled(await system.do(reference, "claim", OMAR))
        run, long = (await system.handle(reference).describe()).run_id, "ن" * 1_500
        away.set()
        by_update, by_signal = [f"update {n} {long}" for n in range(5)], [f"signal {n} {long}" for n in range(5)]
        for text in by_signal:
            message = system.signed(reference, command("note", OMAR, text=text))
            await system.handle(reference).signal("command", message)
        for text in by_update:
            await system.give(reference, command("note", OMAR, text=text))
        monkeypatch.setattr(options, "EVENTS_PER_RUN", 40)
        await system.give(reference, command("note", OMAR, text="last"))
        assert (await system.handle(reference).describe()).run_id == run
        away.clear()

        async def gone_on() -> bool:
            return (await system.handle(reference).describe()).run_id != run

        await eventually(gone_on)
        await eventually(lambda: all_noted(system, reference, [*by_update, "last", *by_signal]))


async def all_noted(system: System, reference: str, expected: list[str]) -> bool:
    """Whether a case has these notes, in whatever order."""
    return sorted(await texts(system, reference)) == sorted(expected)


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

        expected = ["waits", *(f"by update {n}" for n in range(notes))]
        await eventually(lambda: all_noted(system, reference, expected))
