"""Teams by name where packs meet."""

import pytest

from models.authority import Grant
from models.case.commands import Actor
from models.codes import Role
from models.teams import apart, is_in, works_everywhere, works_for


@pytest.mark.parametrize(
    ("teams", "is_there"),
    [
        (("streets",), True),
        (("town.streets",), True),
        (("town.*",), True),
        (("city.streets",), False),
        (("city.*",), False),
        (("town.payments",), False),
        (("town",), False),
        ((), False),
    ],
)
def test_a_name_is_of_its_pack_and_a_code_alone_of_any(teams: tuple[str, ...], is_there: bool) -> None:
    assert is_in(teams, "streets", "town") is is_there
    assert Actor(id="o", role=Role.OFFICER, teams=teams).in_team("streets", "town") is is_there


@pytest.mark.parametrize(
    ("teams", "here", "everywhere"),
    [
        ((), True, True),
        (("town.payments",), True, False),
        (("city.*",), False, False),
        (("payments", "city.*"), True, True),
    ],
)
def test_a_role_for_all_teams_is_for_those_of_its_packs(teams: tuple[str, ...], here: bool, everywhere: bool) -> None:
    director = Actor(id="d", role=Role.DIRECTOR, teams=teams)
    assert (works_for(teams, "town"), works_everywhere(teams)) == (here, everywhere)
    assert director.in_team("streets", "town") is here
    assert Grant(all_teams=(Role.DIRECTOR,)).covers(director, "streets", "town") is here


def test_nobody_is_in_no_team() -> None:
    assert not is_in(("town.*",), None, "town")


def test_names_are_taken_apart_for_queries() -> None:
    found = apart(["payments", "town.streets", "city.*"])
    assert (found.anywhere, found.named, found.packs) == (("payments",), ("town.streets",), ("city",))
    assert found.codes == ("payments", "streets")
