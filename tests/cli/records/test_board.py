"""`tawasul board`: narrowed, ordered, and as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from activities.records.store import Records
from models.codes import Stage
from tests.support.database import opening_of, row
from tests.support.terminal import CommandLine

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def cases(records: Records) -> None:
    """Three open cases of exit_visas in time, two of payments of which one is late."""
    late = NOW - timedelta(hours=1)
    teams = ("exit_visas", "exit_visas", "exit_visas", "payments", "payments")
    for number, team in enumerate(teams, start=1):
        due = late if number == 4 else NOW + timedelta(days=9)
        records.append(opening_of(row(number, pack="passports", team=team, stage=Stage.QUEUED, due_at=due)))


@pytest.mark.parametrize(
    ("order", "teams"), [("cases", ["exit_visas", "payments"]), ("late", ["payments", "exit_visas"])]
)
def test_lines_are_in_the_order_that_is_asked_for(order: str, teams: list[str], tawasul: CommandLine) -> None:
    assert list(tawasul("board", "--sort", order, "--json").data["by_team"]) == teams


def test_a_team_has_a_board_of_its_own(tawasul: CommandLine) -> None:
    data = tawasul("board", "--team", "passports.payments", "--json").data
    assert (data["total"]["cases"], data["total"]["late"], list(data["by_team"])) == (2, 1, ["payments"])
    assert tawasul("board", "--team", "nobody").code == 2


def test_a_spreadsheet_has_titles_and_says_as_of_when(tawasul: CommandLine) -> None:
    lines = list(csv.DictReader(io.StringIO(tawasul("board", "--csv").out.lstrip("\ufeff"))))
    [payments] = [line for line in lines if line["code"] == "payments"]
    assert (payments["by"], payments["open"], payments["late"]) == ("team", "2", "1")
    assert payments["title"] and all(line["as of"] for line in lines)
