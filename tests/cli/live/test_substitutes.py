"""Substitutes and absences on real servers, as people use them: who may act, what is said, and what is listed."""

import asyncio
import uuid
from typing import Any

import pytest

from activities import staff
from activities.records.database import connect
from activities.staff import Member
from commands.common.words.advice import ExitCode
from models.codes import Role
from tests.cli.live.test_live import Tawasul
from tests.support.requests import sample
from tests.support.system import System

APPROVAL = ("--reason", "note_removed", "--reply-template", "note_resolved")
NOW = ("--from", "2020-01-01", "--to", "2099-01-01")
TEAM = "travel_permits"


class House(Tawasul):
    """The command line, with people of this test alone."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self._run = uuid.uuid4().hex[:6]

    def person(self, name: str) -> str:
        """The id of somebody."""
        return f"{name}.{self._run}"

    def hire(self, name: str, role: Role, *teams: str) -> str:
        """Take somebody on; returns the id."""
        with connect(self.system.stack.admin_url) as connection:
            staff.add(connection, Member(id=self.person(name), name="التجريبي", role=role, teams=teams))
        return self.person(name)

    async def away(self, who: str, *substitute: str) -> Any:
        """Somebody is away, for as long as the test lasts."""
        return await self("staff", "away", who, *NOW, *(("--substitute", *substitute) if substitute else ()))

    async def until_is(self, reference: str, field: str, value: str) -> None:
        """Wait until a field of the case is so on record."""
        await self.until(reference, field, lambda now: bool(now == value))

    async def until_held_by(self, reference: str, who: str) -> None:
        """Wait until it is on record that somebody holds the case."""
        await self.until(reference, "assignee", lambda now: bool(now and now["id"] == who))

    async def listed(self, kind: str) -> set[tuple[str, str]]:
        """Reference and subject of the entries of the attention list of a kind."""
        groups = (await self("attention", "--kind", kind, "--json")).data["groups"]
        return {(each["reference"], each["about"]) for group in groups for each in group["entries"]}


@pytest.fixture
def house(system: System) -> House:
    return House(system)


async def test_who_stands_in_for_the_second_person_sees_the_case_confirms_it_and_both_are_named(house: House) -> None:
    layla, salma = house.hire("layla", Role.OFFICER, TEAM), house.hire("salma", Role.SUPERVISOR, TEAM)
    hind = house.hire("hind", Role.OFFICER, "exit_visas")
    reference = await house.opened(**(sample("SR-08") | {"id": uuid.uuid4().hex}))
    assert (await house("claim", reference, "--as", layla)).code == ExitCode.DONE
    assert (await house("approve", reference, *APPROVAL, "--as", layla)).code == ExitCode.DONE
    await house.until_is(reference, "stage", "awaiting_approval")
    assert (await house("confirm", reference, "--as", hind)).code == ExitCode.NOT_ALLOWED
    assert (await house("inbox", "--as", hind, "--json")).data["stand_in"] == []

    assert (await house.away(salma, hind)).code == ExitCode.DONE
    inbox = await house("inbox", "--as", hind)
    assert f"Of those for whom you stand in ({salma})" in inbox.out and reference in inbox.out
    assert (await house("confirm", reference, "--as", hind)).code == ExitCode.DONE
    await house.until_is(reference, "stage", "resolved")
    page = (await house("show", reference)).out
    assert f"{hind} for {salma} approved" in page and f"by {hind} for {salma} at" in page


async def test_a_substitute_cannot_act_any_more_when_the_absent_is_back(house: House) -> None:
    salma, hind = house.hire("salma", Role.SUPERVISOR, "exit_visas"), house.hire("hind", Role.OFFICER, "payments")
    reference = await house.opened()
    await house.away(salma, hind)
    assert (await house("claim", reference, "--as", hind)).code == ExitCode.DONE
    await house.until_held_by(reference, hind)
    assert f"{salma}, away until" in (shown := (await house("show", reference)).out) and f"{hind} stands in" in shown
    await house("staff", "back", salma)
    assert (await house("note", reference, "--text", "x", "--as", hind)).code == ExitCode.NOT_ALLOWED
    assert (await house("note", reference, "--text", "x", "--as", salma)).code == ExitCode.DONE


async def test_a_substitute_who_cannot_stand_in_is_refused_and_one_who_is_away_too_is_said(house: House) -> None:
    salma, hind, omar = (house.hire(name, Role.OFFICER, "exit_visas") for name in ("salma", "hind", "omar"))
    await house("staff", "remove", omar)
    refused = await house.away(salma, omar)
    assert refused.code == ExitCode.WRONG_USAGE and f"{omar} is not active" in refused.err
    assert f"tawasul staff activate {omar}" in refused.err
    await house("staff", "activate", omar)
    await house.away(hind, salma)
    circle = await house.away(salma, hind)
    assert circle.code == ExitCode.WRONG_USAGE and f"{salma} for {hind} for {salma}" in circle.err
    told = await house.away(salma, omar)
    assert told.code == ExitCode.DONE
    assert f"{salma}, who stands in for {hind}, is not there" in told.err and f"in their place {omar} then" in told.err
    left = await house("staff", "remove", omar)
    assert f"{omar}, who stands in for {salma}, is not there" in left.err and "nobody then" in left.err


async def test_a_case_given_to_somebody_away_is_said_at_once_and_listed_where_nobody_stands_in(house: House) -> None:
    salma, layla = house.hire("salma", Role.SUPERVISOR, "exit_visas"), house.hire("layla", Role.OFFICER, "exit_visas")
    hind = house.hire("hind", Role.OFFICER, "exit_visas")
    alone, covered = await house.opened(), await house.opened()
    await house.away(layla)
    given = await house("assign", alone, "--to", layla, "--as", salma, "--json")
    assert given.code == ExitCode.DONE and given.data["stage"] == "in_review"
    assert f"{layla} is away until" in given.err and "nobody stands in" in given.err
    await house.until_held_by(alone, layla)
    async with asyncio.timeout(20):
        while (alone, layla) not in await house.listed("holder_away"):
            continue

    groups = (await house("attention", "--kind", "holder_away", "--json")).data["groups"]
    (number,) = [each["id"] for group in groups for each in group["entries"] if each["reference"] == alone]
    reem = house.hire("reem", Role.OFFICER, "payments")
    assert (await house("attention", "--done", str(number), "--as", reem)).code == ExitCode.NOT_ALLOWED
    await house.away(salma, reem)
    assert (await house("attention", "--done", str(number), "--as", reem)).code == ExitCode.DONE
    handled = house.system.rows("SELECT handled_by FROM attention WHERE id = %s", number)
    assert handled == [{"handled_by": f"{reem} for {salma}"}]

    await house("staff", "back", layla)
    await house.away(layla, hind)
    given = await house("assign", covered, "--to", layla, "--as", salma)
    assert given.code == ExitCode.DONE and f"{hind} stands in" in given.err
    await house.until_held_by(covered, layla)
    assert (covered, layla) not in await house.listed("holder_away")
    there = await house("assign", covered, "--to", hind, "--as", salma)
    assert (there.code, there.err) == (ExitCode.DONE, "")


async def test_an_absence_to_come_is_shown_where_one_assigns_to_both_concerned_and_until_it_is_taken_back(
    house: House,
) -> None:
    salma, layla = house.hire("salma", Role.SUPERVISOR, "exit_visas"), house.hire("layla", Role.OFFICER, "exit_visas")
    hind, reference = house.hire("hind", Role.OFFICER, "exit_visas"), await house.opened()
    announced = await house("staff", "away", layla, "--from", "2098-01-01", "--to", "2098-01-09", "--substitute", hind)
    coming = f"{layla} is away from 2098-01-01 to 2098-01-09: {hind} stands in"
    assert (announced.code, announced.err) == (ExitCode.DONE, "") and "from 2098-01-01 to 2098-01-09" in announced.out
    given = await house("assign", reference, "--to", layla, "--as", salma)
    assert given.code == ExitCode.DONE and coming in given.err
    await house.until_held_by(reference, layla)
    assert f"{layla}, away from 2098-01-01 to 2098-01-09: {hind} stands in" in (await house("show", reference)).out
    for who in (layla, hind):
        assert coming in (await house("inbox", "--as", who)).out
    assert coming not in (await house("inbox", "--as", salma)).out
    assert (reference, layla) not in await house.listed("holder_away")

    shorter = await house("staff", "away", layla, "--from", "2098-01-01", "--to", "2098-01-02", "--substitute", salma)
    assert (shorter.code, shorter.err) == (ExitCode.DONE, "")
    [listed] = (await house("staff", "absences", layla, "--json")).data["absences"]
    assert (listed["substitute"], listed["stand_ins"]) == (salma, [salma])
    assert coming not in (await house("inbox", "--as", hind)).out
    not_away = await house("staff", "back", layla)
    assert not_away.code == ExitCode.WRONG_USAGE and f"tawasul staff absences {layla}" in not_away.err
    assert (await house("staff", "back", layla, "--from", "2098-01-01")).code == ExitCode.DONE
    assert (await house("staff", "absences", layla, "--json")).data["absences"] == []
    assert (await house("assign", reference, "--to", layla, "--as", salma)).err == ""


async def test_another_substitute_during_an_absence_is_the_one_that_is_shown(house: House) -> None:
    salma, layla = house.hire("salma", Role.SUPERVISOR, "exit_visas"), house.hire("layla", Role.OFFICER, "exit_visas")
    hind = house.hire("hind", Role.OFFICER, "exit_visas")
    await house.away(salma, layla)
    changed = await house.away(salma, hind)
    assert hind in changed.out and layla not in changed.out


async def test_an_escalation_by_hand_tells_whom_it_names_and_the_page_says_whom(house: House) -> None:
    layla, salma = house.hire("layla", Role.OFFICER, "payments"), house.hire("salma", Role.SUPERVISOR, "payments")
    reference = await house.opened(**(sample("SR-12") | {"id": uuid.uuid4().hex}))
    team = (await house.shown(reference))["team"]
    with connect(house.system.stack.admin_url) as connection:
        for who in (layla, salma):
            staff.set_teams(connection, who, [team])
    assert (await house("escalate", reference, "--to", "supervisor", "--as", layla)).code == ExitCode.DONE
    async with asyncio.timeout(20):
        while "escalation by hand: told the supervisor" not in (page := (await house("show", reference)).out):
            continue
    assert salma in page.partition("told the supervisor")[2].splitlines()[0]
    [notice] = [
        each
        for each in (await house("notices", reference, "--json")).data["notices"]
        if each["audience"] == "escalation"
    ]
    assert notice["template"] == "staff_escalation"
