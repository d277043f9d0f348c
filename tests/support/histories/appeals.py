"""Paths of appeals, and of the cases that are appealed."""

from models.case.commands import BENEFICIARY, Actor
from models.codes import Role
from tests.support.histories.steps import FOR_SOMEBODY, REJECTION, claimed, has
from tests.support.simulation import DIRECTOR, SALMA
from tests.support.system import System, eventually


async def appealed(system: System) -> str:
    """A refusal that is appealed; the appeal is decided by others, and over."""
    reference, appeal = await _appealed(system)
    await system.do(reference, "close", SALMA, **FOR_SOMEBODY)
    await _appeal_decided(system, appeal)
    await system.handle(reference).result()
    return reference


async def appealed_when_closed(system: System) -> str:
    """The run of a case that had ended, for the appeal against its result."""
    reference, appeal = await _appealed(system, closed=True)
    await system.do(appeal, "withdraw", BENEFICIARY)
    await system.handle(reference).result()
    return reference


async def appeal_of_a_refusal(system: System) -> str:
    """The case of an appeal."""
    _, appeal = await _appealed(system)
    await _appeal_decided(system, appeal)
    await system.handle(appeal).result()
    return appeal


async def appeal_at_another_level(system: System) -> str:
    """An appeal against what a director decided, which a manager decides."""
    reference = (await system.submit()).reference
    await system.do(reference, "claim", DIRECTOR)
    await system.do(reference, "reject", DIRECTOR, **REJECTION)
    receipt = await system.do(reference, "appeal", BENEFICIARY, text="لم ينظر في الصك")
    await eventually(lambda: has(system, reference, "appeal_opened"), seconds=60)
    appeal, manager = str(receipt.appeal), Actor(id="ahmad", role=Role.MANAGER)
    await system.do(appeal, "claim", manager)
    denied = {"reason": "decision_upheld", "reply": {"template": "appeal_denied"}}
    await system.settled(await system.do(appeal, "reject", manager, **denied))
    return appeal


async def appealed_for_somebody(system: System) -> str:
    """A refusal that staff appeal for the applicant, who withdraws the appeal."""
    reference = await claimed(system)
    await system.do(reference, "reject", **REJECTION)
    receipt = await system.do(reference, "appeal_for", SALMA, text="اتصل المستفيد", **FOR_SOMEBODY)
    await eventually(lambda: has(system, reference, "appeal_opened"), seconds=60)
    await system.do(str(receipt.appeal), "withdraw", BENEFICIARY)
    await eventually(lambda: has(system, reference, "appeal_concluded"), seconds=60)
    await system.end(reference)
    return reference


async def _appealed(system: System, *, closed: bool = False) -> tuple[str, str]:
    """A refused case, and the appeal against it, which is open."""
    reference = await claimed(system)
    await system.do(reference, "reject", **REJECTION)
    if closed:
        await system.do(reference, "close", SALMA, **FOR_SOMEBODY)
        await system.handle(reference).result()
    receipt = await system.do(reference, "appeal", BENEFICIARY, text="لم ينظر في الصك")
    await eventually(lambda: has(system, reference, "appeal_opened"), seconds=60)
    return reference, str(receipt.appeal)


async def _appeal_decided(system: System, appeal: str) -> None:
    await system.do(appeal, "claim", SALMA)
    reply = {"template": "appeal_denied"}
    await system.do(appeal, "reject", DIRECTOR, reason="decision_upheld", reply=reply)
    await system.do(appeal, "close", DIRECTOR, **FOR_SOMEBODY)
