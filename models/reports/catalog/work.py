"""What staff did, and what passed between them."""

from collections.abc import Mapping

from models.reports.indicator import Count, InWords, Measure, Ratio

PART: Mapping[str, tuple[Measure, InWords]] = {
    "taken": (
        Count("kind = 'taken'"),
        InWords(
            "taken or assigned",
            "المستلمة أو المسندة",
            "Times at which an officer took a case or was given one.",
            "مرات استلام موظف لطلب أو إسناده إليه.",
        ),
    ),
    "released": (
        Count("kind = 'released'"),
        InWords(
            "given up",
            "المتروكة",
            "Times at which a holder gave a case back to the team.",
            "مرات إعادة طلب من موظف إلى الفريق.",
        ),
    ),
    "redirected": (
        Count("kind = 'redirected'"),
        InWords(
            "handed to another team",
            "المحالة إلى فريق آخر",
            "Times at which a case was handed to another team, counted for the team that gave it.",
            "مرات إحالة طلب إلى فريق آخر، وتُحسب على الفريق المحيل.",
        ),
    ),
    "proposed": (
        Count("kind = 'proposed'"),
        InWords(
            "proposed to a second person",
            "المرفوعة لموافقة شخص آخر",
            "Decisions that another person had to agree to.",
            "قرارات احتاجت موافقة شخص آخر.",
        ),
    ),
    "sent_back": (
        Ratio("kind = 'sent_back'", "kind = 'proposed'"),
        InWords(
            "sent back by the second person",
            "ما أعاده الموافق الآخر",
            "Proposals sent back, for each proposal of the period.",
            "الاقتراحات المعادة مقابل كل اقتراح في الفترة.",
        ),
    ),
    "consulted": (
        Count("kind = 'consulted'"),
        InWords(
            "consultations answered",
            "الاستشارات التي أُجيب عنها",
            "Questions to another team or authority that were answered.",
            "أسئلة إلى فريق آخر أو جهة وردت أجوبتها.",
        ),
    ),
    "third_party_waits": (
        Count("kind = 'stay' AND code = 'awaiting_third_party'"),
        InWords(
            "waits for a third party",
            "مرات انتظار طرف ثالث",
            "Waits for an authority, a team or a vendor that ended in the period.",
            "مرات انتظار جهة أو فريق أو مورد انتهت في الفترة.",
        ),
    ),
    "reclassified": (
        Count("kind = 'reclassified'"),
        InWords(
            "reclassified",
            "التي صُحح تصنيفها",
            "Corrections of service, section or problem.",
            "مرات تصحيح الخدمة أو القسم أو المشكلة.",
        ),
    ),
    "split": (
        Count("kind = 'split'"),
        InWords(
            "split",
            "ما فُصل منه موضوع آخر",
            "Cases out of which a second matter was taken.",
            "طلبات فُصل منها موضوع ثان.",
        ),
    ),
    "interim_replied": (
        Count("kind = 'interim_replied'"),
        InWords(
            "interim replies",
            "الردود المرحلية",
            "Official messages that decided nothing.",
            "رسائل رسمية لا قرار فيها.",
        ),
    ),
}
"""Its indicators by code."""
