"""Steps that several paths of the golden histories have in common."""

from typing import Any

from tests.support.system import System

RECALLING = "final_exit_cancel"
"""A service whose official replies can be recalled."""
ASK: dict[str, Any] = {"reason": "documents_missing", "reply": {"text": "نأمل الإرفاق"}}
REJECTION: dict[str, Any] = {"reason": "window_passed", "reply": {"text": "تعذر"}}


async def has(system: System, reference: str, kind: str) -> bool:
    return kind in await system.types(reference)


async def has_one_of(system: System, reference: str, kinds: set[str]) -> bool:
    return bool(kinds.intersection(await system.types(reference)))


FOR_SOMEBODY: dict[str, Any] = {"requested_by": "applicant", "way": "phone"}


async def claimed(system: System) -> str:
    receipt = await system.submit()
    await system.do(receipt.reference, "claim")
    return receipt.reference
