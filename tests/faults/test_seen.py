"""Whose faults somebody sees: those of the packs they work for."""

import pytest

from activities.reports.faults import works_here
from models.authority import Scope
from models.case.actor import Actor
from models.codes import Role


@pytest.mark.parametrize(
    ("teams", "packs"),
    [
        (("passports.exit_visas",), {"passports"}),
        (("city.*",), {"city"}),
        (("passports.exit_visas", "city.streets"), {"passports", "city"}),
        (("exit_visas",), {"passports", "city", "expenses"}),
    ],
)
def test_the_faults_of_a_pack_are_seen_by_who_works_for_it(teams: tuple[str, ...], packs: set[str]) -> None:
    scope = Scope((Actor(id="reem", role=Role.SUPERVISOR, teams=teams),), all_teams=False)
    assert {pack for pack in ("passports", "city", "expenses") if works_here(scope, pack)} == packs


def test_who_is_in_no_team_and_sees_all_cases_sees_all_faults() -> None:
    assert works_here(Scope((Actor(id="dana", role=Role.DIRECTOR),), all_teams=True), "city")
