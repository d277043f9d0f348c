"""Paths of cases that are asked about, decided, merged, withdrawn, rated, or left to the ladder."""

from models.case.commands import BENEFICIARY
from models.codes import Stage
from tests.support.histories.steps import ASK, FOR_SOMEBODY, RECALLING, REJECTION, claimed, has
from tests.support.requests import sample
from tests.support.simulation import LAYLA, OMAR, SALMA
from tests.support.system import System, an_iqama, eventually


async def approved(system: System) -> str:
    reference = await claimed(system)
    await system.settled(await system.approve(reference))
    await system.end(reference)
    return reference


async def rejected(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "reject", **REJECTION)
    return reference


async def asked_and_answered(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "ask", **ASK)
    await system.pass_time(reference, days=1)
    await system.do(reference, "reply", BENEFICIARY, text="مرفق")
    await system.settled(await system.approve(reference))
    return reference


async def asked_in_vain(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "ask", **ASK)
    await system.end(reference)
    return reference


async def two_persons(system: System) -> str:
    receipt = await system.submit(**sample("SR-13"))
    officer = OMAR.model_copy(update={"teams": (receipt.team,)})
    supervisor = SALMA.model_copy(update={"teams": (receipt.team,)})
    await system.do(receipt.reference, "claim", officer)
    await system.approve(receipt.reference, officer)
    await system.do(receipt.reference, "send_back", supervisor, note="راجع")
    await system.approve(receipt.reference, officer)
    await system.settled(await system.do(receipt.reference, "confirm", supervisor))
    return receipt.reference


async def redirected(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "redirect", team="payments", reason="other_team")
    other = OMAR.model_copy(update={"teams": ("payments",)})
    await system.do(reference, "claim", other)
    reply = {"text": "من اختصاص المرور"}
    last = await system.do(reference, "redirect", other, authority="traffic", reason="other_authority", reply=reply)
    await system.settled(last)
    return reference


async def merged_by_hand(system: System) -> str:
    first, second = await system.submit(), await claimed(system)
    await system.do(second, "merge", into=first.reference)
    await system.end(second)
    return second


async def merged_by_the_first_stage(system: System) -> str:
    applicant = an_iqama()
    first = await system.submit(applicant__id_number=applicant)
    await system.settled(first)
    second = await system.submit(applicant__id_number=applicant)
    await system.end(second.reference)
    return second.reference


async def returned_by_the_first_stage(system: System) -> str:
    receipt = await system.submit(**sample("SR-10"))
    assert receipt.stage is Stage.AWAITING_BENEFICIARY
    await system.settled(await system.do(receipt.reference, "reply", BENEFICIARY, text="مرفق"))
    return receipt.reference


async def whole_ladder(system: System) -> str:
    receipt = await system.submit()
    await system.pass_time(receipt.reference, days=30)
    return receipt.reference


async def reopened_and_rated(system: System) -> str:
    reference = await claimed(system)
    await system.approve(reference)
    await system.do(reference, "reopen", BENEFICIARY, text="فشلت", retry_failed=True)
    await system.do(reference, "claim")
    await system.approve(reference)
    await system.settled(await system.do(reference, "rate", BENEFICIARY, score=5))
    return reference


async def recalled(system: System) -> str:
    receipt = await system.submit(service=RECALLING)
    reference = receipt.reference
    await system.do(reference, "claim")
    await system.do(reference, "ask", **ASK)
    await system.do(reference, "recall", note="القالب خطأ")
    await system.approve(reference)
    await system.pass_time(reference, minutes=5)
    await system.do(reference, "recall", SALMA, note="القالب خطأ")
    await system.approve(reference)
    await system.pass_time(reference, hours=1)
    await eventually(lambda: has(system, reference, "reply_final"))
    await system.end(reference)
    return reference


async def withdrawn(system: System) -> str:
    receipt = await system.submit()
    await system.do(receipt.reference, "withdraw", BENEFICIARY)
    await system.end(receipt.reference)
    return receipt.reference


async def withdrawn_for_somebody(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "withdraw_for", SALMA, **FOR_SOMEBODY)
    await system.end(reference)
    return reference


async def extended_and_passed_on(system: System) -> str:
    reference = await claimed(system)
    await system.do(reference, "extend", SALMA, by=25_200, note="مهلة")
    await system.do(reference, "prioritise", SALMA, priority="urgent")
    await system.do(reference, "escalate")
    await system.do(reference, "assign", SALMA, to=LAYLA)
    await system.settled(await system.do(reference, "release", LAYLA))
    return reference


async def on_behalf(system: System) -> str:
    reference = await claimed(system)
    await system.approve(reference)
    await system.do(reference, "reopen_for", SALMA, text="ما زالت الرسالة تظهر", **FOR_SOMEBODY)
    await system.do(reference, "claim")
    await system.approve(reference)
    await system.do(reference, "close", **FOR_SOMEBODY)
    await system.end(reference)
    return reference
