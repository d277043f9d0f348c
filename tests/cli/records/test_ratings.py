"""The command ratings: what beneficiaries wrote, of the units of who asks, with the numbers of persons masked."""

import csv
import io

import pytest

from activities.records.occurrences import count_what_is_due
from activities.records.store import Records
from activities.staff import Member, add
from models.case.commands import BENEFICIARY
from models.codes import Role
from tests.support.database import case_of, opening_work, request, work
from tests.support.simulation import OMAR, SALMA
from tests.support.terminal import CommandLine

OF_JANUARY = ("--from", "2026-01-01", "--to", "2026-01-31")
WHY = ("--why", "the meeting on quality")


@pytest.fixture
def rated(records: Records) -> None:
    """Three results rated in January, one of them without a comment; the last one is not counted by a worker yet."""
    for name, day, score, comment in (("a", 6, 5, "شكرا"), ("b", 7, 2, "=1+1 هويتي 1990000166"), ("c", 8, 1, None)):
        opening = request(id=name)
        case = case_of(opening).at(f"2026-01-0{day} 10:00").claim(OMAR)
        case.approve()
        case.do("rate", BENEFICIARY, score=score, comment=comment)
        records.append(opening_work(case, opening))
        records.append(work(case))
        if name == "a":
            count_what_is_due(records, 10)


def test_comments_are_listed_the_lowest_rating_first(rated: None, tawasul: CommandLine) -> None:
    shown = tawasul("ratings", *OF_JANUARY).out.splitlines()
    assert [line.split()[2] for line in shown[2:4]] == ["2", "5"]
    assert "omar" in shown[2] and "هويتي ******0166" in shown[2] and "1990000166" not in "".join(shown)
    assert shown[-1].startswith("2 ratings with a comment at 20")
    newest = tawasul("ratings", *OF_JANUARY, "--sort", "newest", "--limit", "1").out.splitlines()
    assert newest[2].startswith("2026-01-07") and newest[-1].startswith("the first 1 of 2 ratings")


def test_programs_and_spreadsheets_get_them_with_as_of_when(rated: None, tawasul: CommandLine) -> None:
    data = tawasul("ratings", *OF_JANUARY, "--json").data
    assert (data["total"], data["uncounted"]) == (2, 0)
    assert [(each["score"], each["comment"]) for each in data["ratings"]][1] == (5, "شكرا")
    lines = list(csv.DictReader(io.StringIO(tawasul("ratings", *OF_JANUARY, "--csv", *WHY).out.lstrip("\ufeff"))))
    assert lines[0]["comment"] == "'=1+1 هويتي ******0166" and all(line["as of"] for line in lines)


def test_a_period_without_comments_is_empty(rated: None, tawasul: CommandLine) -> None:
    assert "0 ratings with a comment at 20" in tawasul("ratings", "--from", "2026-02-01", "--to", "2026-02-02").out


def test_somebody_reads_what_is_about_teams_of_theirs(rated: None, tawasul: CommandLine, staff: object) -> None:
    other = Member(id="badr", name="badr", role=Role.SUPERVISOR, teams=("visit_visas",))
    add(staff, other)  # type: ignore[arg-type]
    assert tawasul("ratings", *OF_JANUARY, "--as", SALMA.id, "--json").data["total"] == 2
    assert tawasul("ratings", *OF_JANUARY, "--as", other.id, "--json").data["total"] == 0


def test_taking_the_list_away_needs_a_reason_and_leaves_a_view(rated: None, tawasul: CommandLine) -> None:
    assert tawasul("ratings", *OF_JANUARY, "--csv").code == 2
    assert tawasul("ratings", *OF_JANUARY, "--limit", "0", *WHY).code == 0
    views = tawasul("audit", "views", "--json").data["views"]
    assert [each["cases"] for each in views if each["about"].get("ratings")] == [2]
