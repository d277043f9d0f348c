"""PostgreSQL restored from an older copy: what else it lost is put back from the cases, or named one by one."""

import asyncio
from typing import Any

import pytest

from commands.common.words.advice import ExitCode
from models.case.commands import BENEFICIARY
from tests.records.lost.test_divergence import TwoStories, stories
from tests.support import terminal
from tests.support.simulation import DIRECTOR
from tests.support.system import System, eventually
from tests.support.terminal import Ended

__all__ = ["stories"]
pytestmark = pytest.mark.timeout(180)
"""Each starts the servers three times."""

NORA = ("nora", "--name", "نورة", "--role", "officer", "--team", "exit_visas", "--email", "nora@example.com")


async def tawasul(system: System, *arguments: str) -> Ended:
    return await asyncio.to_thread(
        terminal.tawasul, *arguments, environ=system.stack.environment | {"TAWASUL_STAFF": DIRECTOR.id}
    )


async def announce(system: System, day: str) -> Ended:
    """Announce that a day is closed."""
    closure = ("--id", "storm", "--name", "إغلاق", "--source", "the directorate", "--from", day, "--to", day)
    of = ("--pack", "passports", "--why", "storm", "--as", DIRECTOR.id)
    return await tawasul(system, "calendar", "announce", *closure, *of)


async def differences(system: System) -> tuple[int, dict[str, str]]:
    """What `reconcile` ends with, and what it names."""
    ended = await tawasul(system, "reconcile", "--json")
    return ended.code, {each["reference"]: each["difference"] for each in ended.data}


async def flooded(system: System) -> str:
    """A case with so many refused signals that it stands on the attention list; it has ended."""
    receipt = await system.submit()
    for _ in range(21):
        await system.handle(receipt.reference).signal("command", "junk")
    await system.do(receipt.reference, "withdraw", BENEFICIARY)
    await system.handle(receipt.reference).result()
    return receipt.reference


async def due_day(system: System, reference: str) -> str:
    due = (await system.view(reference)).row.due_at
    assert due
    return due.isoformat()[:10]


async def test_closures_and_attention_come_back_from_the_cases_and_missing_staff_are_named(stories: TwoStories) -> None:
    async with stories.running() as system:
        receipt = await system.submit()
        await system.settled(receipt)
        day = await due_day(system, receipt.reference)
    stories.keep("postgres")
    async with stories.running() as system:
        assert (await tawasul(system, "staff", "add", *NORA)).code == ExitCode.DONE
        assert (await announce(system, day)).code == ExitCode.DONE
        await eventually(lambda: _moved(system, receipt.reference, day))
        assert (await tawasul(system, "claim", receipt.reference, "--as", "nora")).code == ExitCode.DONE
        ended = await flooded(system)
        assert _attention(system) == [("signals_refused", ended)]
    stories.put_back()
    async with stories.running() as system:
        late = await system.submit()
        assert await due_day(system, late.reference) == day
        assert await differences(system) == (
            ExitCode.UNEXPECTED,
            {
                receipt.reference: "records_behind",
                ended: "not_recorded",
                "passports 2026.1+1": "closure_restored",
                "nora": "staff_unknown",
            },
        )
        await eventually(lambda: _moved(system, late.reference, day))
        assert "storm" in (await tawasul(system, "calendar", "show", "--pack", "passports")).out
        assert _attention(system) == [("signals_refused", ended)]
        assert await differences(system) == (ExitCode.UNEXPECTED, {"nora": "staff_unknown"})
        assert (await tawasul(system, "staff", "add", *NORA)).code == ExitCode.DONE
        assert await differences(system) == (ExitCode.DONE, {})


async def test_a_closure_whose_version_was_used_again_is_named(stories: TwoStories) -> None:
    async with stories.running() as system:
        receipt = await system.submit()
        await system.settled(receipt)
        day = await due_day(system, receipt.reference)
    stories.keep("postgres")
    async with stories.running() as system:
        await announce(system, day)
        await eventually(lambda: _moved(system, receipt.reference, day))
    stories.put_back()
    async with stories.running() as system:
        await announce(system, "2026-12-24")
        code, found = await differences(system)
        assert (code, found["passports 2026.1+1"]) == (ExitCode.UNEXPECTED, "closure_lost")


async def _moved(system: System, reference: str, day: str) -> bool:
    return await due_day(system, reference) > day


def _attention(system: System) -> list[tuple[Any, Any]]:
    rows = system.rows("SELECT kind, reference FROM attention ORDER BY id")
    return [(row["kind"], row["reference"]) for row in rows]
