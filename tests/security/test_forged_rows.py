"""Decisions that were written past the workflow, with the role of the workers: no running case takes one over from the
records, and none is started from them.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.records.audit import verify
from activities.records.database import connect
from activities.records.history import history
from activities.trust.evidence import unproved_on_record
from client import signed_command
from models.case.commands import Actor, AnyCommand
from models.case.events import Event, Noted, Resolved
from models.case.projection import project
from models.case.state import CaseState, Refusal
from models.codes import AuditFlaw, DiscrepancyKind, Outcome, Stage
from models.trust.statement import kept
from tests.records.test_recovery import rebuilt, reconciled, records_of
from tests.support.signed_lives import with_signature
from tests.support.simulation import OMAR, SALMA, STRANGER
from tests.support.system import APPROVAL, System, command, running
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.ports import RecordEvents


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    folder: Path = tmp_path_factory.mktemp("forged_rows")
    async with running(folder / "home") as system:
        yield system


def stored(house: System, reference: str) -> CaseState:
    with connect(house.stack.database_url) as connection:
        found = history(connection, reference)
    assert found
    return fold(CaseState(reference=reference, policy=found[0]), found[1])


def decided(house: System, reference: str, given: AnyCommand) -> tuple[Event, ...]:
    """What the rules give for a command to a case as it stands on record."""
    events = decide(stored(house, reference), given, datetime.now(UTC))
    assert not isinstance(events, Refusal)
    return events


def message(house: System, reference: str, given: AnyCommand, by: Actor) -> str:
    """A command to a case, signed by somebody, as an event keeps it."""
    return kept(signed_command(house.client, reference, given, house.signer(by)))


def nobody_signed(house: System, reference: str) -> tuple[Event, ...]:
    return decided(house, reference, command("approve", OMAR, **APPROVAL))


def signed_by_somebody_else(house: System, reference: str) -> tuple[Event, ...]:
    """In the name of the officer, with the session of a colleague."""
    given = command("approve", OMAR, **APPROVAL)
    return with_signature(decided(house, reference, given), message(house, reference, given, SALMA))


def signed_for_another_case(house: System, reference: str) -> tuple[Event, ...]:
    given = command("approve", OMAR, **APPROVAL)
    return with_signature(decided(house, reference, given), message(house, "TW-0000-0000-0000-0", given, OMAR))


def under_an_earlier_command_of_the_officer(house: System, reference: str) -> tuple[Event, ...]:
    """The note that the officer signed, once more, as a decision."""
    with connect(house.stack.database_url) as connection:
        found = history(connection, reference)
    noted = next(event for event in (found or ((), ()))[1] if isinstance(event.body, Noted))
    (decision,) = decided(house, reference, command("approve", OMAR, **APPROVAL))
    return (decision.but(command_id=noted.command_id, signed=noted.signed),)


def refused_and_signed(house: System, reference: str) -> tuple[Event, ...]:
    """What an officer of another team signed and the case refused, as if it had taken it."""
    given = command("approve", STRANGER, **APPROVAL)
    granted = given.but(actor=OMAR.model_copy(update={"id": STRANGER.id}))
    return with_signature(decided(house, reference, granted), message(house, reference, given, STRANGER))


def signed_and_altered(house: System, reference: str) -> tuple[Event, ...]:
    """A decision that the officer signed, and of which something else came out."""
    given = command("approve", OMAR, **APPROVAL)
    (decision,) = with_signature(decided(house, reference, given), message(house, reference, given, OMAR))
    assert isinstance(decision.body, Resolved)
    return (decision.but(body=decision.body.but(outcome=Outcome.DONE)),)


Forging = Callable[[System, str], tuple[Event, ...]]
WAYS: dict[Forging, AuditFlaw] = {
    nobody_signed: AuditFlaw.NOT_SIGNED,
    signed_by_somebody_else: AuditFlaw.NOT_SIGNED,
    signed_for_another_case: AuditFlaw.NOT_SIGNED,
    under_an_earlier_command_of_the_officer: AuditFlaw.NOT_SIGNED,
    refused_and_signed: AuditFlaw.REFUSED,
    signed_and_altered: AuditFlaw.OTHERWISE,
}
every_way = pytest.mark.parametrize(("way", "flaw"), WAYS.items(), ids=lambda each: getattr(each, "__name__", ""))


async def a_life(house: System) -> str:
    reference = (await house.submit()).reference
    await house.do(reference, "claim", OMAR)
    await house.settled(await house.do(reference, "note", OMAR, text="مراجعة"))
    await house.caught_up(reference)
    return reference


def forge(house: System, reference: str, way: Forging) -> int:
    """Write events with the role of the workers; the number of the first."""
    state, events = stored(house, reference), way(house, reference)
    with records_of(house) as records:
        records.append(RecordEvents(reference=reference, events=events, row=project(fold(state, events))))
    return events[0].seq


def audited(house: System, reference: str) -> list[Any]:
    with connect(house.stack.database_url) as connection:
        sealer = PartSealer(case_keys_of(house.config))
        return [(each.seq, each.what) for each in verify(connection, reference, sealer=sealer).flaws]


@every_way
async def test_a_running_case_takes_no_forged_decision_over(house: System, way: Forging, flaw: AuditFlaw) -> None:
    reference = await a_life(house)
    assert audited(house, reference) == []
    forged = forge(house, reference, way)
    unproved = unproved_on_record(house.stack.database_url, "default", reference)
    assert unproved and (unproved.seq, unproved.what) == (forged, flaw)
    assert audited(house, reference) == [(forged, flaw)]
    assert (await reconciled(house))[reference].difference is DiscrepancyKind.UNREADABLE
    seen = await house.view(reference)
    assert (seen.row.stage, seen.diverged_at) == (Stage.IN_REVIEW, None)


@every_way
async def test_no_case_is_started_from_a_forged_decision(house: System, way: Forging, flaw: AuditFlaw) -> None:
    reference = await a_life(house)
    await house.handle(reference).terminate("by hand")
    forge(house, reference, way)
    assert (await rebuilt(house))[reference] is DiscrepancyKind.UNREADABLE


async def test_an_honest_case_that_ended_is_started_again_from_its_records(house: System) -> None:
    reference = await a_life(house)
    await house.handle(reference).terminate("by hand")
    assert (await rebuilt(house))[reference] is DiscrepancyKind.NOT_RUNNING
    assert (await house.approve(reference)).stage is Stage.RESOLVED
    assert audited(house, reference) == []
