"""What came in and what went out."""

from collections.abc import Mapping

from models.reports.indicator import Count, InWords, Measure, Portion, Ratio

DECIDED = "kind = 'decided'"
ENDED = "kind IN ('decided', 'ended')"

PART: Mapping[str, tuple[Measure, InWords]] = {
    "opened": (
        Count("kind = 'opened'"),
        InWords(
            "opened",
            "الطلبات الواردة",
            "Requests that became cases in the period, imported ones included.",
            "الطلبات التي فُتحت في الفترة، ومنها المستوردة.",
        ),
    ),
    "imported": (
        Count("kind = 'opened' AND code = 'imported'"),
        InWords(
            "of them imported",
            "منها مستوردة",
            "Cases of another system that went on here in the period.",
            "طلبات بدأت في نظام آخر واستمرت هنا في الفترة.",
        ),
    ),
    "decided": (
        Count(DECIDED),
        InWords(
            "decided",
            "القرارات الصادرة",
            "Decisions with an official reply. A case that was reopened and decided again counts for each of them.",
            "القرارات التي صدر بها رد رسمي، ويُحسب كل قرار على حدة إذا أعيد فتح الطلب.",
        ),
    ),
    "ended": (
        Count("kind = 'ended'"),
        InWords(
            "ended without a decision",
            "المنتهية دون قرار",
            "Closed without a decision: no answer in time, withdrawn, or merged into another request.",
            "أُغلقت دون قرار: لعدم الرد في المهلة أو للسحب أو للدمج في طلب آخر.",
        ),
    ),
    "flow_ratio": (
        Ratio(ENDED, "kind = 'opened'"),
        InWords(
            "out for each in",
            "الصادر إلى الوارد",
            "Decisions and endings of the period for each request opened in it; below 100 % the backlog grows.",
            "القرارات والإنهاءات في الفترة مقابل كل طلب وارد فيها، وما دون 100% يعني تراكمًا.",
        ),
    ),
    "closed": (
        Count("kind = 'closed'"),
        InWords(
            "closed",
            "المغلقة",
            "Cases closed in the period, most of them at the end of their follow-up window.",
            "الطلبات التي أُغلقت في الفترة، وأغلبها بانتهاء مهلة المتابعة.",
        ),
    ),
    "reopened": (
        Count("kind = 'reopened'"),
        InWords(
            "reopened",
            "المعاد فتحها",
            "Reopenings in the period. The decision before stays counted.",
            "مرات إعادة الفتح في الفترة، ويبقى القرار السابق محسوبًا.",
        ),
    ),
    "reopen_rate": (
        Ratio("kind = 'reopened'", DECIDED),
        InWords(
            "reopened for each decision",
            "نسبة إعادة الفتح",
            "Reopenings of the period for each decision of the period.",
            "مرات إعادة الفتح في الفترة مقابل كل قرار فيها.",
        ),
    ),
    "untouched": (
        Portion("kind IN ('decided', 'ended') AND NOT by_hand", ENDED),
        InWords(
            "concluded untouched by hand",
            "المنجزة آليًا دون تدخل",
            "Decisions and endings before which no member of staff had acted on the case.",
            "القرارات والإنهاءات التي لم يتدخل قبلها أي موظف في الطلب.",
        ),
    ),
    "untouched_reopened": (
        Ratio("kind = 'reopened' AND NOT by_hand", "kind = 'decided' AND NOT by_hand"),
        InWords(
            "of those decided untouched, reopened",
            "المعاد فتحها مما قُرر آليًا",
            "Reopenings of decisions before which nobody had acted, for each such decision.",
            "مرات إعادة فتح ما تقرر دون تدخل موظف، مقابل كل قرار من هذا النوع.",
        ),
    ),
}
"""Its indicators by code."""
