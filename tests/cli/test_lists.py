"""What every list of managers has, by the one piece that they share."""

import pytest
import typer.main

import cli
from commands.common.lists import MOST_TO_READ, HowMany, ListForm
from models.codes import Verb

LISTS = (
    *("attention", "cases", "events", "forecast", "notices", "ratings", "report", "team", "why-late"),
    *("faults list", "policy diff", "policy history", "staff list"),
)
"""Lists that are cut, ordered, and taken away as a table."""
FIGURES = ("board", "simulate", "what-if")
"""Reports that are no list of rows: their own options say which part is wanted."""


def options_of(name: str) -> set[str]:
    command = typer.main.get_command(cli.app)
    for part in name.split():
        found = command.get_command(None, part)  # type: ignore[attr-defined]
        assert found is not None, name
        command = found
    return {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_ordered_cut_and_taken_away_by_the_same_options(name: str) -> None:
    assert {"--sort", "--limit", "--offset", "--csv", "--json"} <= options_of(name)


@pytest.mark.parametrize("name", FIGURES)
def test_a_report_of_figures_is_taken_away_by_the_same_options(name: str) -> None:
    assert {"--csv", "--json"} <= options_of(name)


@pytest.mark.parametrize(
    ("told", "offset", "said"),
    [
        (HowMany(3, 3, "noon"), 0, "3 requests at noon"),
        (HowMany(1, 1, "noon"), 0, "1 request at noon"),
        (HowMany(100, 238, "noon"), 0, "the first 100 of 238 requests at noon"),
        (HowMany(100, 1_238, "noon", "event"), 200, "201 to 300 of 1,238 events at noon"),
        (HowMany(0, 3, "noon"), 5, "none of 3 requests at noon"),
        (HowMany(9, 10_001, "noon", most=10_000), 0, "the first 9 of more than 10,000 requests at noon"),
        (HowMany(1, 2, "noon", "entry", "entries"), 0, "the first 1 of 2 entries at noon"),
    ],
)
def test_a_list_says_of_how_many_it_is_and_as_of_when(told: HowMany, offset: int, said: str) -> None:
    assert told.said(offset) == said


@pytest.mark.parametrize(
    ("form", "taken"),
    [
        (ListForm(), False),
        (ListForm(MOST_TO_READ), False),
        (ListForm(MOST_TO_READ + 1), True),
        (ListForm(0), True),
        (ListForm(as_csv=True), True),
        (ListForm(as_json=True), False),
    ],
)
def test_to_take_a_list_away_is_more_than_to_read_it(form: ListForm, *, taken: bool) -> None:
    assert form.verbs == ((Verb.LIST, Verb.EXPORT) if taken else (Verb.LIST,))


def test_a_part_of_a_list_begins_where_it_is_asked_to() -> None:
    assert ListForm(2, 1).part("abcde") == "bc"
    assert ListForm(0, 3).part("abcde") == "de"


def test_a_table_that_is_only_a_part_says_so_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    whole, part = HowMany(2, 2, "noon"), HowMany(2, 3, "noon")
    ListForm(as_csv=True).tell(whole)
    ListForm(as_json=True).tell(part)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "the first 2 of 3 requests at noon\n")
    ListForm().tell(part)
    assert capsys.readouterr().out == "the first 2 of 3 requests at noon\n"
