"""Faults in tests: requests with an error code, commands to a fault, and the cases it has on record."""

import asyncio
import uuid
from typing import Any

import client
from models.case.commands import Actor
from models.codes import Role
from models.faults.commands import FAULT_COMMAND, AnyFaultCommand
from models.faults.state import FaultReceipt
from models.intake.reference import fault_reference
from tests.support.system import System, eventually

DUTY = Actor(id="duty", role=Role.SUPERVISOR, teams=("duty_desk",))
TRIED = {"outcome": "platform_error", "platform": "absher", "at": "2026-11-01T09:00:00+03:00", "message_ar": "حدث خطأ"}
ANSWER: dict[str, Any] = {"reason": "note_removed", "reply": {"template": "note_resolved"}}


def a_code() -> str:
    """An error code that no other request has."""
    return f"ERR-{uuid.uuid4().hex[:8]}"


def fault_command(kind: str, actor: Actor = DUTY, **fields: Any) -> AnyFaultCommand:
    """A command with an id of its own."""
    return FAULT_COMMAND.validate_python({"kind": kind, "command_id": uuid.uuid4().hex, "actor": actor, **fields})


async def filed(system: System, code: str) -> str:
    """The reference of a new case with an error code."""
    return (await system.submit(prior_attempt={**TRIED, "error_code": code})).reference


async def give(system: System, fault: str, given: AnyFaultCommand) -> FaultReceipt:
    """Give a command to a fault, signed by its actor."""
    return await client.apply_to_fault(system.client, fault, given, system.signer(given.actor))


async def opened(system: System, code: str) -> str:
    """The reference of a new fault with an error code, opened by hand."""
    fault = fault_reference("passports", code, 1)
    await give(system, fault, fault_command("open", pack="passports", error_code=code, number=1, title="عطل"))
    return fault


async def of_fault(system: System, fault: str, *references: str, known: bool = False) -> None:
    """Wait until these cases, and no others, are on record as those of a fault."""
    find = "SELECT reference, fault_known FROM case_row WHERE fault = %s"

    async def linked() -> bool:
        rows = await asyncio.to_thread(system.rows, find, fault)
        return {(row["reference"], row["fault_known"]) for row in rows} == {(each, known) for each in references}

    await eventually(linked, seconds=60)
