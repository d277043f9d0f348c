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
    "text",
    [
        *(
            "ابغى جواز",
            "اريد اقامة",
            "بدي هوية",
            "عايز باسبور",
            "محتاج رخصة قيادة",
            "خاصني الباسبور",
            "نبي اقامات لعيالي",
        ),
        *(
            "I want a passport",
            "need iqama",
            "please issue iqama for my son",
            "I would like to apply for a resident id",
        ),
        *("ابغى شغالة", "محتاجين عاملة منزلية", "I want a driver", "we need a maid please", "نبي سواق"),
        *(
            "اريد موعد",
            "ابغى احجز موعد",
            "I want an appointment",
            "اريد تسجيل ابنتي",
            "ابغى تصريح",
            "جواز سفر لو سمحتم",
        ),
    ],
)
@pytest.mark.parametrize("a_try", [True, False])
def test_who_wants_a_document_a_worker_or_an_appointment_wants_another_service(text: str, a_try: bool) -> None:
    plain = policy_of("exit_reentry_issue").plain.beside(a_try=a_try, an_earlier_request=False)
    assert has_other_words(normalized_text(text), plain)


@pytest.mark.parametrize(
    ("service", "text"),
    [
        *(("exit_reentry_issue", text) for text in ("ابغى تأشيرة خروج وعودة", "I need a visa for my driver")),
        *(("exit_reentry_issue", text) for text in ("بدي تأشيرة لعيالي على اقامتي", "I want my wife to travel")),
        *(("exit_reentry_issue", text) for text in ("ابغى العامل يسافر", "عندي موعد سفر", "صورة الجواز")),
        *(("resident_id_renewal", text) for text in ("ابغى اجدد اقامتي", "I want to renew my iqama")),
        *(("saudi_passport_issue", text) for text in ("ابغى جواز", "I want a passport")),
        ("exit_reentry_issue", "انا مقيم في السعودية واريد تأشيرة"),
    ],
)
def test_who_wants_what_the_service_gives_says_no_more(service: str, text: str) -> None:
    plain = policy_of(service).plain.beside(a_try=False, an_earlier_request=False)
    assert not has_other_words(normalized_text(text), plain)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *(
            (text, False)
            for text in ("طلبي معلق", "الطلب لسه معلق", "طلبي ما زال معلق", "المعاملة واقفة", "طلبي متوقف")
        ),
        *((text, False) for text in ("متى يخلص طلبي", "متى ينتهي الطلب", "امتى هيخلص الطلب", "ايمتى بيخلص طلبي")),
        *((text, False) for text in ("وقتاش غادي يسالي الطلب ديالي", "متى يتم الانتهاء من طلبي", "متى تردون علي")),
        *(
            (text, False)
            for text in ("when will my request be done", "my request is still pending", "when is it ready")
        ),
        *((text, False) for text in ("my application is stuck", "is there any update on my request", "لم يصلني اي رد")),
        *((text, True) for text in ("انا معلق في المطار", "متى سددت", "طلبي مرفوض", "when I paid")),
    ],
)
def test_what_asks_after_a_request_says_no_more_in_a_follow_up(text: str, more: bool) -> None:
    plain = policy_of("follow_up").plain
    assert has_other_words(normalized_text(text), plain.beside(a_try=True, an_earlier_request=True)) is more


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *(
            (text, False)
            for text in ("my maid went on vacation and did not come back", "سافرت الخادمة في إجازة وما رجعت")
        ),
        *(
            (text, False)
            for text in ("السائق سافر ولم يعد", "الشغالة راحت بلدها ولا رجعت", "العاملة نزلت اجازة ومرجعتش")
        ),
        *((text, False) for text in ("مشات الخدامة لبلادها وما رجعاتش", "my driver travelled home and never returned")),
        *(
            (text, False)
            for text in ("he has gone on vacation and hasn't come back yet", "the worker exited and never came back")
        ),
        *((text, False) for text in ("انتهت تأشيرته ولم يعد", "his visa expired and he did not return")),
        *((text, True) for text in ("انتهت المشكلة", "تأشيرته راح تنتهي", "my wife is stuck outside")),
        *(
            (text, True)
            for text in ("العاملة رجعت امس", "السائق لم يسافر", "she came back", "he did not leave", "العامل هرب")
        ),
        *(
            (text, True)
            for text in ("he never left", "she has already come back", "he will come back", "راحت ورجعت", "ما سافر")
        ),
        *((text, True) for text in ("my driver came back last week", "بيرجع الاسبوع الجاي", "لم تخرج العاملة")),
    ],
)
def test_that_somebody_left_and_did_not_return_says_no_more_in_its_service(text: str, more: bool) -> None:
    plain = policy_of("exited_not_returned").plain.beside(a_try=False, an_earlier_request=False)
    assert has_other_words(normalized_text(text), plain) is more
    elsewhere = policy_of("exit_reentry_issue").plain.beside(a_try=False, an_earlier_request=False)
    assert more or has_other_words(normalized_text(text), elsewhere)


@pytest.mark.parametrize(
    "text",
    [
        *("بدنا نسافر بسرعة", "ابغى اسافر بسرعة", "محتاج اسافر في اقرب وقت", "بغيت نسافر دابا", "عايز اسافر النهاردة"),
        *("need to travel quickly", "we must fly soon", "I want to go as soon as possible", "I travel tomorrow"),
        *(
            "طلبي مستعجل",
            "الموضوع عاجل",
            "urgent please",
            "please hurry",
            "need it today",
            "محتاجينها بكرة",
            "عندي سفر ضروري",
        ),
    ],
)
def test_who_is_in_haste_is_not_told_to_wait(text: str) -> None:
    assert "haste_spoken" in policy_of("follow_up").own_topic_lexicon.spoken_of(normalized_text(text))


@pytest.mark.parametrize(
    "text", ["متى يخلص طلبي", "الرجاء سرعة الرد", "reply as soon as possible", "في اقرب وقت", "شكرا"]
)
def test_a_polite_wish_for_an_answer_is_no_haste(text: str) -> None:
    assert "haste_spoken" not in policy_of("follow_up").own_topic_lexicon.spoken_of(normalized_text(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "تأشيرتي راح تنتهي",
            "الفيزا هتخلص",
            "سوف تنتهي التأشيرة",
            "قد تنتهي التأشيرة",
            "خايف تنتهي",
            "بدها تخلص التأشيرة",
        ),
        *(
            "my visa will expire",
            "because the visa may expire",
            "it expires",
            "when will my visa expire",
            "visa is expired",
        ),
        *("متى تنتهي التأشيرة", "متى انتهاء التأشيرة", "امتى هتخلص الفيزا", "وقتاش تسالي الفيزا", "السفر بيروح علينا"),
    ],
)
@pytest.mark.parametrize("service", ["exit_reentry_issue", "follow_up"])
def test_that_a_document_or_a_journey_will_end_says_more_in_any_form(service: str, text: str) -> None:
    for follows in (True, False):
        plain = policy_of(service).plain.beside(a_try=follows, an_earlier_request=follows)
        assert has_other_words(normalized_text(text), plain)


@pytest.mark.parametrize("text", ["متى يخلص طلبي", "متى طلبي راح ينتهي", "امتى هتخلص المعاملة", "متى يكتمل الطلب"])
def test_when_a_request_will_end_says_no_more_in_a_follow_up(text: str) -> None:
    plain = policy_of("follow_up").plain.beside(a_try=True, an_earlier_request=True)
    assert not has_other_words(normalized_text(text), plain)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "عندي رحلة",
            "عندنا طيارة",
            "معي حجز",
            "لدي موعد",
            "لازم أرجع",
            "يجب أن أغادر",
            "محتاج أروح",
            "خاصني نسافر",
            "السفر",
        ),
        *("we have a flight", "I have to leave", "planning a trip", "I have an appointment", "we are travelling"),
    ],
)
def test_a_follow_up_that_speaks_of_a_journey_is_not_told_to_wait(text: str) -> None:
    assert "journey_spoken" in policy_of("follow_up").own_topic_lexicon.spoken_of(normalized_text(text))


@pytest.mark.parametrize(
    "text", ["وين وصل طلب تصريح السفر", "طلب الخروج والعودة", "متى موعد الرد", "any update please"]
)
def test_what_a_request_is_for_is_no_journey(text: str) -> None:
    assert "journey_spoken" not in policy_of("follow_up").own_topic_lexicon.spoken_of(normalized_text(text))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *((text, True) for text in ("زوجي يرفض", "زوجتي ترفض السفر", "رفضت الخادمة", "السائق مو راضي", "والدي مايقبل")),
        *(
            (text, True)
            for text in ("my wife refuses", "my wife is stuck", "the driver does not work", "العامل ما يشتغل")
        ),
        *((text, True) for text in ("my husband does not allow me", "أمي لحالها", "ابني لحاله", "أولادي عالقين")),
        *((text, True) for text in ("my son will not go", "امي ما تمشي", "زوجتي وصلت", "my mother is still waiting")),
        *((text, False) for text in ("النظام يرفض", "والنظام رافض", "أبشر ما يقبل طلب زوجتي", "حاولت لزوجتي ويرفض")),
        *((text, False) for text in ("ما عم يقبل شو الحل", "the system refuses", "it does not work for my wife")),
    ],
)
def test_a_word_for_the_platform_says_more_of_a_person(text: str, more: bool) -> None:
    plain = POLICY.plain.beside(a_try=True, an_earlier_request=False)
    assert has_other_words(normalized_text(text), plain) is more


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *((text, True) for text in ("عندي أقل من ٩ عمال", "أقل من تسعة عمال", "ثلاثة عمال", "لدي عاملين", "معي طفلين")),
        *((text, True) for text in ("3 workers", "we have only 4 employees", "ابني عمره شهر", "طفلي عمره أسبوع")),
        *((text, False) for text in ("خروج وعودة لثلاثة أطفال", "visa for 3 workers", "تأشيرة ل ٣ عمال", "عندي عامل")),
    ],
)
def test_how_many_somebody_has_or_how_young_they_are_says_more(text: str, more: bool) -> None:
    left = without_quotations(normalized_text(text), POLICY.whole_messages, POLICY.quoting)
    assert has_other_words(left, POLICY.plain.beside(a_try=True, an_earlier_request=False)) is more


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *((text, True) for text in ("انا في مصر", "زوجتي في بلدها", "العامل في بلده", "زوجتي بمصر", "حاليا في الهند")),
        *(
            (text, True)
            for text in ("my wife is in India", "the driver in his country", "we are now in the united states")
        ),
        *((text, False) for text in ("تأشيرة لزوجتي إلى مصر", "تأشيرة للسائق الهندي", "السائق يحتاج يسافر بلده")),
        *((text, False) for text in ("a visa for my wife to travel to india", "انا في السعودية", "للدراسة في مصر")),
    ],
)
def test_where_somebody_is_says_more_and_where_they_go_does_not(text: str, more: bool) -> None:
    plain = POLICY.plain.beside(a_try=True, an_earlier_request=False)
    assert has_other_words(normalized_text(text), plain) is more


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *(
            (text, True)
            for text in ("سائق اخي", "تأشيرة لخادمة والدتي", "الخادمة لأختي", "visa for the maid of my mother")
        ),
        *((text, False) for text in ("تأشيرة للسائق", "visa for my driver", "العامل ابي له تأشيرة")),
    ],
)
def test_a_worker_of_somebody_else_says_more(text: str, more: bool) -> None:
    plain = POLICY.plain.beside(a_try=True, an_earlier_request=False)
    assert has_other_words(normalized_text(text), plain) is more


@pytest.mark.parametrize("text", ["طلبين", "وين طلباتي", "معاملتين", "any update on my requests"])
def test_who_follows_up_more_than_one_request_says_more(text: str) -> None:
    plain = policy_of("follow_up").plain.beside(a_try=True, an_earlier_request=True)
    assert has_other_words(normalized_text(text), plain)


@pytest.mark.parametrize(
    "text",
    [
        *("تكفون", "لم افهم سبب الرفض", "why rejected?", "ما ادري وش السالفة", "شو يعني هالرسالة", "عدم صدور التأشيرة"),
        *("when I click issue this message comes", "الرسالة المرفقة تظهر لي"),
    ],
)
def test_what_asks_why_the_system_does_not_take_it_says_no_more(text: str) -> None:
    assert not has_other_words(normalized_text(text), POLICY.plain.beside(a_try=True, an_earlier_request=False))


@pytest.mark.parametrize(
    ("service", "text"),
    [
        ("resident_id_renewal", "بدي جدد اقامتي"),
        ("resident_id_renewal", "I want to renew my family's iqama"),
        ("visit_visa_extend", "بدي مدد زيارة امي"),
    ],
)
def test_a_wish_for_what_a_service_prolongs_says_no_more_there_alone(service: str, text: str) -> None:
    plain = policy_of(service).plain.beside(a_try=False, an_earlier_request=False)
    assert not has_other_words(normalized_text(text), plain)
    assert has_other_words(normalized_text(text), POLICY.plain.beside(a_try=False, an_earlier_request=False))


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
