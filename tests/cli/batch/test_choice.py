"""Which cases a command is for, and how somebody names many of them."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.batch.choice import CaseChoice, references_in
from commands.batch.where import parsed
from commands.common.typed.which_case import looks_like_reference
from errors import WrongUsage
from models.intake.reference import derive_reference

references = st.builds(derive_reference, st.just("absher"), st.uuids().map(str))


@given(st.lists(references), st.sampled_from(["{}", "  {}  ", "{}  2026-01-06  in review", "{}\n\n# a note"]))
def test_the_first_word_of_each_line_is_a_reference(named: list[str], line: str) -> None:
    assert [*references_in("\n".join(line.format(each) for each in named))] == named


@given(st.lists(references, min_size=1))
def test_what_lists_print_for_programs_names_its_cases(named: list[str]) -> None:
    rows = [{"reference": each, "stage": "queued"} for each in named]
    grouped = [{"team": "exit_visas", "requests": [each]} for each in rows]
    lists = [{"as_of": "now", "total": 9, "requests": rows}, {"as_of": "now", "groups": grouped}]
    for text in (json.dumps(rows), "\n".join(map(json.dumps, rows)), json.dumps(named), *map(json.dumps, lists)):
        assert [*references_in(text)] == named


def test_a_list_without_cases_names_none() -> None:
    for entries in ("", '{"reference": "FT-N57T-3GJV-V9VD-J"}'):
        text = f'{{"as_of": "2026-01-06T09:12:00+03:00", "total": 1, "entries": [{entries}]}}'
        assert [*references_in(text)] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("TW-7K3M-9QXD-2VHA-K\nsoon", "line 2"),
        ("TW-7K3M-9QXD-2VHA-X", "line 1"),
        ('[{"stage": "queued"}]', "item 1"),
        ('{"reference": "TW-7K3M-9QXD-2VHA-K"}\n{"reference"', "line 2"),
        ("[3]", "item 1"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, named: str) -> None:
    with pytest.raises(WrongUsage, match=named):
        [*references_in(text)]


@pytest.mark.parametrize(
    ("typed", "where", "one"),
    [
        (("TW-1",), (), "TW-1"),
        (("TW-1", "TW-2"), (), None),
        (("-",), (), None),
        (("TW-1",), ("overdue",), None),
        ((), (), None),
    ],
)
def test_only_one_reference_alone_is_a_command_to_one_case(
    typed: Sequence[str], where: Sequence[str], one: str | None
) -> None:
    assert CaseChoice(tuple(typed), tuple(where)).only_one == one


def test_documents_are_told_from_references_also_mistyped_ones() -> None:
    words = ["TW-7K3M-9QXD-2VHA-K", "twk0b1yseyx7z4p", "TW-7K3M", "-", "passport_copy", "two_photos"]
    assert [looks_like_reference(each) for each in words] == [True, True, True, True, False, False]
    assert all(one or not two for one, two in pairwise(map(looks_like_reference, words)))


@pytest.mark.parametrize("filters", ["", "  ", "team=", "team= stage=queued", "overdue stage="])
def test_filters_that_name_nothing_are_refused_for_every_case_would_meet_them(filters: str) -> None:
    with pytest.raises(WrongUsage, match="every open case"):
        parsed([filters])


@pytest.mark.parametrize(
    ("filters", "meant"),
    [("teem=exit_visas", "«team»"), ("priority=hihg", "«high»"), ("stage=queud late", "«queued»")],
)
def test_a_mistyped_filter_is_met_with_what_was_meant(filters: str, meant: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        parsed([filters])
    assert meant in refused.value.advice
    assert "Value error" not in refused.value.detail
