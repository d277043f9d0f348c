"""Cases on record tried under policies and with other people, at the terminal."""

import csv
import io

import pytest

from activities.records.store import Records
from commands.common.words.advice import ExitCode
from settings import PROJECT
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import OMAR
from tests.support.terminal import CommandLine

PEOPLE = ("what-if", "--records", "--officers", "2", "--seeds", "2")


@pytest.fixture
def four(records: Records) -> None:
    """Four cases, of which the two first were decided."""
    for number in range(4):
        case = case_of(request(id=f"case-{number}"), opened=f"2026-01-0{5 + number} 09:00")
        if number < 2:
            case.claim(OMAR).approve()
        put_on_record(records, case, id=f"case-{number}")


def test_what_is_asked_for_has_to_be_there(four: None, tawasul: CommandLine) -> None:
    for option, what in (("--team", "no team"), ("--service", "no service")):
        refused = tawasul("simulate", "--records", option, "nowhere", "--processes", "1")
        assert refused.code == ExitCode.WRONG_USAGE and what in refused.err


def test_a_pack_of_another_domain_is_refused_and_says_no_figures(four: None, tawasul: CommandLine) -> None:
    city = PROJECT / "policies" / "city"
    refused = tawasul("simulate", "--policy", city, "--records", "--processes", "1")
    assert refused.code == ExitCode.WRONG_USAGE and "4 cases, and none is of the pack city" in refused.err


def test_of_other_people_each_team_is_told_in_the_order_asked_for(four: None, tawasul: CommandLine) -> None:
    data = tawasul(*PEOPLE, "--sort", "late", "--json").data
    assert data["as_of"] and list(data["policies"][0]["teams"]) == ["exit_visas"]
    of_team = data["policies"][0]["teams"]["exit_visas"]
    assert of_team["cases"]["mean"] == 2 and 0 <= of_team["late_share"]["low"] <= of_team["late_share"]["high"] <= 1
    shown = tawasul(*PEOPLE).out
    assert "By team" in shown and "Exit visas" in shown
    sheet = list(csv.DictReader(io.StringIO(tawasul(*PEOPLE, "--csv").out.lstrip("\ufeff"))))
    assert {line["team"] for line in sheet} == {"", "exit_visas"} and all(line["as of"] for line in sheet)


@pytest.mark.parametrize(
    ("absent", "why"),
    [
        ("3:2026-01-06:2026-01-08", "the officers are 1 to 2"),
        ("1:2026-01-08:2026-01-06", "ends before it begins"),
        ("1:2026-13-01:2026-01-06", "write it as"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(absent: str, why: str, four: None, tawasul: CommandLine) -> None:
    refused = tawasul(*PEOPLE, "--absent", absent)
    assert refused.code == ExitCode.WRONG_USAGE and why in refused.err


def test_where_nobody_decided_anything_later_it_is_said_that_the_model_is_not_checked(
    four: None, tawasul: CommandLine
) -> None:
    shown = tawasul(*PEOPLE)
    assert shown.code == ExitCode.DONE and "nothing says how good the model is" in shown.out
    assert tawasul(*PEOPLE, "--json").data["check"] == [{"taken": None, "decided": None}] * 2
