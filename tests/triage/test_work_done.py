"""The work of the first stage grows with the length of a text and no faster, whatever the text is made of."""

import sys
import time
from functools import partial
from types import FrameType

import pytest

from bench.long_texts import longest_request, request_with, with_dates, without_dates
from models.intake.request import Request
from models.text import normalized_text
from tests.support.triage_cases import NOTHING_KNOWN
from tests.triage.test_assess import calendar, policy_of
from workflows.triage.assess import assess

SHORT, LONG = 1_000, 2_000
PLAIN, OF_DATES = 12, 100
"""Calls of functions for each character: the most in texts without dates, and in those of nothing but dates."""
STILL_LINEAR = 2.4
"""Times the calls, for twice the text: what is quadratic takes four times as many."""


@pytest.mark.parametrize("shape", without_dates())
def test_a_text_without_dates_costs_a_few_steps_for_each_character(shape: str) -> None:
    short, long = (calls_of(request_with(without_dates(size)[shape])) for size in (SHORT, LONG))
    assert long <= PLAIN * LONG
    assert long <= STILL_LINEAR * short


@pytest.mark.parametrize("shape", with_dates())
def test_each_date_of_a_text_costs_no_more_the_more_there_are(shape: str) -> None:
    short, long = (calls_of(request_with(with_dates(size)[shape])) for size in (SHORT, LONG))
    assert long <= OF_DATES * LONG
    assert long <= STILL_LINEAR * short


def test_the_longest_text_costs_no_more_for_each_character_than_others() -> None:
    request = longest_request(without_dates()["sentences"])
    assert calls_of(request) <= PLAIN * LONG


@pytest.mark.parametrize("letters", ["ء", "ئ", "ؤ", "ءئ", "ئء", "اء", "وء"])
def test_folding_a_run_of_hamzas_takes_time_that_grows_with_its_length(letters: str) -> None:
    short, long = (seconds_of(letters * (size // len(letters)) + "ه") for size in (2_000, 16_000))
    assert long <= 32 * short  # in one pass 8 times as long, by going back for each letter 64 times


def calls_of(request: Request) -> int:
    """How many functions are called to judge a request, of Python and of C; the second time, as of any later one."""
    judge = partial(assess, request, NOTHING_KNOWN, policy_of(request.service), calendar(), request.submitted_at)
    judge()
    calls = 0

    def count(frame: FrameType, event: str, given: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        judge()
    finally:
        sys.setprofile(before)
    return calls


def seconds_of(text: str) -> float:
    """The processor seconds in which a text is folded, the least of some tries."""
    tries = []
    for _ in range(5):
        start = time.process_time()
        normalized_text(text)
        tries.append(time.process_time() - start)
    return min(tries)
