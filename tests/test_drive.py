"""Playing the log of declarations: what it means for the cases, without a server and on a real one."""

import gzip
import json
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.declarations import END_STATES, Declaration, People, at_the_end, commands_for, in_real_order, read_log, request_of
from models.assessment import Facts
from models.case import CaseState, Refusal
from models.commands import AnyCommand
from models.pack import Pack
from models.view import view
from packs import load_pack
from settings import PROJECT
from workflows.decider import apply_events, decide
from workflows.opening import open_case
from workflows.triage import assess

SHARED = Path(os.environ.get("TAWASUL_SHARED", PROJECT.parent / "shared"))
LOG = SHARED / "data" / "logs" / "bpic2020_domestic_declarations.jsonl.gz"
NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PROJECT / "policies" / "expenses")


def play(declaration: Declaration, pack: Pack) -> CaseState:
    """Live through one declaration with the pure core alone; a refused command is a mistake in the mapping."""
    request = request_of(declaration, NOW)
    policy = pack.case_policy(request.service)
    triage = pack.triage_policy(request.service)
    state, _ = open_case(request, policy, assess(request, Facts(), triage, policy.working_calendar, NOW), NOW)
    people = People.of(policy, state.team or "")
    for event in declaration.events[1:]:
        state = obey(state, commands_for(event, view(state), people))
    return obey(state, at_the_end(declaration))


def obey(state: CaseState, commands: tuple[AnyCommand, ...]) -> CaseState:
    """The state after commands that must all be accepted."""
    for command in commands:
        verdict = decide(state, command, NOW)
        assert not isinstance(verdict, Refusal), (command.command_id, verdict)
        state = apply_events(state, verdict)
    return state


@pytest.mark.skipif(not LOG.exists(), reason=f"the log is not there: {LOG} (set TAWASUL_SHARED)")
def test_every_case_of_the_log_ends_as_the_log_says(pack: Pack) -> None:
    declarations = read_log(LOG, first=1000)
    ends = Counter(declaration.outcome for declaration in declarations)
    assert ends == {"paid": 968, "rejected": 17, "withdrawn_to_draft": 15}
    for declaration in declarations:
        assert play(declaration, pack).outcome is END_STATES[declaration.outcome], declaration.id
