"""Staff records: who may act and who can be reached, by roles, teams, absences and substitutes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from activities import absences, staff
from activities.absences import InvalidAbsence
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.staff import (
    AlreadyStaff,
    Member,
    NoSuchStaff,
    NotWorkingHere,
)
from errors import Cause, Component, Unreachable
from models.case.commands import Actor
from models.codes import AttentionKind, Role, Stage
from tests.support.database import MORNING, Database, opening_of, row

DAY = timedelta(days=1)
TEAM = "exit_visas"


@pytest.fixture
def staff_connection(database: Database) -> Iterator[Connection]:
    """Records with two officers and a supervisor of a team, an officer of another, a director and a manager of all."""
    people = [
        ("huda", Role.OFFICER, TEAM),
        ("omar", Role.OFFICER, TEAM),
        ("salma", Role.SUPERVISOR, TEAM),
        ("badr", Role.OFFICER, "payments"),
        ("dana", Role.DIRECTOR, None),
        ("reem", Role.MANAGER, None),
    ]
    with connect(database.admin_url) as connection:
        for name, role, team in people:
            staff.add(connection, Member(id=name, name=f"{name} التجريبي", role=role, teams=(team,) if team else ()))
        yield connection


def acting_person(url: str, staff_id: str) -> Actor:
    """The actor of a staff id."""
    with connect(url) as connection:
        return staff.acting(connection, staff_id)


def reached(staff_connection: Connection, role: Role, team: str | None = TEAM) -> list[str]:
    """The ids of the people reached."""
    return [person.id for person in staff.people(staff_connection, role, team, MORNING)]


def test_the_acting_person_has_the_role_and_teams_on_record(staff_connection: Connection, database: Database) -> None:
    staff.set_teams(staff_connection, "omar", ["payments", TEAM, TEAM])
    assert acting_person(database.url, "omar") == Actor(id="omar", role=Role.OFFICER, teams=(TEAM, "payments"))


def test_a_stranger_and_somebody_who_left_cannot_act(staff_connection: Connection, database: Database) -> None:
    staff.set_active(staff_connection, "omar", False)
    with pytest.raises(NotWorkingHere, match="omar is not active"):
        acting_person(database.url, "omar")
    with pytest.raises(NoSuchStaff, match="no member of staff nobody"):
        acting_person(database.url, "nobody")


def test_what_is_on_record_of_somebody_can_be_changed(staff_connection: Connection, database: Database) -> None:
    staff.change(
        staff_connection, "omar", {"role": Role.SUPERVISOR, "email": "omar@example.com", "mobile": "+966512340022"}
    )
    staff.change(staff_connection, "omar", {"mobile": None})
    omar = staff.member(staff_connection, "omar", MORNING)
    assert (omar.role, omar.email, omar.mobile) == (Role.SUPERVISOR, "omar@example.com", None)
    assert acting_person(database.url, "omar").role is Role.SUPERVISOR
    assert staff.member(staff_connection, "huda", MORNING).role is Role.OFFICER
    with pytest.raises(NoSuchStaff, match="no member of staff nobody"):
        staff.change(staff_connection, "nobody", {"name": "x"})


def test_records_that_do_not_answer_are_said_to_be_unreachable(database: Database) -> None:
    with pytest.raises(Unreachable) as away:
        acting_person(f"postgresql://tawasul_admin@127.0.0.1:1/{database.name}", "omar")
    assert (away.value.component, away.value.cause) == (Component.RECORDS, Cause.NO_ANSWER)


def test_an_absent_person_still_acts_but_is_not_reached(staff_connection: Connection, database: Database) -> None:
    absences.go_away(staff_connection, "omar", MORNING - DAY, MORNING + DAY)
    assert acting_person(database.url, "omar").id == "omar"
    assert reached(staff_connection, Role.OFFICER) == ["huda"]


def test_only_people_of_the_team_are_reached(staff_connection: Connection) -> None:
    assert reached(staff_connection, Role.OFFICER) == ["huda", "omar"]
    assert reached(staff_connection, Role.OFFICER, None) == ["badr", "huda", "omar"]


def test_who_works_for_all_teams_is_reached_unless_the_team_has_its_own(staff_connection: Connection) -> None:
    assert reached(staff_connection, Role.DIRECTOR) == ["dana"]
    staff.add(staff_connection, Member(id="own", name="مدير التجريبي", role=Role.DIRECTOR, teams=(TEAM,)))
    assert reached(staff_connection, Role.DIRECTOR) == ["own"]
    assert reached(staff_connection, Role.DIRECTOR, "payments") == ["dana"]


def test_an_officer_without_a_team_works_for_none(staff_connection: Connection) -> None:
    staff.set_teams(staff_connection, "omar", [])
    assert reached(staff_connection, Role.OFFICER) == ["huda"]


def test_a_substitute_is_reached_instead_whatever_their_role(staff_connection: Connection) -> None:
    absences.go_away(staff_connection, "salma", MORNING - DAY, MORNING + DAY, substitute="badr")
    assert reached(staff_connection, Role.SUPERVISOR) == ["badr"]


def test_the_substitute_of_a_substitute_is_reached_and_a_circle_reaches_nobody(staff_connection: Connection) -> None:
    absences.go_away(staff_connection, "salma", MORNING, MORNING + DAY, substitute="badr")
    absences.go_away(staff_connection, "badr", MORNING, MORNING + DAY, substitute="reem")
    assert reached(staff_connection, Role.SUPERVISOR) == ["reem"]
    staff_connection.execute(
        "INSERT INTO absence (staff_id, since, until, substitute) VALUES ('reem', %s, %s, 'salma')",
        (MORNING, MORNING + DAY),
    )
    assert reached(staff_connection, Role.SUPERVISOR) == []


@pytest.mark.parametrize(
    ("since", "until", "there"), [(-DAY, DAY * 0, True), (DAY * 0, DAY, False), (DAY, DAY * 2, True)]
)
def test_an_absence_lasts_from_its_first_instant_until_before_its_last(
    staff_connection: Connection, since: timedelta, until: timedelta, there: bool
) -> None:
    absences.go_away(staff_connection, "salma", MORNING + since, MORNING + until)
    assert bool(reached(staff_connection, Role.SUPERVISOR)) is there


def test_somebody_who_left_is_neither_reached_nor_stands_in(staff_connection: Connection) -> None:
    absences.go_away(staff_connection, "salma", MORNING - DAY, MORNING + DAY, substitute="badr")
    staff.set_active(staff_connection, "badr", False)
    staff.set_active(staff_connection, "omar", False)
    assert reached(staff_connection, Role.SUPERVISOR) == []
    assert reached(staff_connection, Role.OFFICER) == ["huda"]


def test_who_is_back_before_the_time_is_reached_again(staff_connection: Connection) -> None:
    absences.go_away(staff_connection, "salma", MORNING - DAY, MORNING + DAY)
    absences.come_back(staff_connection, "salma", MORNING)
    assert reached(staff_connection, Role.SUPERVISOR) == ["salma"]


def test_the_roster_shows_everybody_with_teams_and_absence(staff_connection: Connection) -> None:
    absences.go_away(staff_connection, "salma", MORNING - DAY, MORNING + DAY, substitute="omar")
    found = {each.id: each for each in staff.roster(staff_connection, MORNING)}
    assert list(found) == ["badr", "dana", "huda", "omar", "reem", "salma"]
    assert (found["salma"].away_until, found["salma"].substitute) == (MORNING + DAY, "omar")
    assert (found["omar"].teams, found["omar"].away_until) == ((TEAM,), None)
    assert staff.member(staff_connection, "salma", MORNING) == found["salma"]


def test_what_cannot_be_is_refused_with_what_to_do(staff_connection: Connection) -> None:
    with pytest.raises(AlreadyStaff, match="exists already"):
        staff.add(staff_connection, Member(id="omar", name="آخر التجريبي", role=Role.OFFICER))
    with pytest.raises(ValueError, match="choose one of officer"):
        staff.add(staff_connection, Member(id="x", name="س التجريبي", role=Role.SYSTEM))
    with pytest.raises(InvalidAbsence, match="ends after it begins"):
        absences.go_away(staff_connection, "omar", MORNING, MORNING)
    with pytest.raises(InvalidAbsence, match="stands in for themselves"):
        absences.go_away(staff_connection, "omar", MORNING, MORNING + DAY, substitute="omar")
    for unknown in (("nobody", None), ("omar", "nobody")):
        with pytest.raises(NoSuchStaff, match="nobody"):
            absences.go_away(staff_connection, unknown[0], MORNING, MORNING + DAY, unknown[1])
    with pytest.raises(NoSuchStaff):
        staff.set_teams(staff_connection, "nobody", [TEAM])
    with pytest.raises(NoSuchStaff):
        staff.set_active(staff_connection, "nobody", True)


def test_what_somebody_who_leaves_still_holds_is_on_the_list(staff_connection: Connection, records: Records) -> None:
    held, _ = (row(1, assignee="omar", stage=Stage.IN_REVIEW), row(2, assignee="huda", stage=Stage.IN_REVIEW))
    for each in (held, _):
        records.append(opening_of(each))
    assert staff.leave(staff_connection, "omar", MORNING) == [held.reference]
    listed = staff_connection.execute("SELECT kind, reference, about FROM attention").fetchall()
    assert [tuple(item.values()) for item in listed] == [(AttentionKind.HOLDER_LEFT, held.reference, "omar")]
