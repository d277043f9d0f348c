"""Each code has a status and words, and a caller hears when to try again."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from errors import Cause, Component, Refused, Unreachable
from models.codes import RefusalCode
from web.problems.codes import CODES, language_of
from web.problems.handlers import of_error, pointer_of


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_has_a_status_and_words_in_both_languages(code: RefusalCode) -> None:
    words = CODES[code]
    assert words.status >= 400 and words.en.isascii() and re.search("[\u0600-\u06ff]", words.ar)


def test_who_asks_too_often_hears_when_the_next_is_taken() -> None:
    at = datetime.now(UTC) + timedelta(seconds=90)
    answer = of_error("ar", Refused("too_many_requests", "too many", at=at, retryable=True))
    told = json.loads(bytes(answer.body))
    assert answer.status_code == 429 and 88 <= int(answer.headers["retry-after"]) <= 90
    assert told["retryable"] and datetime.fromisoformat(told["at"]) == at and told["title"] == "طلبات كثيرة"


def test_what_is_taken_later_is_no_conflict() -> None:
    later, never = (of_error("", Refused("not_open", "not yet", retryable=each)) for each in (True, False))
    assert (later.status_code, later.headers["retry-after"]) == (503, "5")
    assert never.status_code == 409 and "retry-after" not in never.headers


def test_a_component_that_is_away_may_be_asked_again() -> None:
    answer = of_error("", Unreachable(Component.RECORDS, Cause.NO_ANSWER, about="postgresql://user:secret@host/db"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "secret" not in bytes(answer.body).decode()


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ("request", ""),
        ("id", "/id"),
        ("applicant.id_number", "/applicant/id_number"),
        ("attachments.0", "/attachments/0"),
    ],
)
def test_a_field_is_named_by_its_pointer(field: str, pointer: str) -> None:
    assert pointer_of(field) == pointer


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("ar", "ar"), ("fr, ar-SA;q=0.8, en;q=0.5", "ar"), ("EN-gb,ar", "en"), ("*", "en")],
)
def test_the_first_language_that_is_known_counts(accepted: str, language: str) -> None:
    assert language_of(accepted) == language
