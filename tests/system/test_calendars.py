"""Cases in days on real servers: the first promise, a pause at night, and closures of the one calendar or the other."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from activities.packs import load_packs
from models.calendar.working import compile_calendar
from models.codes import ClockKind
from models.packs.derive import case_policy
from tests.support import terminal
from tests.support.policies.two_calendars import DECLARATION, policies_in_days
from tests.support.simulation import DIRECTOR, SALMA
from tests.support.system import System, eventually, running
from tests.support.terminal import Ended

pytestmark = pytest.mark.timeout(180)


async def announce(system: System, calendar: str, day: datetime) -> Ended:
    closed = (
        "--id",
        f"storm-{calendar}",
        "--name",
        "إغلاق",
        "--source",
        "x",
        "--from",
        f"{day:%F}",
        "--to",
        f"{day:%F}",
    )
    environ = system.stack.environment | {"TAWASUL_POLICIES": str(system.config.policies)}
    of = ("--calendar", calendar, "--as", DIRECTOR.id, "--json")
    return await asyncio.to_thread(terminal.tawasul, "calendar", "announce", *closed, *of, environ=environ)


async def test_a_closure_moves_the_days_that_count_in_its_calendar_and_no_others(tmp_path: Path) -> None:
    policies = policies_in_days(tmp_path / "policies")
    rules = case_policy(load_packs(policies)["expenses"], "domestic_declaration")
    async with running(tmp_path / "home", policies=policies) as system:
        receipt = await system.submit(**DECLARATION)
        [clock] = [each for each in await system.clocks(receipt.reference) if each.kind is ClockKind.RESOLUTION]
        assert clock.promise and clock.promise.days == 5 and clock.calendar == "expenses"
        started = (await system.view(receipt.reference)).row.opened_at
        assert receipt.due == rules.end_of_days(clock.promise, 5, started)
        assert receipt.due and compile_calendar(rules.calendar).is_open(receipt.due)
        supervisor = SALMA.model_copy(update={"teams": (receipt.team,)})
        office = await announce(system, "expenses", receipt.due)
        assert office.data["cases_told"] == 1, office.err

        async def is_moved() -> bool:
            due = (await system.view(receipt.reference)).row.due_at
            return bool(due and receipt.due and due >= receipt.due + timedelta(days=1))

        await eventually(is_moved)
        moved = (await system.view(receipt.reference)).row.due_at
        assert (await announce(system, "always", receipt.due)).data["cases_told"] == 1
        await system.do(receipt.reference, "claim", supervisor)
        assert (await system.view(receipt.reference)).row.due_at == moved
        later = await system.submit(
            **(DECLARATION | {"applicant": {**DECLARATION["applicant"], "id_number": "E-1002"}})
        )
        assert moved and later.due and later.due.date() == moved.date()
