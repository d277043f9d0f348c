"""The pages of a report and of a simulation in Chromium: no complaint of it, reading direction, keyboard, contrast."""

from pathlib import Path

import pytest

from commands.reports.page.html import page as report_page
from commands.simulation.page import page as simulation_page
from commands.simulation.sources import SimulationPlan
from simulation.running import run
from tests.reports.test_page import page_data
from tests.simulation.test_page import TRIED
from tests.simulation.test_running import LATE, LATER, SOON, UNTIL
from tests.support.browser import seen


def report(language: str) -> str:
    return report_page(page_data(language))


def simulation(language: str) -> str:
    return simulation_page(run([SOON, LATER, LATE], TRIED, UNTIL), SimulationPlan(TRIED, UNTIL, 1, 100), language)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("made", [report, simulation])
def test_a_browser_finds_nothing_wrong_with_the_page(made: object, language: str, tmp_path: Path) -> None:
    assert callable(made)
    found = seen(made(language), tmp_path)
    assert found.console == []
    assert found.violations == []
    assert found.direction == ("rtl" if language == "ar" else "ltr")
    assert (found.overflow, found.unfocused) == (0, 0) and found.summaries
