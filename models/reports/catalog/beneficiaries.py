"""What beneficiaries were asked, said and were told."""

from collections.abc import Iterator, Mapping
from typing import LiteralString

from models.reports.indicator import Count, InWords, Mean, Measure, Portion

RATINGS = ("rating_1", "rating_2", "rating_3", "rating_4", "rating_5")


def _ratings() -> Iterator[tuple[str, tuple[Measure, InWords]]]:
    """How many ratings there are of each score."""
    scores: tuple[LiteralString, ...] = ("1", "2", "3", "4", "5")
    for code, score in zip(RATINGS, scores, strict=True):
        words = InWords(
            f"ratings of {score}",
            f"تقييمات بدرجة {score}",
            f"Ratings of {score} out of 5.",
            f"تقييمات بدرجة {score} من 5.",
        )
        yield code, (Count(f"kind = 'rated' AND number = {score}"), words)


PART: Mapping[str, tuple[Measure, InWords]] = {
    "returned": (
        Count("kind = 'returned'"),
        InWords(
            "returned to the beneficiary",
            "المعادة إلى المستفيد",
            "Returns to the beneficiary, by the first stage and by staff.",
            "مرات الإعادة إلى المستفيد من الفرز الآلي ومن الموظفين.",
        ),
    ),
    "returned_by_hand": (
        Count("kind = 'returned' AND by_hand"),
        InWords(
            "of them by staff",
            "منها من الموظفين",
            "Returns to the beneficiary by a member of staff.",
            "مرات الإعادة إلى المستفيد من موظف.",
        ),
    ),
    "rounds": (
        Mean("kind = 'decided'"),
        InWords(
            "rounds of asking for each decision",
            "مرات الإعادة لكل قرار",
            "How often a case was returned to the beneficiary before a decision, on average.",
            "متوسط مرات الإعادة إلى المستفيد قبل القرار.",
        ),
    ),
    "returned_once": (
        Portion("kind = 'decided' AND number = 1", "kind = 'decided'"),
        InWords(
            "decided after one return",
            "قُررت بعد إعادة واحدة",
            "Decisions before which the case was returned once.",
            "قرارات سبقتها إعادة واحدة.",
        ),
    ),
    "returned_more": (
        Portion("kind = 'decided' AND number > 1", "kind = 'decided'"),
        InWords(
            "decided after several returns",
            "قُررت بعد أكثر من إعادة",
            "Decisions before which the case was returned twice or more.",
            "قرارات سبقتها إعادتان أو أكثر.",
        ),
    ),
    "reminders": (
        Count("kind = 'reminder_given'"),
        InWords(
            "reminders by beneficiaries",
            "تذكيرات المستفيدين",
            "Times at which a beneficiary asked after an undecided case.",
            "مرات استفسار مستفيد عن طلب لم يُقرر.",
        ),
    ),
    "rated": (
        Count("kind = 'rated'"),
        InWords(
            "ratings",
            "التقييمات",
            "Ratings given in the period.",
            "التقييمات المقدمة في الفترة.",
        ),
    ),
    "rating": (
        Mean("kind = 'rated'"),
        InWords(
            "mean rating",
            "متوسط التقييم",
            "The mean of the ratings of the period, from 1 to 5.",
            "متوسط تقييمات الفترة من 1 إلى 5.",
        ),
    ),
    "rated_low": (
        Portion("kind = 'rated' AND number <= 2", "kind = 'rated'"),
        InWords(
            "low ratings",
            "التقييمات المنخفضة",
            "Ratings of 1 or 2.",
            "تقييمات بدرجة 1 أو 2.",
        ),
    ),
    "rated_high": (
        Portion("kind = 'rated' AND number >= 4", "kind = 'rated'"),
        InWords(
            "high ratings",
            "التقييمات المرتفعة",
            "Ratings of 4 or 5.",
            "تقييمات بدرجة 4 أو 5.",
        ),
    ),
    **dict(_ratings()),
    "commented": (
        Count("kind = 'rated' AND yes"),
        InWords(
            "ratings with a comment",
            "تقييمات بتعليق",
            "Ratings with a comment.",
            "تقييمات معها تعليق.",
        ),
    ),
    "rating_response": (
        Portion("kind = 'closed' AND yes", "kind = 'closed'"),
        InWords(
            "closed cases that were rated",
            "المغلقة التي قُيّمت",
            "Of the cases closed in the period, those that were ever rated.",
            "من الطلبات المغلقة في الفترة، ما قُيّم منها.",
        ),
    ),
    "notices": (
        Count("kind = 'notice' AND yes"),
        InWords(
            "notices delivered",
            "الإشعارات المسلّمة",
            "Notices handed over to their channel, to beneficiaries and staff.",
            "إشعارات سُلّمت إلى قناتها، للمستفيدين والموظفين.",
        ),
    ),
    "notices_delivered": (
        Portion("kind = 'notice' AND yes", "kind = 'notice'"),
        InWords(
            "of notices, delivered",
            "نسبة تسليم الإشعارات",
            "Of the notices delivered or given up in the period, those delivered.",
            "من الإشعارات المسلّمة أو المتروكة في الفترة، ما سُلّم منها.",
        ),
    ),
}
"""Its indicators by code."""
