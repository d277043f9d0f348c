"""How the cases ended, by the first stage and by people."""

from collections.abc import Iterator, Mapping
from typing import LiteralString

from models.reports.indicator import Count, InWords, Measure, Portion, Ratio

_DECIDED: Mapping[LiteralString, tuple[str, str]] = {
    "done": ("done for the beneficiary", "تم تنفيذ الإجراء"),
    "obstacle_removed": ("obstacle removed", "عولجت الملاحظة"),
    "answered": ("inquiries answered", "أُجيب عن الاستفسار"),
    "refused": ("refused", "اعتُذر عنها"),
    "redirected": ("belong to another authority", "تخص جهة أخرى"),
}
_ENDED: Mapping[LiteralString, tuple[str, str]] = {
    "no_reply": ("no answer from the beneficiary", "لم يرد مقدم الطلب"),
    "withdrawn": ("withdrawn", "سحبها مقدم الطلب"),
    "merged": ("merged into another request", "دُمجت في طلب آخر"),
}
_FIRST_STAGE: Mapping[LiteralString, tuple[str, str]] = {
    "route": ("routed by the first stage", "وجّهها الفرز الآلي"),
    "return_completion": ("returned for completion by the first stage", "أعادها الفرز الآلي للاستكمال"),
    "return_guidance": ("returned with guidance by the first stage", "أعادها الفرز الآلي مع إرشاد"),
    "merge_duplicate": ("merged by the first stage", "دمجها الفرز الآلي"),
    "link_and_escalate": ("linked and escalated by the first stage", "ربطها الفرز الآلي وصعّدها"),
}

Part = Iterator[tuple[str, tuple[Measure, InWords]]]


def _shares_of_outcomes() -> Part:
    for code, (en, ar) in _DECIDED.items():
        words = InWords(
            en, ar, f"Decisions with the outcome «{en}», of all.", f"القرارات بنتيجة «{ar}» من جميع القرارات."
        )
        yield f"outcome_{code}", (Portion(f"kind = 'decided' AND code = '{code}'", "kind = 'decided'"), words)


def _counts_of_endings() -> Part:
    for code, (en, ar) in _ENDED.items():
        words = InWords(en, ar, f"Closed without a decision: {en}.", f"أُغلقت دون قرار: {ar}.")
        yield f"ended_{code}", (Count(f"kind = 'ended' AND code = '{code}'"), words)


def _shares_of_first_stage() -> Part:
    for code, (en, ar) in _FIRST_STAGE.items():
        words = InWords(en, ar, f"Of the requests opened: {en}.", f"من الطلبات الواردة: {ar}.")
        yield f"first_stage_{code}", (Portion(f"kind = 'opened' AND code = '{code}'", "kind = 'opened'"), words)


PART: Mapping[str, tuple[Measure, InWords]] = {
    **dict(_shares_of_first_stage()),
    **dict(_shares_of_outcomes()),
    **dict(_counts_of_endings()),
    "retry_failed": (
        Ratio(
            "kind = 'reopened' AND code = 'retry_failed'",
            "kind = 'decided' AND code = 'obstacle_removed'",
        ),
        InWords(
            "run again and failed",
            "أُعيد فتحها لتعذر الخدمة ثانية",
            "Reopenings because the e-service failed again, for each removal of an obstacle.",
            "مرات إعادة الفتح لتعذر الخدمة ثانية، مقابل كل معالجة لملاحظة.",
        ),
    ),
    "reopened_low_rating": (
        Count("kind = 'reopened' AND code = 'low_rating'"),
        InWords(
            "reopened by a low rating",
            "أعيد فتحها لتقييم منخفض",
            "Reopenings that a low rating brought about.",
            "مرات إعادة الفتح بسبب تقييم منخفض.",
        ),
    ),
    "appealed": (
        Count("kind = 'appealed'"),
        InWords("appeals", "التظلمات", "Appeals raised against results in the period.", "التظلمات المقدمة في الفترة."),
    ),
}
"""Its indicators by code."""
