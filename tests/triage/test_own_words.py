"""The beneficiary's own words: what is a quotation of the platform, and what tells of something done."""

import pytest

from models.text import normalized_text
from tests.triage.test_assess import policy_of
from workflows.triage.own_words import without_quotations
from workflows.triage.plain_words import has_other_words, names_a_matter

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
        ("صفيت اللي علي", True),
        ("دفعتها أمس", True),
        ("وحولتها لهم", True),
        ("my brother paid it", True),
        ("I already took care of it", True),
        ("حاولت أكثر من مرة وظهرت رسالة", False),
        ("I tried and I cannot finish", False),
        ("my family needs to travel", False),
        ("it was fixed", True),
        ("زوجي عملها امس", True),
        ("لا عندي شي", True),
        ("عندي سفر يوم الخميس", False),
        ("لا يلزمني ذلك", True),
        ("النظام لا يقول", True),
        ("النظام لا يقبل", False),
        ("it works now", True),
        ("it does not work", False),
        ("I have two", True),
        ("for two months", False),
        ("0 days", True),
        ("it is good for five years", True),
        ("my son is 16 years old", False),
        ("ابني عمره 16 سنة", False),
        ("تظهر التأشيرة في أبشر", True),
        ("تظهر رسالة خطأ", False),
        ("الرسالة لغيري", True),
        ("the message is old", True),
        ("انا خارج المملكة", True),
        ("الرسوم كيف", True),
        ("how come", True),
        ("كيف اصدر التأشيرة", False),
        ("مرتين", True),
        ("زوجتي سعودية", True),
        ("المشكلة من عندكم", True),
        ("problem from your system", True),
        ("ابي خروج نهائي للسائق", True),
        ("please renew my iqama", True),
        ("ما المشكلة", False),
        ("مرفق صورة من الرسالة", False),
        ("why is it not issuing?", False),
        ("وتفضلوا بقبول فائق الاحترام", False),
        ("10 days", True),
        ("تأشيرة متعددة لسنة", False),
        ("عندي رحلة بعد يومين", False),
        ("ما يطلع خطأ", True),
        ("أبغى تأشيرة مفردة لمدة شهر إلى المغرب", False),
    ],
)
def test_a_word_nobody_knows_says_more_than_that_a_service_failed(text: str, more: bool) -> None:
    assert has_other_words(normalized_text(text), POLICY.plain.beside(a_try=True, an_earlier_request=False)) is more


@pytest.mark.parametrize(
    ("text", "more"),
    [("ما جربت من أبشر", False), ("I have not tried", False), ("حاولت", True), ("I get an error", True)],
)
def test_a_try_says_more_where_none_is_known(text: str, more: bool) -> None:
    assert has_other_words(normalized_text(text), POLICY.plain.beside(a_try=False, an_earlier_request=False)) is more


@pytest.mark.parametrize(
    ("file_name", "more"),
    [
        ("0.pdf", False),
        ("Screenshot_20260105-1212.png", False),
        ("WhatsApp Image 2026-01-05 at 10.12.jpeg", False),
        ("صورة الشاشة.png", False),
        ("IMG-20260105-WA0012.jpg", False),
        ("خطأ ابشر.png", False),
        ("paid_receipt.png", True),
        ("إيصال السداد.jpg", True),
    ],
)
def test_a_file_name_may_say_more(file_name: str, more: bool) -> None:
    assert names_a_matter(normalized_text(file_name), POLICY.plain) is more
