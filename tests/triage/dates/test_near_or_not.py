"""What raises the priority as near, and what only looks like it: time that is left, gates, journeys home, last days."""

from datetime import datetime

import pytest

from models.codes import Priority
from tests.support.triage_cases import attempt
from tests.triage.dates.reading import RIYADH
from tests.triage.dates.test_in_the_first_stage import stage

TUESDAY = datetime(2026, 1, 6, 10, tzinfo=RIYADH)


def look(text: str) -> tuple[Priority, tuple[str, ...]]:
    """The priority and the flags of a request on a Tuesday, after a try that failed for no reason given."""
    found, _ = stage("exit_reentry_issue", text, at=TUESDAY, prior_attempt=attempt("تعذر"))
    return found.priority, found.flags


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        *((text, Priority.HIGH) for text in ("باقي أسبوع", "باقي لي يومين", "ما بقي الا اسبوع", "باقي ٣ أيام")),
        *((text, Priority.HIGH) for text in ("فاضلي يومين", "لم يتبق سوى يومين", "ضايل 3 ايام", "بقات سيمانة")),
        *((text, Priority.HIGH) for text in ("مازال ليا سيمانة", "ما ظل غير أسبوع", "الوقت ضيق باقي يومين")),
        *((text, Priority.HIGH) for text in ("باقي يومين ولم تصدر", "باقي أقل من أسبوع", "أقل من أسبوع باقي")),
        *((text, Priority.HIGH) for text in ("a week left", "only a week left", "please help, 3 days left")),
        *((text, Priority.HIGH) for text in ("5 days remaining", "3 days to go", "we have a week left")),
        *((text, Priority.URGENT) for text in ("باقي يوم", "مابقاش غير يوم", "one day left")),
        *((text, Priority.NORMAL) for text in ("باقي شهر", "باقي أسبوعين", "باقي خطوة", "باقي 3 محاولات")),
    ],
)
def test_time_that_is_left_is_near_whatever_it_is_of(text: str, priority: Priority) -> None:
    found, flags = look(text)
    assert found is priority
    assert ("near_date" in flags) is (priority is not Priority.NORMAL)


@pytest.mark.parametrize(
    "text",
    [
        *("باقي أسبوع على الدوام", "باقي يوم على انتهاء العرض", "باقي يومين على الامتحان", "باقي يوم العيد"),
        *("باقي لي على الاختبار يومين", "المدرسة باقي عليها أسبوع", "باقي أسبوع من الإجازة"),
        *("a week left of school", "2 days left to the exam", "the warranty has a week left"),
        "worker left 3 days ago",
    ],
)
def test_time_that_is_left_of_something_else_is_not(text: str) -> None:
    assert look(text)[0] is Priority.NORMAL


@pytest.mark.parametrize(
    "text",
    [
        *("رجعت من السفر اليوم", "وصلت اليوم من السفر", "استقبلت أمي من رحلة اليوم", "رجعنا اليوم من الرحلة"),
        *("came back from travel today", "landed today from my flight", "we arrived from our trip today"),
        *("picking my mother up from tomorrow's flight", "missed today's flight", "they called off tomorrow's flight"),
        *("I cancelled tomorrow's flight", "the airline cancelled tomorrow's flight", "refunded tomorrow's ticket"),
        *("لغوا رحلة بكرة", "الخطوط لغت رحلة بكرة", "كنسلوا رحلة بكرة", "بيلغوا رحلة بكرة", "بعت تذكرة بكرة"),
        *("جاري يسافر بكرة", "صديقي مسافر بكرة", "my friend's flight is tomorrow"),
        "سفر أخي بكرة وسفري في يونيو",
    ],
)
def test_a_journey_that_is_over_called_off_or_anothers_raises_nothing_and_is_shown(text: str) -> None:
    found, flags = look(text)
    assert found is Priority.NORMAL
    assert "date_unread" in flags


@pytest.mark.parametrize(
    "text", ["رقم رحلتي SV 7/1", "flight SV 8/1", "دوامي بكرة ورحلتي بعد شهرين", "بكرة دوامي وسفري في يونيو"]
)
def test_a_day_of_something_else_is_not_of_the_journey_beside_it(text: str) -> None:
    assert look(text)[0] is Priority.NORMAL


@pytest.mark.parametrize(
    "text",
    [
        *("رجعت من المكتب وسفري غدا", "وصلت المطار اليوم وسفري الليلة", "ممنوع من السفر غدا", "منعوني من السفر اليوم"),
        *("I came back from work and my flight is tomorrow", "I sold my car, my flight is tomorrow"),
        *("ألغت الشركة تأشيرتي ورحلتي غدا", "التغت الرحلة وسفري الجديد بكرة", "زوجتي تسافر بكرة", "سفر أخي بكرة"),
        *("صديقي حجز لي رحلة بكرة", "أسافر مع صديقي بكرة", "my friend booked my flight for tomorrow"),
        *("رقم رحلتي SV 7/1 وسفري غدا", "سفري بكرة والعودة يوم السبت"),
    ],
)
def test_a_journey_to_come_beside_such_words_is_urgent(text: str) -> None:
    assert look(text)[0] is Priority.URGENT


@pytest.mark.parametrize(
    "text",
    [
        *("انا بمطار الملك خالد", "عالقين بمطار جدة", "محجوزين بالمطار", "موقفيني في المطار", "رجعوني من المطار"),
        *("أنا في منفذ البطحاء", "واقف عند جسر الملك فهد", "سائقي في المطار", "زوجتي الآن في المطار"),
        *(
            "منعوني من الصعود للطائرة",
            "واقفين في الجوازات بالمطار",
            "my wife is at the airport",
            "راني في المطار",
            "هسه اني بالمطار",
        ),
        *("I am in Jeddah airport", "stranded at King Khalid airport", "standing at passport control"),
        *("my flight is boarding", "at the border now", "we are stuck at the border", "final call for my flight"),
    ],
)
def test_who_is_at_an_airport_or_a_border_now_is_urgent(text: str) -> None:
    assert look(text)[0] is Priority.URGENT


@pytest.mark.parametrize(
    "text",
    [
        *("I work at the airport", "كنت في المطار أمس", "أخوي يشتغل في مطار جدة", "جئت من المطار", "أسكن قرب المطار"),
        *("أنا في منفذ البيع", "أنا موظف في منفذ البطحاء", "سأكون في المطار", "I live near the airport"),
        *(
            "my border number is 4400",
            "مكتب الجوازات في المطار",
            "رجعوني من المطار أمس",
            "أوقفوني في المطار",
            "boarding pass attached",
        ),
    ],
)
def test_who_works_lives_or_was_there_is_not(text: str) -> None:
    assert look(text)[0] is Priority.NORMAL


@pytest.mark.parametrize(
    "text",
    [
        *("التأشيرة صالحة لغاية الخميس", "آخر يوم في التأشيرة الخميس", "visa up to 8 Jan", "visa runs out Thursday"),
        *("طائرتي الخميس", "حجز الطيران الخميس", "اغادر الخميس", "باقي أسبوع على خروجي", "خروجي النهائي الخميس"),
        *("راجع بلدي الخميس", "نازل مصر بعد 4 ايام", "رايح بلادي بعد 3 أيام", "إقامتي سارية حتى الخميس"),
        *("leaving KSA Thursday", "going home on Thursday", "my flight is Thursday past noon"),
        *("flight Sunday past 5pm", "visa ends Saturday past midnight", "flight is Thursday past 10 pm"),
        *(
            "flight in 2 days 5 hours",
            "flight on the 8th",
            "my flight is Wed, 07 Jan 2026 22:00:00 GMT",
        ),
    ],
)
def test_a_near_day_is_tied_to_what_it_is_of(text: str) -> None:
    assert look(text)[0] is Priority.HIGH


@pytest.mark.parametrize("text", ["اليوم آخر يوم في إقامتي", "today is the last day of my visa", "الإقلاع بعد ٣ ساعات"])
def test_the_last_day_is_urgent(text: str) -> None:
    assert look(text)[0] is Priority.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "لم تصدر التأشيرة حتى اليوم",
        "ما طلعت الفيزا لغاية اليوم",
        "my visa is not issued until today",
        "no visa up to today",
    ],
)
def test_what_has_not_been_up_to_today_ends_no_visa_today(text: str) -> None:
    assert look(text)[0] is Priority.NORMAL


@pytest.mark.parametrize("text", ["نازل السوق الخميس", "راجع المكتب الخميس", "going to the office on Thursday"])
def test_a_way_to_somewhere_else_is_no_journey(text: str) -> None:
    assert look(text)[0] is Priority.NORMAL


@pytest.mark.parametrize(
    "text",
    [
        *("باقي كذا يوم على السفر", "سفري بعد كم يوم", "سفري بعد أيام", "سفري نهاية الأسبوع", "سفري ليلة الجمعة"),
        *("رحلتي يوم ٥ كانون", "سفري يوم ٢٥ الجاري", "إقامتي تنتهي آخر الشهر", "رحلتي في تشرين", "رحلتي ٥ ربيع"),
        *("سفري في جمادى", "سفري ليلة 27 رمضان", "سفري ليلة السابع من شعبان", "مسافر بعد الظهر", "مسافرين بليل"),
        *("flight in a few days", "flight at the weekend", "my flight is on the night of 27 Ramadan"),
        *("my visa is valid past Thursday", "رحلتي مو 25 يناير، 8 يناير", "my flight is Thu, 07 Jan 2026 10:00:00 GMT"),
        *("باقي كم يوم", "سفري بعد أسبوعين إلا يوم"),
    ],
)
def test_a_date_that_cannot_be_read_is_shown_and_raises_nothing(text: str) -> None:
    found, flags = look(text)
    assert found is Priority.NORMAL
    assert "date_unread" in flags


@pytest.mark.parametrize(
    "text", ["سفري غدا", "سفري 5 مايس", "flight 3 Dhul-Qa'dah", "سفري ٨ مارت", "تعذر الإصدار", "my visa was issued"]
)
def test_a_date_that_is_read_or_not_there_is_not_called_unread(text: str) -> None:
    assert "date_unread" not in look(text)[1]
