"""Absences on record: who stands in for whom, what is refused, and when nobody would be there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from activities import absences, staff
from activities.absences import Away, InvalidAbsence, go_away, represented
from activities.coverage import Gap
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.reports.absences import planned
from activities.staff import Member, NoSuchStaff
from models.case.commands import Actor
from models.codes import Role
from tests.support.database import MORNING, Database, case_of, put_on_record, request

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
    [gap] = go_away(house, "hind", MORNING + DAY, MORNING + 2 * DAY, "omar").gaps
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
    assert go_away(house, "salma", *WEEK, "hind").gaps == (
        Gap("salma", "hind", MORNING + 2 * DAY, MORNING + 4 * DAY, ()),
        Gap("salma", "hind", MORNING + 5 * DAY, MORNING + 7 * DAY, ("omar",)),
    )


def test_who_goes_away_while_they_stand_in_is_said(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    assert go_away(house, "hind", MORNING + 6 * DAY, MORNING + 9 * DAY).gaps == (
        Gap("salma", "hind", MORNING + 6 * DAY, MORNING + 7 * DAY, ()),
    )
    assert go_away(house, "hind", MORNING + 9 * DAY, MORNING + 12 * DAY).gaps == ()


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
    assert found == [Away(*WEEK, ["hind"]), Away(*WEEK, ["omar"]), Away(MORNING + DAY, MORNING + 2 * DAY, ["omar"])]
    assert absences.away(house, "omar", MORNING + 3 * DAY) == Away(MORNING + 3 * DAY, MORNING + 4 * DAY, [])
    assert absences.away(house, "badr", MORNING) is None
    staff.set_active(house, "hind", False)
    assert absences.away(house, "salma", MORNING) == Away(*WEEK, [])


def test_a_stranger_is_neither_away_nor_a_substitute(house: Connection) -> None:
    for who in (("nobody", "hind"), ("salma", "nobody"), ("nobody", None)):
        with pytest.raises(NoSuchStaff, match="nobody"):
            go_away(house, who[0], *WEEK, who[1])


def spans(connection: Connection, at: datetime = MORNING) -> list[tuple[str, datetime, datetime, str | None]]:
    """The absences under way or to come."""
    return [(each.staff_id, each.since, each.until, each.substitute) for each in planned(connection, at)]


@pytest.mark.parametrize("until", [2 * DAY, 30 * DAY])
def test_an_absence_to_come_that_is_announced_again_is_replaced(house: Connection, until: timedelta) -> None:
    since, before = MORNING + DAY, MORNING
    go_away(house, "salma", since, MORNING + 8 * DAY, "hind", at=before)
    announced = go_away(house, "salma", since, MORNING + until, "omar", at=before)
    assert (announced.besides, spans(house)) == ((), [("salma", since, MORNING + until, "omar")])


def test_an_absence_under_way_gets_another_substitute_from_now_on(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    noon = MORNING + timedelta(hours=4)
    assert go_away(house, "salma", MORNING, MORNING + 2 * DAY, "omar", at=noon).besides == ()
    assert spans(house, noon) == [("salma", noon, MORNING + 2 * DAY, "omar")]
    assert (names(house, "hind"), names(house, "hind", noon), names(house, "omar", noon)) == (["salma"], [], ["salma"])


def test_an_announced_absence_is_taken_back_and_no_other_one(house: Connection) -> None:
    for days in (1, 10):
        go_away(house, "salma", MORNING + days * DAY, MORNING + (days + 2) * DAY, "hind", at=MORNING)
    go_away(house, "omar", MORNING + DAY, MORNING + 2 * DAY, at=MORNING)
    absences.stay(house, "salma", MORNING + DAY - timedelta(hours=9), MORNING)
    assert [each[:2] for each in spans(house)] == [("omar", MORNING + DAY), ("salma", MORNING + 10 * DAY)]
    with pytest.raises(InvalidAbsence) as refused:
        absences.stay(house, "salma", MORNING + DAY, MORNING)
    assert (refused.value.code, refused.value.staff_id) == ("no_such_absence", "salma")


def test_nobody_comes_back_who_is_not_away(house: Connection) -> None:
    go_away(house, "salma", MORNING + DAY, MORNING + 2 * DAY, at=MORNING)
    with pytest.raises(InvalidAbsence) as refused:
        absences.come_back(house, "salma", MORNING)
    assert (refused.value.code, len(spans(house))) == ("not_away", 1)
    with pytest.raises(NoSuchStaff):
        absences.come_back(house, "nobody", MORNING)


def test_an_absence_that_is_over_cannot_be_announced(house: Connection) -> None:
    with pytest.raises(InvalidAbsence) as refused:
        go_away(house, "salma", MORNING - 2 * DAY, MORNING - DAY, "hind", at=MORNING)
    assert refused.value.code == "absence_is_over"


def test_another_absence_of_the_same_time_is_said(house: Connection) -> None:
    go_away(house, "salma", *WEEK, "hind")
    go_away(house, "salma", MORNING + 20 * DAY, MORNING + 21 * DAY, "hind")
    for substitute in (None, "omar"):
        [other] = go_away(house, "salma", MORNING + DAY, MORNING + 2 * DAY, substitute, at=MORNING).besides
        assert (other.since, other.until, other.substitute) == (*WEEK, "hind")


def test_an_absence_to_come_says_who_stands_in_when_it_begins(house: Connection) -> None:
    go_away(house, "salma", MORNING + DAY, MORNING + 3 * DAY, "hind")
    go_away(house, "hind", MORNING, MORNING + 2 * DAY, "omar")
    assert absences.away_next(house, "salma", MORNING) == Away(MORNING + DAY, MORNING + 3 * DAY, ["omar"])
    assert absences.away_next(house, "omar", MORNING) is None
    [of_salma] = [each for each in planned(house, MORNING) if each.staff_id == "salma"]
    assert (of_salma.stand_ins, of_salma.gaps) == (
        ("omar",),
        (Gap("salma", "hind", MORNING + DAY, MORNING + 2 * DAY, ("omar",)),),
    )


def test_who_goes_away_without_a_substitute_leaves_what_they_hold_behind(house: Connection, records: Records) -> None:
    put_on_record(records, case_of(request()).claim(Actor(id="salma", role=Role.OFFICER, teams=("exit_visas",))))
    assert [go_away(house, "salma", *WEEK, substitute).left for substitute in (None, "hind")] == [1, 0]
    assert go_away(house, "omar", *WEEK).left == 0
