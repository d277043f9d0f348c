"""What beneficiaries are told when a command of theirs is refused."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest

from commands.common.words.advice import sentence
from commands.common.words.to_beneficiaries import COMMANDS, words_for
from errors import Refused
from models.codes import RefusalCode

AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
ARABIC = re.compile("[\u0621-\u064a]")
KNOWN = [(code, kind) for code, kind in product(RefusalCode, sorted(COMMANDS)) if words_for(code, kind)]


def refused(code: str, kind: str, *, at: datetime | None = None, language: str | None = None) -> Refused:
    error = Refused(code, "said by the rules", kind, at=at, by="layla", outcome="done")
    error.zone, error.language = "Asia/Riyadh", language
    return error


@pytest.mark.parametrize(("code", "kind"), KNOWN)
@pytest.mark.parametrize("at", [None, AT])
def test_a_refused_beneficiary_reads_in_arabic_what_happened_and_nothing_that_is_for_staff(
    code: str, kind: str, at: datetime | None
) -> None:
    text = sentence(refused(code, kind, at=at))
    assert ARABIC.search(text) and "tawasul" not in text and "{" not in text


@pytest.mark.parametrize(("code", "kind"), KNOWN)
def test_whose_case_is_told_in_another_language_reads_no_arabic(code: str, kind: str) -> None:
    assert not ARABIC.search(sentence(refused(code, kind, at=AT, language="es")))


def test_an_instant_stands_in_both_languages_in_the_zone_of_the_case() -> None:
    text = sentence(refused("too_soon", "remind", at=AT))
    assert text.count("2026-01-06 12:00") == 2


@pytest.mark.parametrize("kind", sorted(COMMANDS))
@pytest.mark.parametrize("code", ["already_decided", "wrong_stage", "not_open", "window_passed", "not_authorised"])
def test_what_any_of_their_commands_can_meet_has_words(code: str, kind: str) -> None:
    assert words_for(code, kind)


def test_what_may_be_tried_again_is_not_told_as_refused_for_good() -> None:
    waits = "too much waits to be put on record"
    assert sentence(Refused("limit_reached", waits, "rate", retryable=True)) == waits


def test_staff_are_told_as_ever() -> None:
    text = sentence(refused("already_decided", "approve", at=AT))
    assert "`tawasul show`" in text and not ARABIC.search(text)
