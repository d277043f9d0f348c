"""Word hashes: by which words a request is found, and by which it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.word_hash import hashes_of, hashes_of_question, words_in
from tests.support.database import INDEX_KEY, request

PLAIN = {"text_en": "", "subject_ar": "سفر", "applicant__name_ar": "منيرة بنت صالح"}


def finds(question: str, **changes: str) -> bool:
    """Whether a request is found by a question."""
    wanted = hashes_of_question(INDEX_KEY, question)
    return bool(wanted) and set(wanted) <= set(hashes_of(INDEX_KEY, request(**PLAIN | changes)))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("تأشيرة", "أريد التأشيرة"),
        ("التأشيره", "أريد تأشيرة خروج"),
        ("جواز", "انتهت صلاحية الجواز"),
        ("الجَواز", "بالجواز رقم قديم"),
        ("خروج تاشيرة", "تأشيرة الخروج النهائي"),
        ("Visa EXIT", "My exit visa is late."),
        ("منيرة صالح", "نص"),
        ("منيره بنت صالح", "نص"),
    ],
)
def test_a_request_is_found_by_words_in_any_spelling_with_or_without_article(question: str, text: str) -> None:
    assert finds(question, text_ar=text)


@pytest.mark.parametrize("question", ["تأشيرة زيارة", "جوازات", "ورد"])
def test_all_words_have_to_be_there_and_whole(question: str) -> None:
    assert not finds(question, text_ar="تأشيرة خروج، جواز، وردة")


@pytest.mark.parametrize("question", ["2990000115", "٢٩٩٠٠٠٠١١٥", "A1234567", "بن", "و", "!", ""])
def test_numbers_of_people_and_words_that_all_names_have_find_nothing(question: str) -> None:
    assert hashes_of_question(INDEX_KEY, question) == []
    assert not finds(question, text_ar=f"رقمي {question} بن")


@given(st.text(max_size=200))
def test_a_request_is_found_by_each_word_of_its_text(text: str) -> None:
    kept = hashes_of(INDEX_KEY, request(**PLAIN | {"text_ar": f"نص {text}"}))
    for word in words_in(text):
        assert set(hashes_of_question(INDEX_KEY, word)) <= set(kept)


def test_without_the_key_nobody_makes_the_hash_of_a_word() -> None:
    assert not set(hashes_of_question(INDEX_KEY, "جواز")) & set(hashes_of_question("another key", "جواز"))
