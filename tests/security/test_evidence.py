"""The signature stays: what nobody known signed is found in the records, and no case takes it over from there."""

import json
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
from activities.trust.evidence import ARCHIVE, archive_of, unproved_on_record
from activities.trust.keys import revoke_key
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import Event, Noted, Released
from models.case.projection import project
from models.case.state import CaseState, Refusal
from models.codes import AuditFlaw, DiscrepancyKind, Role, Stage
from models.trust.evidence import Archive, first_unsigned
from tests.records.test_recovery import rebuilt, reconciled, records_of
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import APPROVAL, System, command, eventually, running
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.ports import RecordEvents


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    folder: Path = tmp_path_factory.mktemp("evidence")
    async with running(folder / "home") as system:
        yield system


async def a_life(system: System) -> tuple[str, tuple[Event, ...]]:
    """A case with events of staff, beneficiary and system, all on record."""
    reference = (await system.submit()).reference
    await system.do(reference, "claim", OMAR)
    await system.do(reference, "ask", OMAR, reason="documents_missing", reply={"text": "نأمل الإرفاق"})
    await system.do(reference, "reply", BENEFICIARY, text="مرفق")
    await system.settled(await system.do(reference, "note", OMAR, text="مراجعة"))
    return reference, stored(system, reference)[1]


def stored(system: System, reference: str) -> tuple[CaseState, tuple[Event, ...]]:
    """A case as the records hold it."""
    with connect(system.stack.database_url) as connection:
        found = history(connection, reference)
    assert found is not None
    policy, events = found
    return fold(CaseState(reference=reference, policy=policy), events), tuple(events)


def archive(system: System) -> Archive:
    with connect(system.stack.database_url) as connection:
        return archive_of(connection.execute(ARCHIVE).fetchone() or {}, "default")


def audited(system: System, reference: str) -> list[str]:
    with connect(system.stack.database_url) as connection:
        sealer = PartSealer(case_keys_of(system.config))
        return [each.what for each in verify(connection, reference, sealer=sealer).flaws]


async def test_every_command_of_a_life_is_signed_on_record_and_verifies(
    house: System,
) -> None:
    reference, events = await a_life(house)
    signed = [event.body.type for event in events if event.signed]
    assert signed == ["opened", "claimed", "asked", "replied", "noted"]
    assert first_unsigned(archive(house), reference, events) is None
    assert audited(house, reference) == []
    assert all("نأمل" not in (event.signed or "") for event in events[:1])


def edited(event: Event, **changes: Any) -> Event:
    """An event whose signed message says something else."""
    message = json.loads(event.signed or "{}") | changes
    return event.but(signed=json.dumps(message))


TAMPERINGS: dict[str, Callable[[Event], Event]] = {
    "the signature is taken off": lambda event: event.but(signed=None),
    "somebody else is named": lambda event: event.but(actor=LAYLA),
    "the system is named": lambda event: event.but(actor=SYSTEM, signed=None),
    "the message is edited": lambda event: edited(event, note="x"),
    "the message names somebody else": lambda event: edited(event, actor=LAYLA.model_dump(mode="json")),
    "the message is of another command": lambda event: event.but(command_id="another-command"),
    "the event is of another sort": lambda event: event.but(body=Released()),
    "the role is raised": lambda event: event.but(actor=OMAR.model_copy(update={"role": Role.DIRECTOR})),
    "the signature is junk": lambda event: event.but(signed="{"),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
async def test_an_event_that_is_not_as_it_was_signed_is_named(house: System, tamper: Callable[[Event], Event]) -> None:
    reference, events = await a_life(house)
    claimed = next(event for event in events if event.body.type == "claimed")
    changed = [tamper(event) if event is claimed else event for event in events]
    assert first_unsigned(archive(house), reference, changed) == claimed.seq


async def test_a_text_that_is_not_the_one_that_was_signed_is_named(house: System) -> None:
    reference, events = await a_life(house)
    note = next(event for event in events if isinstance(event.body, Noted))
    changed = [event.but(body=Noted(text="نص آخر")) if event is note else event for event in events]
    assert first_unsigned(archive(house), reference, changed) == note.seq


async def test_a_closing_s_note_that_is_not_the_one_that_was_signed_is_named(house: System) -> None:
    reference, _ = await a_life(house)
    await house.do(reference, "approve", OMAR, **APPROVAL)
    asked_for = {"requested_by": "applicant", "way": "phone", "note": "اكتفى المستفيد"}
    await house.settled(await house.do(reference, "close", OMAR, **asked_for))
    _, events = stored(house, reference)
    assert first_unsigned(archive(house), reference, events) is None and audited(house, reference) == []
    note = next(event for event in events if event.body == Noted(text="اكتفى المستفيد"))
    changed = [event.but(body=Noted(text="نص آخر")) if event is note else event for event in events]
    assert first_unsigned(archive(house), reference, changed) == note.seq


async def test_a_signature_of_another_case_and_a_command_told_twice_are_named(house: System) -> None:
    reference, events = await a_life(house)
    other, _ = await a_life(house)
    assert first_unsigned(archive(house), other, events) == 1
    again = next(event for event in events if isinstance(event.body, Noted)).but(seq=len(events) + 1)
    assert first_unsigned(archive(house), reference, [*events, again]) == again.seq


async def test_a_case_of_before_there_were_signatures_needs_none(house: System) -> None:
    reference, events = await a_life(house)
    assert first_unsigned(archive(house), reference, [event.but(signed=None) for event in events]) is None


def forge(system: System, reference: str) -> int:
    """Write a decision past the workflow, with the role of the application; its number."""
    state, _ = stored(system, reference)
    events = decide(state, command("approve", OMAR, **APPROVAL), datetime.now(UTC))
    assert not isinstance(events, Refusal)
    with records_of(system) as records:
        records.append(RecordEvents(reference=reference, events=events, row=project(fold(state, events))))
    return events[0].seq


async def test_reconcile_leaves_a_running_case_alone_where_nobody_signed_the_records(
    house: System,
) -> None:
    reference, _ = await a_life(house)
    forged = forge(house, reference)
    unproved = unproved_on_record(house.stack.database_url, "default", reference)
    assert unproved and (unproved.seq, unproved.what) == (forged, AuditFlaw.NOT_SIGNED)
    assert audited(house, reference) == [AuditFlaw.NOT_SIGNED]
    assert (await reconciled(house))[reference].difference is DiscrepancyKind.UNREADABLE
    assert (await house.view(reference)).row.stage is Stage.REPLIED


async def test_no_case_is_started_from_records_that_nobody_signed(house: System) -> None:
    reference, _ = await a_life(house)
    await house.caught_up(reference)
    await house.handle(reference).terminate("by hand")
    forge(house, reference)
    assert (await rebuilt(house))[reference] is DiscrepancyKind.UNREADABLE
    started = await house.client.start_workflow("CaseWorkflow", id=reference, task_queue="cases")
    seen = "SELECT about FROM attention WHERE kind = 'records_refused' AND reference = %s"

    async def listed() -> bool:
        return bool(house.rows(seen, reference))

    await eventually(listed)
    await started.terminate()


async def test_what_a_revoked_key_signed_before_verifies_still(house: System) -> None:
    reference, events = await a_life(house)
    kid = json.loads(events[0].signed or "")["auth"]["kid"]
    with connect(house.stack.migration_url) as connection:
        revoke_key(connection, kid, datetime.now(UTC))
        assert first_unsigned(archive(house), reference, events) is None
        connection.execute("ALTER TABLE trusted_key DISABLE TRIGGER stays_revoked")
        connection.execute("UPDATE trusted_key SET revoked_at = NULL")
        connection.execute("ALTER TABLE trusted_key ENABLE ALWAYS TRIGGER stays_revoked")
