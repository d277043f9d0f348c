"""Temporal restored from an older copy: a case whose records tell another story stops, until it is reconciled."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import worker
from client import connected
from commands.common.words.advice import ExitCode
from errors import Refused
from models.case.commands import BENEFICIARY
from models.case.events import Reconciled
from models.case.state import Receipt
from models.codes import DiscrepancyKind, RefusalCode
from settings import Settings
from stack import EmbeddedStack
from tests.records.lost.test_recovery import reconciled
from tests.support import terminal
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import APPROVAL, System, command, eventually, idle

pytestmark = pytest.mark.timeout(180)
"""Each starts the servers three times."""

REJECTION: dict[str, Any] = {"reason": "window_passed", "reply": {"text": "تعذر الإلغاء لتجاوز المدة"}}


class TwoStories:
    """A home whose Temporal is put back to an earlier moment while the records stay."""

    def __init__(self, home: Path, config: Settings) -> None:
        self.home, self.config, self.copy = home, config, home / "copy"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[System]:
        """The servers and a worker."""
        with EmbeddedStack(self.home) as stack:
            client = await connected(stack.config)
            async with worker.serving(self.config):
                yield System(stack, self.config, client)

    def keep(self, data: str = "temporal.db*") -> None:
        """Copy the data of a server, with nothing running."""
        self.copy.mkdir(exist_ok=True)
        subprocess.run(["cp", "-a", *map(str, self.home.glob(data)), str(self.copy)], check=True)

    def put_back(self) -> None:
        """Put the copies in place of the data of today."""
        if (self.copy / "temporal.db").exists():
            for journal in self.home.glob("temporal.db-*"):
                journal.unlink()
        for kept in self.copy.iterdir():
            now = self.home / kept.name
            shutil.rmtree(now) if now.is_dir() else now.unlink(missing_ok=True)
        subprocess.run(["cp", "-a", *map(str, self.copy.iterdir()), str(self.home)], check=True)


@pytest.fixture
async def stories(tmp_path: Path) -> TwoStories:
    async with idle(tmp_path / "home") as system:
        return TwoStories(tmp_path / "home", system.config)


async def diverged(system: System, reference: str) -> None:
    """Wait until a case knows that the records hold another story."""

    async def knows() -> bool:
        return (await system.view(reference)).diverged_at is not None

    await eventually(knows)


async def test_a_case_whose_records_tell_another_story_stops_until_it_is_reconciled(stories: TwoStories) -> None:
    async with stories.running() as system:
        reference = (await system.submit()).reference
        await system.settled(await system.do(reference, "note", text="before"))
    stories.keep()
    async with stories.running() as system:
        await system.do(reference, "claim", OMAR)
        approved = await system.approve(reference, OMAR)
        await system.settled(approved)
        kept = system.rows("SELECT seq, hash FROM case_event WHERE reference = %s ORDER BY seq", reference)
    stories.put_back()
    async with stories.running() as system:
        claim, reject = command("claim", LAYLA), command("reject", LAYLA, **REJECTION)
        for acknowledged in (claim, reject):
            assert isinstance(await system.give(reference, acknowledged), Receipt)
        await diverged(system, reference)
        for late in (command("note", LAYLA, text="x"), command("withdraw", BENEFICIARY)):
            with pytest.raises(Refused) as refused:
                await system.give(reference, late)
            assert (refused.value.code, refused.value.retryable) == (RefusalCode.DIVERGED, False)
        signal = command("note", LAYLA, text="by signal")
        await system.handle(reference).signal("command", system.signed(reference, signal))
        assert system.rows("SELECT seq, hash FROM case_event WHERE reference = %s ORDER BY seq", reference) == kept
        assert [row["outcome"] for row in system.rows("SELECT outcome FROM case_row")] == ["obstacle_removed"]
        first = (await system.view(reference)).diverged_at
        assert _attention(system, "records_diverged") == [(reference, str(first))]

        found = (await reconciled(system))[reference]
        assert (found.difference, found.first) == (DiscrepancyKind.DIVERGED, first)
        assert [(each.kind, each.actor) for each in found.kept if each.command_id] == [
            ("claimed", OMAR.id),
            ("resolved", OMAR.id),
        ]
        lost = [(each.kind, each.actor, each.command_id) for each in found.lost if each.command_id]
        assert lost == [
            ("claimed", LAYLA.id, claim.command_id),
            ("resolved", LAYLA.id, reject.command_id),
            ("note", LAYLA.id, signal.command_id),
        ]
        types = await system.types(reference)
        assert types == ["opened", "assessed", "noted", "claimed", "resolved", "reconciled"]
        seen = await system.view(reference)
        assert (seen.diverged_at, seen.row.outcome) == (None, "obstacle_removed")
        assert (await system.do(reference, "rate", BENEFICIARY, score=5)).outcome == "obstacle_removed"
        await eventually(lambda: _async(_attention(system, "command_lost")))
        assert len(_attention(system, "command_lost")) == 3
        assert all(LAYLA.id in about for _, about in _attention(system, "command_lost"))
        assert await reconciled(system) == {}
        audit = await asyncio.to_thread(terminal.tawasul, "audit", "verify", environ=system.stack.environment)
        assert audit.code == ExitCode.DONE, audit.out


async def test_a_beneficiary_who_was_told_the_lost_decision_is_told_the_one_in_force(stories: TwoStories) -> None:
    async with stories.running() as system:
        reference = (await system.submit()).reference
        await system.settled(await system.do(reference, "claim", OMAR))
    stories.keep()
    async with stories.running() as system:
        for _ in range(2):
            await system.do(reference, "note", OMAR, text="thinking")
        await system.settled(await system.approve(reference, OMAR))
        truth = _notices(system, reference)
    stories.put_back()
    async with stories.running() as system:
        await system.do(reference, "reject", OMAR, **REJECTION)
        await diverged(system, reference)
        await eventually(lambda: _async(set(_notices(system, reference)) - set(truth)))
        told = [row for row in _notices(system, reference) if row not in truth]
        assert {template for _, template, _ in told} == {"result_refused"}
        said = await asyncio.to_thread(terminal.tawasul, "reconcile", environ=system.stack.environment)
        assert said.code == ExitCode.DONE
        assert f"{reference} the two held different events" in said.text and "1 difference mended" in said.text
        assert any(line.split()[0] == "lost" and "resolved by omar" in line for line in said.out.splitlines()[1:-1])
        await eventually(lambda: _async(_corrections(system, reference)))
        (correction, *_) = _corrections(system, reference)
        assert APPROVAL["reply"]["text"] in correction and REJECTION["reply"]["text"] not in correction
        events = await system.caught_up(reference)
        (event,) = [each.body for each in events if isinstance(each.body, Reconciled)]
        assert event.misinformed and event.reply and event.reply.ar == APPROVAL["reply"]["text"]


async def test_with_both_sides_older_by_different_amounts_the_records_count(stories: TwoStories) -> None:
    async with stories.running() as system:
        acted, quiet = [(await system.submit()).reference for _ in range(2)]
        for reference in (acted, quiet):
            await system.settled(await system.do(reference, "note", text="before"))
    stories.keep()
    async with stories.running() as system:
        for reference in (acted, quiet):
            await system.settled(await system.do(reference, "claim", OMAR))
    stories.keep("postgres")
    async with stories.running() as system:
        for reference in (acted, quiet):
            await system.settled(await system.approve(reference, OMAR))
    stories.put_back()
    async with stories.running() as system:
        await system.do(acted, "claim", LAYLA)
        await diverged(system, acted)
        said = await asyncio.to_thread(terminal.tawasul, "reconcile", "--json", environ=system.stack.environment)
        found = {each["reference"]: each for each in said.data}
        assert found[acted]["difference"] == "diverged" and found[quiet]["difference"] == "records_ahead"
        assert [(each["kind"], each["actor"]) for each in found[acted]["lost"] if each["command_id"]] == [
            ("claimed", LAYLA.id)
        ]
        for reference in (acted, quiet):
            seen = await system.view(reference)
            assert seen.assignee and seen.assignee.id == OMAR.id
            assert (await system.approve(reference, OMAR)).stage == "resolved"
        audit = await asyncio.to_thread(terminal.tawasul, "audit", "verify", environ=system.stack.environment)
        assert audit.code == ExitCode.DONE, audit.out


async def _async(value: Any) -> Any:
    return value


def _attention(system: System, kind: str) -> list[tuple[str, str]]:
    rows = system.rows("SELECT reference, about FROM attention WHERE kind = %s ORDER BY id", kind)
    return [(row["reference"], row["about"]) for row in rows]


def _notices(system: System, reference: str) -> list[tuple[str, str, str]]:
    """The notices to the beneficiary that went out."""
    sent = "SELECT * FROM notice WHERE reference = %s AND audience = 'beneficiary' AND status = 'sent'"
    return [(row["key"], row["template"], bytes(row["body"]).decode()) for row in system.rows(sent, reference)]


def _corrections(system: System, reference: str) -> list[str]:
    return [body for key, template, body in _notices(system, reference) if template == "corrected" and "portal" in key]
