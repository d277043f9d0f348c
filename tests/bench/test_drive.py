"""Driver of the log of declarations: what its events mean, without a server and on a real one."""

import asyncio
import gzip
import json
import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.packs import load_pack
from bench.declarations import (
    END_STATES,
    Declaration,
    People,
    at_the_end,
    commands_for,
    read_log,
    request_of,
)
from bench.drive import drive
from models.case.commands import AnyCommand
from models.case.state import CaseState, Refusal
from models.case.views import view
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack
from models.triage.assessment import KnownFromRecords
from settings import PROJECT, Settings
from tests.support.system import System
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.case.opening import decide_opening
from workflows.triage.assess import assess

SHARED = Path(os.environ.get("TAWASUL_SHARED", PROJECT.parent / "shared"))
LOG = SHARED / "data" / "logs" / "bpic2020_domestic_declarations.jsonl.gz"
NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PROJECT / "policies" / "expenses")


def play(declaration: Declaration, pack: Pack) -> CaseState:
    """Play one declaration with the pure core alone; a refused command is a mistake in the mapping."""
    request = request_of(declaration, NOW)
    policy = case_policy(pack, request.service)
    triage = triage_policy(pack, request.service)
    assessment = assess(request, KnownFromRecords(), triage, policy.working_calendar, NOW)
    state, _ = decide_opening(request, policy, assessment, NOW)
    people = People.of(policy, state.team or "")
    for event in declaration.events[1:]:
        state = obey(state, commands_for(event, view(state), people))
    return obey(state, at_the_end(declaration))


def obey(state: CaseState, commands: tuple[AnyCommand, ...]) -> CaseState:
    """The state after commands that must all be accepted."""
    for command in commands:
        verdict = decide(state, command, NOW)
        assert not isinstance(verdict, Refusal), (command.command_id, verdict)
        state = fold(state, verdict)
    return state


@pytest.mark.skipif(not LOG.exists(), reason=f"the log is not there: {LOG} (set TAWASUL_SHARED)")
def test_every_case_of_the_log_ends_as_the_log_says(pack: Pack) -> None:
    declarations = read_log(LOG, first=1000)
    ends = Counter(declaration.outcome for declaration in declarations)
    assert ends == {"paid": 968, "rejected": 17, "withdrawn_to_draft": 15}
    for declaration in declarations:
        assert play(declaration, pack).outcome is END_STATES[declaration.outcome], declaration.id


TINY = {
    "done": ("SUBMITTED by EMPLOYEE", "APPROVED by PRE_APPROVER", "FINAL_APPROVED by SUPERVISOR", "paid"),
    "again": (
        "SUBMITTED by EMPLOYEE",
        "REJECTED by PRE_APPROVER",
        "REJECTED by EMPLOYEE",
        "SUBMITTED by EMPLOYEE",
        "FINAL_APPROVED by SUPERVISOR",
        "REJECTED by MISSING",
        "SUBMITTED by EMPLOYEE",
        "FINAL_APPROVED by SUPERVISOR",
        "paid",
    ),
    "never": ("SUBMITTED by EMPLOYEE", "REJECTED by SUPERVISOR", "REJECTED by EMPLOYEE", "rejected"),
    "paid_draft": ("SAVED by EMPLOYEE", "paid"),
    "draft": ("SAVED by EMPLOYEE", "withdrawn_to_draft"),
}
"""A log of our own: what happened to each declaration, and its outcome last."""


def tiny_log(path: Path, prefix: str, outcome_of_paid: str = "paid") -> Path:
    """The log above in normal form, an hour between any two events."""
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for name, (*spoken, outcome) in TINY.items():
            activities = [f"Declaration {each}" for each in spoken]
            activities += ["Request Payment", "Payment Handled"] if outcome == "paid" else []
            events = [
                {"activity": activity, "at": f"2026-01-05T{hour:02}:00:00+01:00"}
                for hour, activity in enumerate(activities, start=8)
            ]
            logged = outcome_of_paid if outcome == "paid" else outcome
            line = {"case_id": f"{prefix}-{name}", "events": events, "outcome": logged, "attrs": {"amount": 12.5}}
            out.write(json.dumps(line) + "\n")
    return path


def signing(system: System) -> Settings:
    """The settings of whoever has all keys, as the play is of everybody in it."""
    keys = system.stack.signing_keys
    return replace(system.config, channel_key=keys["channel_key"], issuer_key=keys["issuer_key"])


async def test_a_log_played_through_the_live_system_ends_as_it_says(
    system: System, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declarations = read_log(tiny_log(tmp_path / "tiny.jsonl.gz", "tiny"), first=100)
    assert await asyncio.to_thread(drive, declarations, signing(system)) == 0
    shown = capsys.readouterr().out
    assert "DIFFERENT" not in shown and "decided by anything but the log: 0" in shown


async def test_a_log_that_claims_another_outcome_is_noticed(system: System, tmp_path: Path) -> None:
    differing = read_log(tiny_log(tmp_path / "differing.jsonl.gz", "differing", outcome_of_paid="rejected"), first=1)
    assert await asyncio.to_thread(drive, differing, signing(system)) == 1
