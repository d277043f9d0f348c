"""Work shared out on record: who is given a case, counted with what is reserved, one after another."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from activities import absences, staff
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.sharing import share_out
from activities.staff import Member
from models.codes import PassedOver, Role, ShareBy, Stage
from models.sharing import FairLimit, TeamRule
from tests.support.database import MORNING, Database, opening_of, row
from workflows.ports import Recorded, ShareOut, Sharing

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TEAM = "exit_visas"


@pytest.fixture
def people(database: Database) -> Iterator[Connection]:
    """Two officers of a team and its supervisor, and an officer of another team."""
    known = [
        ("layla", Role.OFFICER, TEAM),
        ("omar", Role.OFFICER, f"test.{TEAM}"),
        ("salma", Role.SUPERVISOR, TEAM),
        ("badr", Role.OFFICER, "payments"),
    ]
    with connect(database.admin_url) as connection:
        for name, role, team in known:
            staff.add(connection, Member(id=name, name=f"{name} التجريبي", role=role, teams=(team,)))
        yield connection


def waiting(records: Records, number: int) -> str:
    """A case on record that is to be given to somebody."""
    listed = row(number, sharing=1)
    records.append(opening_of(listed))
    return listed.reference


def held(records: Records, number: int, holder: str, **changes: Any) -> Recorded:
    """A case on record that somebody holds."""
    return records.append(opening_of(row(number, assignee=holder, **({"stage": Stage.IN_REVIEW} | changes))))


def order(reference: str, at: datetime = MORNING, **changes: Any) -> ShareOut:
    """What such a case asks."""
    values: dict[str, Any] = {
        "since": 1,
        "pack": "test",
        "team": TEAM,
        "rule": rule(),
        "roles": (Role.OFFICER,),
        "at": at,
    }
    return ShareOut(reference=reference, **(values | changes))


def rule(by: ShareBy = ShareBy.ROUND_ROBIN, **changes: Any) -> TeamRule:
    return TeamRule(by=by, **changes)


def chosen(answer: Sharing) -> str | None:
    return answer.to.id if answer.to else None


def whys(answer: Sharing) -> dict[str, PassedOver | None]:
    return {each.id: each.passed_over for each in answer.among}


def test_cases_go_to_the_members_of_the_team_in_turn(people: Connection, records: Records) -> None:
    given = [chosen(share_out(records, order(waiting(records, number)))) for number in range(1, 6)]
    assert given == ["layla", "omar", "layla", "omar", "layla"]


def test_a_retry_of_the_same_try_finds_what_it_gave_and_a_later_one_chooses_anew(
    people: Connection, records: Records
) -> None:
    reference = waiting(records, 1)
    first = share_out(records, order(reference))
    assert share_out(records, order(reference)) == first
    absences.go_away(people, "layla", MORNING, MORNING + DAY)
    assert (chosen(first), chosen(share_out(records, order(reference, MORNING + HOUR)))) == ("layla", "omar")
    (kept,) = people.execute("SELECT count(*) AS shares FROM case_row WHERE sharing IS NOT NULL").fetchall()
    assert kept["shares"] == 1


def test_what_is_reserved_counts_until_the_row_has_a_holder(people: Connection, records: Records) -> None:
    one_each: dict[str, Any] = {"rule": rule(ShareBy.LEAST_LOADED, capacity=1)}
    first, second = waiting(records, 1), waiting(records, 2)
    assert chosen(share_out(records, order(first, **one_each))) == "layla"
    assert chosen(share_out(records, order(second, **one_each))) == "omar"
    third = share_out(records, order(waiting(records, 3), **one_each))
    assert (third.to, whys(third)) == (None, {"layla": PassedOver.FULL, "omar": PassedOver.FULL})


def test_a_reservation_that_came_to_nothing_counts_no_more(people: Connection, records: Records) -> None:
    one_each: dict[str, Any] = {"rule": rule(capacity=1)}
    taken = waiting(records, 1)
    assert chosen(share_out(records, order(taken, **one_each))) == "layla"
    work = opening_of(row(1, seq=2, assignee="salma", stage=Stage.IN_REVIEW, sharing=None))
    records.append(work.but(events=(work.events[0].but(seq=2),)))
    answer = share_out(records, order(waiting(records, 2), **one_each))
    assert {each.id: each.load for each in answer.among} == {"layla": 0, "omar": 0}


def test_decided_cases_are_no_load(people: Connection, records: Records) -> None:
    held(records, 1, "layla", stage=Stage.RESOLVED)
    held(records, 2, "omar")
    answer = share_out(records, order(waiting(records, 3), rule=rule(ShareBy.LEAST_LOADED)))
    assert (chosen(answer), {each.id: each.load for each in answer.among}) == ("layla", {"layla": 0, "omar": 1})


def test_who_is_away_gets_nothing_and_their_substitute_gets_it_in_their_place(
    people: Connection, records: Records
) -> None:
    held(records, 1, "omar")
    for name, substitute in (("layla", None), ("omar", "badr")):
        absences.go_away(people, name, MORNING, MORNING + DAY, substitute)
    answer = share_out(records, order(waiting(records, 2)))
    assert answer.to is not None
    assert (answer.to.id, answer.to.stands_in_for, answer.to.teams) == ("badr", "omar", (f"test.{TEAM}",))
    assert [each.load for each in answer.among if each.id == "badr"] == [1]
    after = share_out(records, order(waiting(records, 3), MORNING + 2 * DAY))
    assert chosen(after) == "layla"


def test_a_member_who_stands_in_for_another_gets_cases_as_themselves_and_carries_both_loads(
    people: Connection, records: Records
) -> None:
    held(records, 1, "layla")
    absences.go_away(people, "layla", MORNING, MORNING + DAY, "omar")
    answer = share_out(records, order(waiting(records, 2)))
    assert answer.to is not None and (answer.to.id, answer.to.stands_in_for) == ("omar", None)
    assert {each.id: (each.load, each.passed_over) for each in answer.among} == {
        "omar": (1, None),
        "layla": (1, PassedOver.AWAY),
    }


def test_a_skilled_case_goes_to_who_has_the_skill_and_to_nobody_else(people: Connection, records: Records) -> None:
    staff.set_skills(people, "omar", ["minors", "hajj"])
    given = [chosen(share_out(records, order(waiting(records, n), skills=("minors",)))) for n in (1, 2)]
    assert given == ["omar", "omar"]
    absences.go_away(people, "omar", MORNING, MORNING + DAY, "badr")
    answer = share_out(records, order(waiting(records, 3), skills=("minors",)))
    assert (answer.to, whys(answer)["badr"]) == (None, PassedOver.UNSKILLED)


def test_a_fair_limit_holds_within_its_time(people: Connection, records: Records) -> None:
    limited: dict[str, Any] = {"rule": rule(fair_limit=FairLimit(cases=1, within=HOUR))}
    given = [chosen(share_out(records, order(waiting(records, n), **limited))) for n in (1, 2, 3)]
    assert given == ["layla", "omar", None]
    assert chosen(share_out(records, order(waiting(records, 4), MORNING + HOUR, **limited))) == "layla"


def test_who_may_not_have_it_is_named_with_the_reason(people: Connection, records: Records) -> None:
    answer = share_out(records, order(waiting(records, 1), apart_from=("layla",), gave_up=("omar",)))
    assert whys(answer) == {"layla": PassedOver.TOOK_PART, "omar": PassedOver.GAVE_UP}


def test_nobody_in_the_team_is_nobody_available(people: Connection, records: Records) -> None:
    assert share_out(records, order(waiting(records, 1), team="visit_visas")) == Sharing()


def test_cases_at_the_same_moment_never_get_more_than_the_capacity(
    people: Connection, records: Records, database: Database
) -> None:
    """Each case of two teams asks at once; omar works in both."""
    staff.set_teams(people, "omar", [TEAM, "payments"])
    references = [waiting(records, number) for number in range(1, 25)]
    full: dict[str, Any] = {"rule": rule(ShareBy.LEAST_LOADED, capacity=3)}
    orders = [order(each, team=(TEAM, "payments")[place % 2], **full) for place, each in enumerate(references)]
    with ThreadPoolExecutor(8) as pool:
        given = Counter(chosen(answer) for answer in pool.map(lambda each: share_out(records, each), orders))
    assert {name: given[name] for name in ("layla", "omar", "badr")} == {"layla": 3, "omar": 3, "badr": 3}
    assert given[None] == len(references) - 9
