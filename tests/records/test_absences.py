"""Absences on record: who stands in for whom, what is refused, and when nobody would be there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from activities import absences, staff
from activities.absences import Away, InvalidAbsence, go_away, represented
from activities.coverage import Gap
from activities.records.database import Connection, connect
from activities.staff import Member, NoSuchStaff
from models.case.commands import Actor
from models.codes import Role
from tests.support.database import MORNING, Database

DAY = timedelta(days=1)
WEEK = (MORNING, MORNING + 7 * DAY)


@pytest.fixture
def house(database: Database) -> Iterator[Connection]:
    """Records with a supervisor and four officers, of as many teams."""
    with connect(database.admin_url) as connection:
        for name in ("salma", "hind", "omar", "badr", "reem"):
            role = Role.SUPERVISOR if name == "salma" else Role.OFFICER
            staff.add(connection, Member(id=name, name="التجريبي", role=role, teams=(f"team_of_{name}",)))
        yield connection


def names(connection: Connection, who: str, at: datetime = MORNING) -> list[str]:
    """Those for whom somebody stands in."""
    return [each.id for each in represented(connection, who, at)]


def test_a_substitute_stands_in_with_role_and_teams_of_the_absent(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    assert represented(house, "hind", MORNING) == (Actor(id="salma", role=Role.SUPERVISOR, teams=("team_of_salma",)),)
    assert names(house, "omar") == names(house, "salma") == []


@pytest.mark.parametrize(("at", "found"), [(-DAY, []), (DAY * 0, ["salma"]), (7 * DAY, [])])
def test_a_substitute_stands_in_while_the_absence_lasts(house: Connection, at: timedelta, found: list[str]) -> None:
    go_away(house, "salma", *WEEK, "hind")
    assert names(house, "hind", MORNING + at) == found


def test_who_is_back_or_has_left_is_stood_in_for_no_more(house: Connection) -> None:
    for name in ("salma", "omar"):
        go_away(house, name, *WEEK, "hind")
    absences.come_back(house, "salma", MORNING + DAY)
    staff.set_active(house, "omar", False)
    assert names(house, "hind", MORNING + 2 * DAY) == []


def test_the_substitute_of_a_substitute_stands_in_for_both(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    [gap] = go_away(house, "hind", MORNING + DAY, MORNING + 2 * DAY, "omar")
    assert gap == Gap("salma", "hind", MORNING + DAY, MORNING + 2 * DAY, ("omar",))
    assert names(house, "omar", MORNING + DAY) == ["hind", "salma"]
    assert names(house, "omar") == []


def test_somebody_who_left_cannot_be_a_substitute(house: Connection) -> None:
    staff.set_active(house, "hind", False)
    with pytest.raises(InvalidAbsence, match="hind is not active") as refused:
        go_away(house, "salma", *WEEK, "hind")
    assert (refused.value.code, refused.value.substitute) == ("substitute_left", "hind")
    assert staff.member(house, "salma", MORNING).away_until is None


@pytest.mark.parametrize("chain", [("salma", "hind"), ("salma", "hind", "omar"), ("salma", "hind", "omar", "badr")])
def test_people_do_not_stand_in_for_one_another_in_a_circle(house: Connection, chain: tuple[str, ...]) -> None:
    for absent, substitute in pairwise(chain):
        go_away(house, absent, *WEEK, substitute)
    with pytest.raises(InvalidAbsence, match=" for ".join((chain[-1], *chain))) as refused:
        go_away(house, chain[-1], MORNING + 6 * DAY, MORNING + 9 * DAY, "salma")
    assert refused.value.code == "circle_of_substitutes"
    assert staff.member(house, chain[-1], MORNING + 6 * DAY).away_until is None
    go_away(house, chain[-1], MORNING + 7 * DAY, MORNING + 9 * DAY, "salma")  # one after the other is no circle


def test_who_is_away_all_the_time_and_has_nobody_cannot_be_a_substitute(house: Connection) -> None:
    go_away(house, "hind", MORNING - DAY, MORNING + 3 * DAY)
    go_away(house, "hind", MORNING + 3 * DAY, MORNING + 9 * DAY)
    with pytest.raises(InvalidAbsence, match="hind is away all that time") as refused:
        go_away(house, "salma", *WEEK, "hind")
    assert refused.value.code == "substitute_away"


def test_a_substitute_who_is_away_for_a_part_of_the_time_is_taken_and_said(house: Connection) -> None:
    go_away(house, "hind", MORNING + 2 * DAY, MORNING + 3 * DAY)
    go_away(house, "hind", MORNING + 3 * DAY, MORNING + 4 * DAY)
    go_away(house, "hind", MORNING + 5 * DAY, MORNING + 20 * DAY, "omar")
    assert go_away(house, "salma", *WEEK, "hind") == (
        Gap("salma", "hind", MORNING + 2 * DAY, MORNING + 4 * DAY, ()),
        Gap("salma", "hind", MORNING + 5 * DAY, MORNING + 7 * DAY, ("omar",)),
    )


def test_who_goes_away_while_they_stand_in_is_said(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    assert go_away(house, "hind", MORNING + 6 * DAY, MORNING + 9 * DAY) == (
        Gap("salma", "hind", MORNING + 6 * DAY, MORNING + 7 * DAY, ()),
    )
    assert go_away(house, "hind", MORNING + 9 * DAY, MORNING + 12 * DAY) == ()


def test_who_leaves_while_they_stand_in_is_said(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    go_away(house, "salma", MORNING + 20 * DAY, MORNING + 21 * DAY, "hind")
    staff.leave(house, "hind", MORNING + DAY)
    assert absences.left_alone(house, "hind", MORNING + DAY) == (
        Gap("salma", "hind", MORNING + DAY, MORNING + 7 * DAY, ()),
        Gap("salma", "hind", MORNING + 20 * DAY, MORNING + 21 * DAY, ()),
    )


def test_an_absence_says_who_stands_in_at_an_instant(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    go_away(house, "hind", MORNING + DAY, MORNING + 2 * DAY, "omar")
    go_away(house, "omar", MORNING + 3 * DAY, MORNING + 4 * DAY)
    found = [absences.away(house, who, MORNING + at) for who, at in (("salma", DAY * 0), ("salma", DAY), ("hind", DAY))]
    assert found == [Away(WEEK[1], ["hind"]), Away(WEEK[1], ["omar"]), Away(MORNING + 2 * DAY, ["omar"])]
    assert absences.away(house, "omar", MORNING + 3 * DAY) == Away(MORNING + 4 * DAY, [])
    assert absences.away(house, "badr", MORNING) is None
    staff.set_active(house, "hind", False)
    assert absences.away(house, "salma", MORNING) == Away(WEEK[1], [])


def test_a_stranger_is_neither_away_nor_a_substitute(house: Connection) -> None:
    for who in (("nobody", "hind"), ("salma", "nobody"), ("nobody", None)):
        with pytest.raises(NoSuchStaff, match="nobody"):
            go_away(house, who[0], *WEEK, who[1])
