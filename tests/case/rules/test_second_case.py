"""The case of a second matter: opened from the first one, counted from the same instant, by a command of staff."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from models.case import events as e
from models.case.commands import Actor
from models.case.events import Event, SplitOf
from models.case.state import CaseState
from models.codes import ClockKind, Effect, NotRedecided, Priority, Role
from models.policy import CasePolicy
from models.triage.assessment import Assessment
from models.trust.evidence import Archive, first_unsigned
from models.trust.keys import thumbprint
from models.trust.tokens import LOCAL_ISSUER, local_key
from models.trust.trusted import KeyHolder
from tests.support.database import request
from tests.support.signed_lives import SignedCase
from tests.support.simulation import OMAR, STRANGER, policy
from tests.support.trust import CHANNEL, ISSUER
from workflows.case.audit.redecide import redecide
from workflows.case.opening import decide_opening
from workflows.case.rules.splitting import second_request

OTHER = policy(service="other")
ARCHIVE = Archive(
    "default",
    {thumbprint(ISSUER.public): local_key(ISSUER.public)},
    {CHANNEL.kid: KeyHolder("absher", Role.BENEFICIARY, frozenset({"absher_individuals"}))},
    {(LOCAL_ISSUER, actor.id): actor.id for actor in (OMAR, STRANGER)},
)


def split(rules: CasePolicy = OTHER) -> tuple[SignedCase, CaseState, tuple[Event, ...]]:
    """A first case some days after its submission, and the second one as it is put on record."""
    first = SignedCase(request()).claim().at("2026-01-08 09:00")
    assert isinstance(first, SignedCase)
    first.do("split", service="other", note="موضوع ثان")
    second, asked = first.state.pending_split, first.events[-1]
    assert second
    found = Assessment(effect=Effect.ROUTE, team="visit_visas", priority=Priority.NORMAL, problem="other")
    state, (opened, assessed) = decide_opening(
        second_request(first.request, first.state, second),
        rules,
        found,
        first.now,
        split_of=SplitOf(reference=first.state.reference, number=1),
        clock_from=first.state.clock_from,
    )
    return first, state, (opened, assessed.but(signed=asked.signed))


def test_it_is_of_the_same_request_about_another_service() -> None:
    first, state, _ = split()
    again = second_request(first.request, first.state, first.state.splits[0])
    assert (again.reference, again.service) == (state.reference, "other")
    ours = {"id": first.request.id, "service": first.request.service, "section": first.request.section}
    assert again.but(**ours) == first.request


def test_its_clocks_count_from_when_those_of_the_first_case_do() -> None:
    first, state, _ = split()
    assert (state.submitted_at, state.clock_from) == (first.state.submitted_at, first.state.clock_from)
    clock = state.clocks[ClockKind.RESOLUTION]
    assert clock.due(state.time_of(clock)) == first.due()
    assert clock.used(first.now, state.time_of(clock)) > timedelta()


def test_its_opening_is_decided_again_as_it_stands() -> None:
    first, state, events = split()
    again = second_request(first.request, first.state, first.state.splits[0])
    found = redecide(CaseState(reference=state.reference, policy=OTHER), events, again)
    assert (found.difference, found.not_redecided) == (None, {NotRedecided.FIRST_STAGE: 1})


def test_the_command_of_staff_that_asked_for_it_proves_it() -> None:
    _, state, events = split()
    assert first_unsigned(ARCHIVE, state.reference, events) is None
    assert (events[0].signed, "موضوع" in events[0].model_dump_json()) == (None, False)


def by_another(signed: str) -> str:
    said = json.loads(signed)
    return json.dumps(said | {"actor": STRANGER.model_dump(mode="json")})


@pytest.mark.parametrize(
    ("spoilt", "at"),
    [
        (lambda opened, assessed: (opened, assessed.but(signed=None)), 2),
        (lambda opened, assessed: (opened, assessed.but(signed=by_another(assessed.signed))), 2),
        (lambda opened, assessed: (with_origin(opened, number=2), assessed), 2),
        (lambda opened, assessed: (with_origin(opened, reference="TW-7K3M-9QXD-2VHA-P"), assessed), 2),
        (lambda opened, assessed: (opened.but(body=opened.body.but(service="a_service")), assessed), 2),
        (lambda opened, assessed: (opened.but(body=opened.body.but(split_of=None)), assessed), 2),
    ],
)
def test_nothing_else_proves_it(spoilt: Callable[[Event, Event], tuple[Event, ...]], at: int) -> None:
    _, state, (opened, assessed) = split()
    assert first_unsigned(ARCHIVE, state.reference, spoilt(opened, assessed)) == at


def with_origin(opened: Event, **changes: object) -> Event:
    assert isinstance(opened.body, e.Opened) and opened.body.split_of
    return opened.but(body=opened.body.but(split_of=opened.body.split_of.but(**changes)))


def test_who_signs_is_who_the_command_names() -> None:
    first, state, (opened, assessed) = split()
    stranger = Actor(id="badr", role=OMAR.role, teams=OMAR.teams)
    said = {name: value for name, value in json.loads(assessed.signed or "").items() if name != "auth"}
    signed = first.signed(said, stranger)
    assert first_unsigned(ARCHIVE, state.reference, (opened, assessed.but(signed=signed))) == 2
