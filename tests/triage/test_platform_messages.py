"""Whole messages of the platform: listed is what says the same in any signs and numbers; any more is free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.triage.facts import Origin
from models.triage.platform_messages import is_listed, message_form
from models.triage.topics import ProblemCategory
from tests.support.triage_cases import ask, attempt
from tests.triage.test_assess import of
from tests.triage.test_relations import pack

LISTED = [message for problem in pack().problems.values() for message in problem.messages]
FORMS = tuple(map(message_form, LISTED))
UNPAID = "الرسوم غير مسددة"
SHORT = "صلاحية جواز السفر أقل من 90 يوماً"


@pytest.mark.parametrize("message", LISTED)
@pytest.mark.parametrize(
    "spelling",
    [
        *("{}.", "{} !", "«{}»", "  {}  ", "{}…", "{}:", "- {}", "[{}]", "{}\n", "\u200f{}\u200e", "{}ـ"),
        *("{} (12345)", "رقم المرجع: 1447-88 {}", "{} رمز الخطأ E-1023", "[ERR_204] {}", "{} Ref: TX99812"),
        *(
            "{} بتاريخ 06/01/2026",
            "{} 2026-01-06 12:30",
            "{} بتاريخ ١٤٤٧/٠٧/١٧ هـ",
            "{} - مبلغ 150.00 ريال",
            "{} SAR 150",
        ),
    ],
)
def test_a_listed_message_is_known_with_other_signs_numbers_and_references(message: str, spelling: str) -> None:
    assert is_listed(spelling.format(message), FORMS)


@pytest.mark.parametrize(
    "message",
    [
        "الرّسوم غَيْر مسدَّدة",
        "الرسـوم غيـر مسـددة",
        "الرسوم غير مسدده",
        "الرسوم (150 ريال) غير مسددة",
        "صلاحية جواز السفر أقل من ٩٠ يوماً",
        "صلاحية جواز السفر أقل من 45 يوما",
        "صلاحية جواز السفر أقل من (180) يوماً.",
        "صلاحية جواز السفر أقل من 90يوماً",
    ],
)
def test_a_listed_message_is_known_in_other_letters_and_with_other_numbers(message: str) -> None:
    assert is_listed(message, FORMS)


@pytest.mark.parametrize("message", LISTED)
@pytest.mark.parametrize(
    "more",
    [
        *(
            "{} ولكن تم السداد",
            "{} إلا للمواطنين",
            "لا {}",
            "هل {}",
            "{} سابقا",
            "تم حل: {}",
            "كانت {}",
            "{} لدى جهة أخرى",
        ),
        *("{} for the sponsor", "not {}", "{} - تم السداد", "{}. تم السداد بتاريخ 06/01/2026", "{} ريال", "{} رقم"),
    ],
)
def test_one_more_word_makes_a_message_free_text(message: str, more: str) -> None:
    assert not is_listed(more.format(message), FORMS)


@given(st.sampled_from(LISTED), st.text(st.sampled_from("ابتحدرسعفقكلمنهويabcdt "), min_size=2).filter(str.strip))
def test_any_words_after_a_message_make_it_free_text(message: str, clause: str) -> None:
    assert not is_listed(f"{message} {clause}", FORMS)


@pytest.mark.parametrize(
    "message", ["", " ", "...", "123", "2026-01-06", "رقم المرجع 5", "الرسوم", "صلاحية جواز السفر أقل من يوماً"]
)
def test_less_than_a_message_is_free_text(message: str) -> None:
    assert not is_listed(message, FORMS)


@pytest.mark.parametrize(("days", "known"), [(45, True), (180, True), (181, False), (900, False)])
def test_a_message_of_more_days_than_the_pack_says_its_problem_is_about_is_free_text(days: int, known: bool) -> None:
    problem = pack().problems["validity_too_short"]
    category = ProblemCategory(code="validity_too_short", messages=FORMS, most_days=problem.most_days)
    assert category.is_said_by(f"صلاحية جواز السفر أقل من {days} يوما") is known


def test_a_problem_without_such_a_bound_has_none() -> None:
    assert ProblemCategory(code="other", messages=FORMS).is_said_by("صلاحية جواز السفر أقل من 900 يوما")


def test_a_known_message_makes_the_problem_known_and_a_clause_more_does_not() -> None:
    for message, origin in ((f"{UNPAID}. (رقم المرجع 5512)", Origin.ATTEMPT), (f"{UNPAID} وقد سددتها", Origin.TEXT)):
        assert _origin(message) is origin


def _origin(message: str) -> Origin:
    found = of(ask("exit_reentry_issue", prior_attempt=attempt(message)))
    doubtful = any("problem" in each.facts for each in found.unknown)
    return Origin.TEXT if doubtful else Origin.ATTEMPT
