"""Faults on the real servers: opened by hand or by their rate, their cases linked, told, and decided one by one."""

import asyncio

import pytest

from activities.hosting import service_of
from activities.packs import load_packs
from activities.records.database import connect
from activities.records.store import records_of
from errors import Refused
from models.codes import FaultStage, RefusalCode, Stage
from models.intake.reference import fault_reference
from tests.support.faults import ANSWER, DUTY, a_code, fault_command, filed, give, of_fault, opened
from tests.support.simulation import DIRECTOR, OMAR
from tests.support.system import System, eventually
from watchdog.faults import FaultWatch


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
    receipt = await give(system, fault, fault_command("known", note="الخادم متوقف"))
    assert receipt.stage is FaultStage.KNOWN
    late = await filed(system, code)
    await of_fault(system, fault, before, after, late, known=True)
    for case in (before, after, late):
        assert (await system.types(case)).count("fault_known") == 1
    assert (await system.view(other)).row.fault is None
    receipt = await give(system, fault, fault_command("mend", **ANSWER))
    assert receipt.stage is FaultStage.MENDED
    assert (await system.view(before)).row.stage is Stage.QUEUED  # whoever signs its decision decides it
    too_late = await filed(system, code)
    assert (await system.view(too_late)).row.fault is None
    closed = await give(system, fault, fault_command("close"))
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
    await give(system, fault, fault_command("known"))
    await of_fault(system, fault, other, known=True)
    assert (await system.view(case)).row.fault is None


async def test_the_watchdog_opens_a_fault_where_an_error_comes_too_often_and_tells_of_it_until_somebody_owns_it(
    system: System,
) -> None:
    code = a_code()
    records, packs = records_of(system.config), load_packs(system.config.policies)
    watch = FaultWatch(system.client, records, packs, service_of(system.config))
    fault = fault_reference("passports", code, 1)
    burst = [await filed(system, code) for _ in range(4)]
    await watch.look()
    assert not system.rows("SELECT 1 FROM fault WHERE reference = %s", fault)
    burst.append(await filed(system, code))
    await watch.look()
    await of_fault(system, fault, *burst)
    assert code in {alert.about for alert in await watch.look()}
    await give(system, fault, fault_command("own", to=DUTY))
    assert code not in {alert.about for alert in await watch.look()}


async def test_a_fault_whose_run_was_ended_goes_on_from_the_records(system: System) -> None:
    fault = await opened(system, a_code())
    await system.handle(fault).terminate("by hand")
    receipt = await give(system, fault, fault_command("known"))
    assert (receipt.stage, receipt.seq) == (FaultStage.KNOWN, 2)


async def test_the_same_command_again_gives_the_same_receipt_and_who_may_not_is_refused(system: System) -> None:
    fault = await opened(system, a_code())
    known = fault_command("known")
    assert await give(system, fault, known) == await give(system, fault, known)
    with pytest.raises(Refused) as refused:
        await give(system, fault, fault_command("mend", OMAR, **ANSWER))
    assert refused.value.code == RefusalCode.NOT_AUTHORISED


async def test_staff_are_told_of_each_rung_of_a_fault_that_nobody_mends(system: System) -> None:
    system.signer(DUTY)
    fault = await opened(system, a_code())
    await system.pass_time(fault, days=10)
    types = "SELECT type FROM fault_event WHERE reference = %s ORDER BY seq"

    async def on_record() -> list[str]:
        return [row["type"] for row in await asyncio.to_thread(system.rows, types, fault)]

    async def all_told() -> bool:
        return (await on_record()).count("notice_sent") == 3

    await eventually(all_told, seconds=60)
    found = await on_record()
    assert (found.count("rung_reached"), found.count("breached")) == (3, 2)
    notices = system.rows("SELECT template, status FROM notice WHERE reference = %s", fault)
    assert [tuple(row.values()) for row in notices] == [("staff_fault", "sent")] * 3


async def test_a_fault_writes_again_what_restored_records_lack(system: System) -> None:
    fault = await opened(system, a_code())
    await give(system, fault, fault_command("known"))
    with connect(system.stack.migration_url) as owner, owner.transaction():
        owner.execute("ALTER TABLE fault_event DISABLE TRIGGER append_only")
        owner.execute("DELETE FROM fault_event WHERE reference = %s AND seq > 1", (fault,))
        head = "(SELECT hash FROM fault_event WHERE reference = fault.reference AND seq = 1)"
        owner.execute(f"UPDATE fault SET seq = 1, head = {head} WHERE reference = %s".encode(), (fault,))
        owner.execute("ALTER TABLE fault_event ENABLE ALWAYS TRIGGER append_only")
    await give(system, fault, fault_command("mend", **ANSWER))
    rows = system.rows("SELECT type FROM fault_event WHERE reference = %s ORDER BY seq", fault)
    assert [row["type"] for row in rows] == ["opened", "known", "mended"]
