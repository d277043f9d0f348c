"""An imported case whose promises count in two calendars: the ledger of the other system is that of the resolution."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.packs import load_pack
from chaos.checks.events import read_event
from chaos.checks.fold import before_everything, standings
from chaos.checks.policies import read_policy
from chaos.checks.rows import differences
from models.case.commands import Actor, Import
from models.case.edition import FOURTH, THIRD
from models.case.events import Event
from models.case.projection import project
from models.case.state import CaseState
from models.codes import ClockKind, Role
from models.intake.request import Request, read_request
from models.packs.derive import case_policy
from models.packs.pack import forms_of
from models.policy import CasePolicy
from settings import PROJECT
from workflows.case.evolve import evolve
from workflows.case.importing import decide_import

CHICAGO = ZoneInfo("America/Chicago")
HOUR = timedelta(hours=1)
OPENED, AS_OF, NOW = (datetime(2026, 11, day, 10, tzinfo=CHICAGO) for day in (16, 18, 19))
DIRECTOR = Actor(id="dana", role=Role.DIRECTOR)


@pytest.fixture(scope="module")
def pothole() -> tuple[CasePolicy, Request]:
    """Its first response counts in office hours, its resolution around the clock on weekdays."""
    pack = load_pack(PROJECT / "policies" / "city")
    request = {
        "id": "OLD-1",
        "channel": "city_portal",
        "submitted_at": OPENED.isoformat(),
        "service": "pothole",
        "section": "streets",
        "text": "A pothole.",
        "applicant": {"type": "resident"},
        "context": {"place": "12 Elm Street"},
    }
    return case_policy(pack, "pothole"), read_request(request, forms=forms_of({"city": pack}))


def imported(pothole: tuple[CasePolicy, Request], edition: int = FOURTH, **changes: Any) -> tuple[CaseState, Event]:
    policy, request = pothole
    standing = {"stage": "queued", "team": "streets", "used": 48 * HOUR, "opened_at": OPENED, "as_of": AS_OF}
    known = {"actor": DIRECTOR, "command_id": "import-of-1", "fingerprint": request.fingerprint}
    command = Import.model_validate(known | {"standing": standing | changes})
    event = decide_import(request, policy, command, NOW, edition=edition)
    assert isinstance(event, Event), event
    return evolve(CaseState(reference=request.reference, policy=policy), event), event


def test_the_first_response_counts_in_its_own_calendar(pothole: tuple[CasePolicy, Request]) -> None:
    state, _ = imported(pothole)
    clocks = state.clocks
    assert clocks[ClockKind.RESOLUTION].consumed == 48 * HOUR
    assert clocks[ClockKind.FIRST_RESPONSE].consumed == 18 * HOUR, "two days of nine office hours"
    state, _ = imported(pothole, used=2 * HOUR, opened_at=AS_OF - 2 * HOUR, as_of=AS_OF)
    assert state.clocks[ClockKind.FIRST_RESPONSE].consumed == 2 * HOUR


def test_a_case_of_an_earlier_edition_keeps_the_ledger_it_began_with(pothole: tuple[CasePolicy, Request]) -> None:
    state, _ = imported(pothole, edition=THIRD)
    assert state.clocks[ClockKind.FIRST_RESPONSE].consumed == 48 * HOUR


@pytest.mark.parametrize("edition", [THIRD, FOURTH])
def test_the_judge_folds_it_alike(pothole: tuple[CasePolicy, Request], edition: int) -> None:
    state, event = imported(pothole, edition)
    start = before_everything(state.reference, read_policy(state.rules.text))
    *_, last = standings(start, [read_event(event.model_dump_json().encode())], lambda _, __: ())
    assert differences(project(state).model_dump(), last) == []
    assert last.clocks["first_response"].used_before == state.clocks[ClockKind.FIRST_RESPONSE].consumed
