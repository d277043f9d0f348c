"""The page of a simulation: both policies side by side, from the side where reading begins, nothing loaded."""

import pytest

from commands.simulation.page import page
from commands.simulation.sources import SimulationPlan
from commands.simulation.words import AS_RECORDED, said
from simulation.policies import OwnPolicies
from simulation.running import run
from tests.simulation.test_running import LATE, LATER, SHORTER, SOON, UNTIL, OnePolicy

TRIED = (OwnPolicies(), OnePolicy(targets=SHORTER))


@pytest.fixture(scope="module", params=("ar", "en"))
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the page."""
    return str(request.param)


@pytest.fixture(scope="module")
def text(language: str) -> str:
    """The page in a language."""
    return page(run([SOON, LATER, LATE], TRIED, UNTIL), SimulationPlan(TRIED, UNTIL, 1, 100), language)


def test_it_reads_from_its_side_and_loads_nothing(text: str, language: str) -> None:
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert "default-src 'none'" in text and "src=" not in text.replace("default-src", "")


def test_it_shows_both_policies_and_each_case_that_changes(text: str, language: str) -> None:
    assert said(AS_RECORDED, language) in text and "changed" in text
    assert all(case.name in text for case in (SOON, LATER, LATE))
    assert text.count("<figure") == 6


def test_two_policies_of_one_name_are_told_apart(language: str) -> None:
    twice = (OwnPolicies(), OwnPolicies())
    text = page(run([SOON], twice, UNTIL), SimulationPlan(twice, UNTIL, 1, 100), language)
    assert all(f"{said(AS_RECORDED, language)} ({place})" in text for place in (1, 2))
