"""Paths of cases that wait for others, ask them, or turn out to hold another matter or a second one."""

from typing import Any

from models.case.commands import BENEFICIARY
from tests.support.histories.steps import ASK, claimed, has
from tests.support.simulation import STRANGER
from tests.support.system import System, eventually
from workflows.case.rules.splitting import second_reference


async def waited_for_an_authority(system: System) -> str:
    """Waits that were answered and that ended by themselves, and a return that staff did not wait for."""
    reference = await claimed(system)
    await system.do(reference, "wait", party="foreign_affairs", reason="verification")
    await system.pass_time(reference, days=1)
    await system.do(reference, "resume", answer="لا مانع")
    await system.do(reference, "wait", party="payment_gateway", reason="fault_repair")
    await system.pass_time(reference, days=12)
    await system.do(reference, "ask", **ASK)
    await system.do(reference, "resume", note="وصل المستند")
    await system.settled(await system.approve(reference))
    return reference


async def waited_for_a_team(system: System) -> str:
    """A wait for another team of the directorate, which is reminded and answers; two splits of one kind."""
    reference = await claimed(system)
    await system.do(reference, "wait", party="records_unit", reason="fault_repair")
    await system.pass_time(reference, days=4)
    clerk = STRANGER.model_copy(update={"teams": ("records_unit",)})
    await system.do(reference, "resume", clerk, answer="صحح القيد")
    given: dict[str, Any] = {"service": "exit_reentry_cancel", "note": "الشطر الثاني"}
    await system.do(reference, "split", **given)
    await eventually(lambda: _splits(system, reference, 1))
    await system.do(reference, "split", **given, another=True)
    await eventually(lambda: _splits(system, reference, 2))
    await system.settled(await system.approve(reference))
    return reference


async def _splits(system: System, reference: str, times: int) -> bool:
    return (await system.types(reference)).count("split_off") == times


async def consulted(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "consult", to="records_unit", question="هل القيد موجود؟")
    await system.do(reference, "interim_reply", reply={"text": "ما زال الطلب تحت المعالجة"})
    await system.pass_time(reference, days=5)
    clerk = STRANGER.model_copy(update={"teams": ("records_unit",)})
    await system.do(reference, "answer_consultation", clerk, answer="موجود")
    await system.settled(await system.approve(reference))
    return reference


async def answered_for_others(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "consult", to="traffic", question="هل القيد موجود؟")
    await system.pass_time(reference, days=1)
    told: dict[str, Any] = {"answer": "موجود", "said_by": "مدير الرخص", "way": "phone"}
    await system.do(reference, "answer_consultation", **told)
    await system.settled(await system.approve(reference))
    return reference


async def reclassified(system: System) -> str:
    reference = await claimed(system)
    await system.pass_time(reference, days=2)
    await system.do(reference, "reclassify", service="exit_reentry_cancel", assess_again=True, note="إلغاء لا إصدار")
    await eventually(lambda: has(system, reference, "reclassified"))
    await system.do(reference, "reclassify", problem="unheard_of", note="خطأ")
    await eventually(lambda: has(system, reference, "not_reclassified"))
    await system.settled(await system.approve(reference))
    return reference


async def split_in_two(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "split", service="exit_reentry_cancel", note="الشطر الثاني عن إلغاء التأشيرة")
    await eventually(lambda: has(system, reference, "split_off"))
    await system.do(reference, "split", service="unheard_of", note="خطأ")
    await eventually(lambda: has(system, reference, "not_split"))
    await system.settled(await system.approve(reference))
    return reference


async def taken_out_of_another(system: System) -> str:
    first = await claimed(system)
    await system.do(first, "split", service="exit_reentry_cancel", note="الشطر الثاني عن إلغاء التأشيرة")
    await eventually(lambda: has(system, first, "split_off"))
    reference = second_reference("absher_individuals", first, 1)
    await system.do(reference, "claim")
    await system.settled(await system.approve(reference))
    return reference


async def reminded_and_ticked(system: System) -> str:
    reference = await claimed(system)
    await system.pass_time(reference, days=4)
    await system.do(reference, "remind", BENEFICIARY)
    await system.do(reference, "ask", **ASK, documents=("passport_copy",))
    attached = ({"file_name": "p.pdf", "kind": "passport_copy"},)
    await system.do(reference, "reply", BENEFICIARY, text="مرفق", attachments=attached)
    await system.do(reference, "seen", documents=("passport_copy",))
    await system.settled(await system.approve(reference))
    return reference
