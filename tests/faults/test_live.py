"""Faults on the real servers: opened by hand or by their rate, their cases linked, told, and decided one by one."""

import asyncio
import uuid
from typing import Any

import client
from activities.hosting import service_of
from activities.packs import load_packs
from activities.records.store import records_of
from models.case.commands import Actor
from models.codes import FaultStage, Role, Stage
from models.faults.commands import FAULT_COMMAND, AnyFaultCommand
from models.faults.state import FaultReceipt
from models.intake.reference import fault_reference
from tests.support.simulation import DIRECTOR
from tests.support.system import System, eventually
from watchdog.faults import FaultWatch

DUTY = Actor(id="duty", role=Role.SUPERVISOR, teams=("duty_desk",))
TRIED = {"outcome": "platform_error", "platform": "absher", "at": "2026-11-01T09:00:00+03:00", "message_ar": "حدث خطأ"}
ANSWER: dict[str, Any] = {"reason": "note_removed", "reply": {"template": "note_resolved"}}


def a_code() -> str:
    return f"ERR-{uuid.uuid4().hex[:8]}"


async def filed(system: System, code: str) -> str:
    """The reference of a new case with an error code."""
    return (await system.submit(prior_attempt={**TRIED, "error_code": code})).reference


def command(kind: str, actor: Actor = DUTY, **fields: Any) -> AnyFaultCommand:
    return FAULT_COMMAND.validate_python({"kind": kind, "command_id": uuid.uuid4().hex, "actor": actor, **fields})


async def give(system: System, fault: str, given: AnyFaultCommand) -> FaultReceipt:
    return await client.apply_to_fault(system.client, fault, given, system.signer(given.actor))


async def opened(system: System, code: str) -> str:
    fault = fault_reference("passports", code, 1)
    await give(system, fault, command("open", pack="passports", error_code=code, number=1, title="عطل"))
    return fault


async def of_fault(system: System, fault: str, *references: str, known: bool = False) -> None:
    """Wait until these cases, and no others, are on record as those of a fault."""

    async def linked() -> bool:
        found = await asyncio.to_thread(
            system.rows, "SELECT reference, fault_known FROM case_row WHERE fault = %s", fault
        )
        return {(row["reference"], row["fault_known"]) for row in found} == {(each, known) for each in references}

    await eventually(linked, seconds=60)


async def test_cases_from_before_and_after_the_opening_are_linked_told_once_and_decided_one_by_one(
    system: System,
) -> None:
    code = a_code()
    before = await filed(system, code)
    fault = await opened(system, code)
    after = await filed(system, code)
    other = await filed(system, a_code())
    await of_fault(system, fault, before, after)
    assert "fault_known" not in await system.types(before)
    receipt = await give(system, fault, command("known", note="الخادم متوقف"))
    assert receipt.stage is FaultStage.KNOWN
    late = await filed(system, code)
    await of_fault(system, fault, before, after, late, known=True)
    for case in (before, after, late):
        assert (await system.types(case)).count("fault_known") == 1
    assert (await system.view(other)).row.fault is None
    receipt = await give(system, fault, command("mend", **ANSWER))
    assert receipt.stage is FaultStage.MENDED
    assert (
        await system.view(before)
    ).row.stage is Stage.QUEUED  # it is decided by whoever signs that, not by the fault
    too_late = await filed(system, code)
    assert (await system.view(too_late)).row.fault is None
    closed = await give(system, fault, command("close"))
    assert closed.stage is FaultStage.CLOSED
    await system.handle(fault).result()


async def test_what_staff_took_off_a_fault_is_not_linked_again(system: System) -> None:
    code = a_code()
    case = await filed(system, code)
    fault = await opened(system, code)
    await of_fault(system, fault, case)
    await system.do(case, "unlink_fault", DIRECTOR, fault=fault, note="رسالة أخرى")
    await of_fault(system, fault)
    other = await filed(system, code)
    await give(system, fault, command("known"))
    await of_fault(system, fault, other, known=True)
    assert (await system.view(case)).row.fault is None


async def test_the_watchdog_opens_a_fault_where_an_error_comes_too_often_and_tells_of_it_until_somebody_owns_it(
    system: System,
) -> None:
    code = a_code()
    burst = [await filed(system, code) for _ in range(5)]
    watch = FaultWatch(
        system.client, records_of(system.config), load_packs(system.config.policies), service_of(system.config)
    )
    await watch.look()
    fault = fault_reference("passports", code, 1)
    await of_fault(system, fault, *burst)
    assert code in {alert.about for alert in await watch.look()}
    await give(system, fault, command("own", to=DUTY))
    assert code not in {alert.about for alert in await watch.look()}


async def test_a_fault_whose_run_was_ended_goes_on_from_the_records(system: System) -> None:
    code = a_code()
    fault = await opened(system, code)
    await system.handle(fault).terminate("by hand")
    receipt = await give(system, fault, command("known"))
    assert (receipt.stage, receipt.seq) == (FaultStage.KNOWN, 2)
