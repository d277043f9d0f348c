"""The sweep of dates, and texts that would break or slow the reader."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.first_stage.dates import KINDS as SWEPT
from bench.first_stage.dates import verdict
from bench.first_stage.kinds import Judgement, row
from bench.first_stage.phrases.grammar import Phrase
from models.text import normalized_text
from tests.triage.dates.reading import NOW, days
from workflows.triage.dates.instants import written_date
from workflows.triage.dates.language.forms import FORMS
from workflows.triage.dates.mentions import longest_past, mentions


def test_every_date_of_the_sweep_is_read() -> None:
    few = [row(kind, every=False) for kind in SWEPT]
    assert [each.kind.name for each in few if each.counts[Judgement.UNKNOWN]] == []
    assert sum(each.counts.total() for each in few) >= 2_000


@pytest.mark.parametrize(
    ("text", "right", "spoken_of", "judged"),
    [
        ("سفري غدا", {date(2026, 2, 25)}, True, "right"),
        ("سفري غدا", {date(2026, 2, 26)}, True, "wrong"),
        ("سفري غدا", set(), False, "wrong"),
        ("سفري قريبا", {date(2026, 2, 26)}, True, "unknown"),
        ("سفري قريبا", set(), True, "unknown"),
        ("سفري قريبا", set(), False, "right"),
        ("سفري بعد كذا يوم", set(), True, "right"),
        ("سفري غدا وعودتي بعد غد", {date(2026, 2, 25)}, True, "wrong"),
    ],
)
def test_the_sweep_would_see_a_reader_that_guesses(text: str, right: set[date], spoken_of: bool, judged: str) -> None:
    assert verdict(Phrase("kind", text, NOW, frozenset(right), spoken_of)) == judged


def test_a_text_without_a_sign_of_dates_is_not_looked_at_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.triage.dates.mentions.tokens", lambda text: pytest.fail(f"{text} was split"))
    assert days("حاولت إصدار التأشيرة وتظهر رسالة خطأ") == []


LONG = st.lists(st.sampled_from([*sorted(FORMS), "5", "25", "2026", "/", "-", ".", "،"]), max_size=60).map(" ".join)


@given(LONG)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    found = list(mentions(normalized_text(text), NOW))
    assert all(mention.words in normalized_text(text) for mention in found)
    longest_past(normalized_text(text))
    written_date(text, NOW)


@pytest.mark.parametrize("word", ["1-", "ال ", "next ", "من ", "بعد حوالي ", "2026/", "خمسة و", "يوم ", "في المطار "])
def test_a_text_that_says_one_thing_a_thousand_times_is_read_too(word: str) -> None:
    assert len(list(mentions(normalized_text(word * 1_500), NOW))) <= 1_500
