"""The audit of faults: what was changed behind everybody's back is named."""

from collections.abc import Callable
from typing import LiteralString

import pytest

import client
from activities.faults.audit import flaws_of_faults
from activities.hosting import service_of
from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.records.database import Connection, connect
from activities.trust.evidence import ARCHIVE, archive_of
from models.case.commands import SYSTEM
from models.codes import AuditFlaw, ClockKind, Role
from models.faults.events import FaultBreached, FaultClosed, FaultEvent
from models.intake.reference import fault_reference
from models.trust.fault_evidence import first_unsigned_of_fault
from tests.support.faults import a_code, fault_command, give, opened
from tests.support.system import System

TAMPERED: dict[LiteralString, AuditFlaw] = {
    "UPDATE fault_event SET body = body || ' '::bytea WHERE reference = %s AND seq = 1": AuditFlaw.OTHER_HASH,
    "DELETE FROM fault_event WHERE reference = %s AND seq = 1": AuditFlaw.MISSING,
    "DELETE FROM fault_event WHERE reference = %s AND seq = 2": AuditFlaw.OTHER_HEAD,
    "UPDATE fault_event SET actor = 'x' WHERE reference = %s AND seq = 2": AuditFlaw.OTHER_COLUMNS,
    "UPDATE fault SET stage = 'open', owner = 'x' WHERE reference = %s": AuditFlaw.OTHER_ROW,
}


def flaws(connection: Connection, system: System, fault: str) -> list[AuditFlaw]:
    found = flaws_of_faults(connection, PartSealer(case_keys_of(system.config)))
    return [flaw.what for flaw in found if flaw.reference == fault]


@pytest.mark.parametrize(("change", "flaw"), TAMPERED.items())
async def test_a_change_of_what_is_on_record_of_a_fault_is_named(
    change: LiteralString, flaw: AuditFlaw, system: System
) -> None:
    fault = await opened(system, a_code())
    await give(system, fault, fault_command("known"))
    with connect(system.stack.migration_url) as owner, owner.transaction(force_rollback=True):
        assert flaws(owner, system, fault) == []
        owner.execute("ALTER TABLE fault_event DISABLE TRIGGER append_only")
        owner.execute(change, (fault,))
        assert flaws(owner, system, fault) == [flaw]


FORGED: dict[str, Callable[[FaultEvent], FaultEvent]] = {
    "nobody signed it": lambda event: event.but(signed=None),
    "another one is named": lambda event: event.but(actor=event.actor.but(id="dana")),
    "another role is named": lambda event: event.but(actor=event.actor.but(role=Role.DIRECTOR)),
    "another note than was signed": lambda event: event.but(body=event.body.but(note="x")),
    "another command": lambda event: event.but(body=FaultClosed(note="الخادم متوقف")),
    "another id": lambda event: event.but(command_id="another-command"),
    "a signature that is none": lambda event: event.but(signed="{}"),
    "a rung that somebody signed": lambda event: event.but(
        body=FaultBreached(clock=ClockKind.RESOLUTION, due=event.at), actor=SYSTEM
    ),
}


async def test_an_event_that_nobody_known_signed_is_named(system: System) -> None:
    fault = await opened(system, a_code())
    await give(system, fault, fault_command("known", note="الخادم متوقف"))
    events = on_record(system, fault)
    with connect(system.stack.desk_url) as connection:
        archive = archive_of(connection.execute(ARCHIVE).fetchone() or {}, system.config.namespace)
    assert [event.body.type for event in events] == ["opened", "known"]
    assert first_unsigned_of_fault(archive, fault, events) is None
    assert first_unsigned_of_fault(archive, "FT-7K3M-9QXD-2VHA-K", events) == 1
    for what, forge in FORGED.items():
        assert first_unsigned_of_fault(archive, fault, [events[0], forge(events[1])]) == 2, what
    assert first_unsigned_of_fault(archive._replace(holders={}, staff={}), fault, events) == 1
    by_time = FaultEvent(
        seq=3, at=events[1].at, actor=SYSTEM, body=FaultBreached(clock=ClockKind.RESOLUTION, due=events[1].at)
    )
    assert first_unsigned_of_fault(archive, fault, [*events, by_time]) is None


async def test_what_the_watchdog_opened_is_signed_by_the_service(system: System) -> None:
    code = a_code()
    fault = fault_reference("passports", code, 1)
    command = fault_command("open", SYSTEM, pack="passports", error_code=code, number=1)
    service = service_of(system.config)
    assert service
    await client.apply_to_fault(system.client, fault, command, service)
    with connect(system.stack.desk_url) as connection:
        assert flaws(connection, system, fault) == []


def on_record(system: System, fault: str) -> list[FaultEvent]:
    """The events of a fault."""
    sealer = PartSealer(case_keys_of(system.config))
    rows = system.rows("SELECT body FROM fault_event WHERE reference = %s ORDER BY seq", fault)
    return [FaultEvent.model_validate_json(sealer.opened(row["body"])) for row in rows]
