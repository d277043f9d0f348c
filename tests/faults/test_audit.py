"""The audit of faults: what was changed behind everybody's back is named."""

from typing import LiteralString

import pytest

from activities.faults.audit import flaws_of_faults
from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.records.database import Connection, connect
from models.codes import AuditFlaw
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
