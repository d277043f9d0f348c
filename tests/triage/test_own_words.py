"""The beneficiary's own words: what is a quotation of the platform, and what tells of something done."""

import pytest

from models.text import normalized_text
from tests.triage.test_assess import policy_of
from workflows.triage.own_acts import tells_of_an_act
from workflows.triage.own_words import without_quotations
from workflows.triage.plain_words import has_other_words

POLICY = policy_of("exit_reentry_issue")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("يقول الرسوم غير مسددة", "يقول"),
        ("ويقول لي ان الرسوم غير مسددة وش اسوي", "ويقول لي ان وش اسوي"),
        ("الرسوم غير مسددة", ""),
        ("طلع لي: توجد مخالفات مرورية غير مسددة. ساعدوني", "طلع لي: . ساعدوني"),
        ("لا توجد مخالفات مرورية غير مسددة", "لا توجد مخالفات مرورية غير مسددة"),
        ("ليس علي مخالفات مرورية غير مسددة", "ليس علي مخالفات مرورية غير مسددة"),
        ("تم سداد الرسوم المطلوبة", "تم سداد الرسوم المطلوبة"),
        ("سداد الرسوم المطلوبة أمس", "سداد الرسوم المطلوبة أمس"),
        ("الرسوم مسددة", "الرسوم مسددة"),
    ],
)
def test_a_quotation_is_left_out_and_nothing_else(text: str, left: str) -> None:
    found = without_quotations(normalized_text(text), POLICY.whole_messages, POLICY.quoting)
    assert " ".join(found.split()) == normalized_text(left)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("صفيت اللي علي", True),
        ("دفعتها أمس", True),
        ("وحولتها لهم", True),
        ("my brother paid it", True),
        ("I already took care of it", True),
        ("حاولت أكثر من مرة وظهرت رسالة", False),
        ("الوقت ضيق والمعاملات كثيرة", False),
        ("I tried and I cannot finish", False),
        ("my family needs to travel", False),
    ],
)
def test_an_act_is_told_by_its_grammar(text: str, told: bool) -> None:
    assert tells_of_an_act(normalized_text(text), POLICY.no_acts) is told


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("السلام عليكم، حاولت أكثر من مرة والنظام يرفض", False),
        ("ساعدوني في إصدار التأشيرة لعائلتي", False),
        ("I tried several times and it shows an error, please help", False),
        ("", False),
        ("حاولت 3 مرات", False),
        ("العملية 55231", True),
        ("راهم تسلفو وخلصو", True),
        ("the objection was upheld", True),
        ("كلمةغريبة", True),
    ],
)
def test_a_word_nobody_knows_says_more_than_that_a_service_failed(text: str, more: bool) -> None:
    assert has_other_words(normalized_text(text), POLICY.plain.after_a_try) is more
