"""Whether the promises to the beneficiaries were kept."""

from collections.abc import Mapping

from models.reports.indicator import Count, InWords, Measure, Portion

PART: Mapping[str, tuple[Measure, InWords]] = {
    "in_time": (
        Portion("kind = 'decided' AND yes", "kind = 'decided'"),
        InWords(
            "decided in time",
            "القرارات ضمن المدة",
            "Decisions made before the promised working time of the case was used up.",
            "القرارات التي صدرت قبل استنفاد مدة العمل الموعودة للطلب.",
        ),
    ),
    "decided_late": (
        Count("kind = 'decided' AND NOT yes"),
        InWords(
            "decided late",
            "القرارات المتأخرة",
            "Decisions made when the promised working time was used up.",
            "القرارات التي صدرت بعد استنفاد مدة العمل الموعودة.",
        ),
    ),
    "breaches": (
        Count("kind = 'breached' AND code = 'resolution'"),
        InWords(
            "promises of a decision broken",
            "تجاوز مدة المعالجة",
            "Times at which the promised working time to a decision was used up, decided since or not.",
            "مرات استنفاد مدة العمل الموعودة للقرار، سواء صدر بعدها قرار أم لا.",
        ),
    ),
    "response_in_time": (
        Portion("kind = 'responded' AND yes", "kind = 'responded'"),
        InWords(
            "first response in time",
            "أول استجابة ضمن المدة",
            "First acts of a person before the promised working time to it was used up.",
            "أول إجراء لموظف قبل استنفاد المدة الموعودة له.",
        ),
    ),
    "response_breaches": (
        Count("kind = 'breached' AND code = 'first_response'"),
        InWords(
            "promises of a first response broken",
            "تجاوز مدة أول استجابة",
            "Times at which the promised working time to a first response was used up.",
            "مرات استنفاد المدة الموعودة لأول استجابة.",
        ),
    ),
    "rungs": (
        Count("kind = 'rung'"),
        InWords(
            "rungs reached",
            "درجات التصعيد التي بُلغت",
            "Rungs of escalation ladders reached in the period.",
            "درجات سلم التصعيد التي بُلغت في الفترة.",
        ),
    ),
    "escalated": (
        Count("kind = 'escalated'"),
        InWords(
            "escalated by hand",
            "المصعّدة يدويًا",
            "Escalations that somebody asked for.",
            "التصعيدات التي طلبها أحد.",
        ),
    ),
    "nobody_found": (
        Count("kind = 'nobody_found'"),
        InWords(
            "escalations to the fall-back",
            "تصعيد إلى البديل",
            "Actions of a rung for which nobody was found, so that the fall-back of the pack was told.",
            "إجراءات تصعيد لم يوجد لها أحد فأُبلغ البديل المحدد في السياسة.",
        ),
    ),
    "extended": (
        Count("kind = 'extended'"),
        InWords(
            "extensions",
            "التمديدات",
            "Times at which working time was added to a promise.",
            "مرات إضافة وقت عمل إلى المدة الموعودة.",
        ),
    ),
}
"""Its indicators by code."""
