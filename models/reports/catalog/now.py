"""What is open now, whatever the period of the report."""

from collections.abc import Mapping

from models.reports.indicator import InWords, Measure, Oldest, Stock

PART: Mapping[str, tuple[Measure, InWords]] = {
    "open": (
        Stock("stage <> 'resolved'"),
        InWords(
            "open",
            "المفتوحة",
            "Cases that wait for a decision.",
            "طلبات في انتظار قرار.",
        ),
    ),
    "oldest": (
        Oldest("stage <> 'resolved'"),
        InWords(
            "waiting longest",
            "الأطول انتظارًا",
            "Time since the submission of the open case that was submitted first.",
            "الوقت منذ تقديم أقدم طلب مفتوح.",
        ),
    ),
    "open_under_7": (
        Stock("stage <> 'resolved' AND submitted_at > %(now)s - interval '7 days'"),
        InWords(
            "open up to 7 days",
            "مفتوحة حتى 7 أيام",
            "Open cases submitted within the last 7 days.",
            "طلبات مفتوحة قُدمت خلال آخر 7 أيام.",
        ),
    ),
    "open_7_to_14": (
        Stock(
            "stage <> 'resolved' AND submitted_at <= %(now)s - interval '7 days'"
            " AND submitted_at > %(now)s - interval '14 days'"
        ),
        InWords(
            "open 7 to 14 days",
            "مفتوحة من 7 إلى 14 يومًا",
            "Open cases submitted 7 to 14 days ago.",
            "طلبات مفتوحة قُدمت قبل 7 إلى 14 يومًا.",
        ),
    ),
    "open_14_to_30": (
        Stock(
            "stage <> 'resolved' AND submitted_at <= %(now)s - interval '14 days'"
            " AND submitted_at > %(now)s - interval '30 days'"
        ),
        InWords(
            "open 14 to 30 days",
            "مفتوحة من 14 إلى 30 يومًا",
            "Open cases submitted 14 to 30 days ago.",
            "طلبات مفتوحة قُدمت قبل 14 إلى 30 يومًا.",
        ),
    ),
    "open_over_30": (
        Stock("stage <> 'resolved' AND submitted_at <= %(now)s - interval '30 days'"),
        InWords(
            "open more than 30 days",
            "مفتوحة أكثر من 30 يومًا",
            "Open cases submitted 30 days ago or before.",
            "طلبات مفتوحة قُدمت قبل 30 يومًا أو أكثر.",
        ),
    ),
    "late_open": (
        Stock("stage <> 'resolved' AND due_at <= %(now)s"),
        InWords(
            "late and still open",
            "متأخرة وما زالت مفتوحة",
            "Open cases past their due instant.",
            "طلبات مفتوحة تجاوزت موعد استحقاقها.",
        ),
    ),
    "at_risk": (
        Stock("stage <> 'resolved' AND due_at > %(now)s AND at_risk_at <= %(now)s"),
        InWords(
            "at risk",
            "المعرضة للتأخر",
            "Open cases that have used four fifths of their time and are not late.",
            "طلبات مفتوحة استُخدم من مدتها أربعة أخماس ولم تتأخر.",
        ),
    ),
    "paused": (
        Stock("stage <> 'resolved' AND paused"),
        InWords(
            "paused",
            "الموقوف احتسابها",
            "Open cases whose promise stands still.",
            "طلبات مفتوحة توقف احتساب مدتها.",
        ),
    ),
    "open_unassigned": (
        Stock("stage <> 'resolved' AND stage = 'queued'"),
        InWords(
            "waiting for an officer",
            "في انتظار موظف",
            "Open cases that nobody holds.",
            "طلبات مفتوحة لا يتولاها أحد.",
        ),
    ),
    "open_in_review": (
        Stock("stage <> 'resolved' AND stage IN ('in_review', 'replied')"),
        InWords(
            "in review",
            "قيد المراجعة",
            "Open cases that an officer works on.",
            "طلبات مفتوحة لدى موظف.",
        ),
    ),
    "open_second_person": (
        Stock("stage <> 'resolved' AND stage = 'awaiting_approval'"),
        InWords(
            "waiting for another person",
            "في انتظار شخص آخر",
            "Open cases whose proposed decision needs another person.",
            "طلبات مفتوحة يحتاج قرارها المقترح شخصًا آخر.",
        ),
    ),
    "open_beneficiary": (
        Stock("stage <> 'resolved' AND stage = 'awaiting_beneficiary'"),
        InWords(
            "waiting for the beneficiary",
            "في انتظار المستفيد",
            "Open cases returned to the beneficiary.",
            "طلبات مفتوحة معادة إلى المستفيد.",
        ),
    ),
    "open_third_party": (
        Stock("stage <> 'resolved' AND stage = 'awaiting_third_party'"),
        InWords(
            "waiting for a third party",
            "في انتظار طرف ثالث",
            "Open cases that wait for a third party.",
            "طلبات مفتوحة تنتظر طرفًا ثالثًا.",
        ),
    ),
    "follow_up": (
        Stock("stage = 'resolved'"),
        InWords(
            "decided, in follow-up",
            "مقررة في مهلة المتابعة",
            "Decided cases that may still be reopened.",
            "طلبات مقررة ما زال يمكن إعادة فتحها.",
        ),
    ),
}
"""Its indicators by code."""
