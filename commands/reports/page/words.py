"""The words of the page besides those of the indicators, in English and Arabic."""

from collections.abc import Mapping
from typing import NamedTuple

from models.codes import Stage


class PageWords(NamedTuple):
    """What the page says."""

    title: str
    period: str
    as_of: str
    uncounted: str
    numbers: str
    figure: str
    value: str
    of: str
    definition: str
    nothing: str
    day: str
    incoming: str
    outgoing: str
    hours: str
    flow: str
    flow_meaning: str
    age: str
    age_meaning: str
    in_time: str
    in_time_meaning: str
    late: str
    late_meaning: str
    load: str
    load_meaning: str
    taken: str
    rungs: str
    rungs_meaning: str
    ratings: str
    ratings_meaning: str
    cases: str
    stages: Mapping[Stage, str]


_EN = PageWords(
    title="Report",
    period="Period",
    as_of="Counted as of",
    uncounted="requests written since are not counted yet",
    numbers="The numbers of this chart",
    figure="Figure",
    value="Value",
    of="Of",
    definition="What it is",
    nothing="Nothing in this period.",
    day="Day",
    incoming="in",
    outgoing="out",
    hours="Hours",
    flow="In and out by day",
    flow_meaning="In: requests opened. Out: decisions, and closings without one.",
    age="Open requests by age",
    age_meaning="Requests that wait for a decision now, by the days since they were submitted.",
    in_time="Decided in time, by service",
    in_time_meaning="Of the decisions of each service those made before the promised working time was used up.",
    late="Where the time of late decisions went",
    late_meaning="Working time in each stage before the late decisions of the period, added up over the requests.",
    load="Load of each officer",
    load_meaning="Requests taken or assigned in the period, decided in it, and held open now.",
    taken="taken",
    rungs="Escalations by rung",
    rungs_meaning="Rungs of escalation ladders reached in the period.",
    ratings="Ratings",
    ratings_meaning="Ratings of results by beneficiaries, from 1 to 5.",
    cases="Requests",
    stages={
        Stage.QUEUED: "waiting for an officer",
        Stage.IN_REVIEW: "in review",
        Stage.AWAITING_APPROVAL: "waiting for another person",
        Stage.AWAITING_BENEFICIARY: "waiting for the beneficiary",
        Stage.AWAITING_THIRD_PARTY: "waiting for a third party",
        Stage.REPLIED: "answered by the beneficiary",
    },
)
_AR = PageWords(
    title="تقرير المؤشرات",
    period="الفترة",
    as_of="محسوب حتى",
    uncounted="طلبات كُتبت بعده ولم تُحسب بعد",
    numbers="أرقام هذا الرسم",
    figure="المؤشر",
    value="القيمة",
    of="من",
    definition="تعريفه",
    nothing="لا شيء في هذه الفترة.",
    day="اليوم",
    incoming="الوارد",
    outgoing="الصادر",
    hours="ساعات العمل",
    flow="الوارد والصادر يوميًا",
    flow_meaning="الوارد: الطلبات المفتوحة. الصادر: القرارات والإغلاقات دون قرار.",
    age="الطلبات المفتوحة حسب العمر",
    age_meaning="الطلبات التي تنتظر قرارًا الآن، حسب الأيام منذ تقديمها.",
    in_time="القرارات ضمن المدة حسب الخدمة",
    in_time_meaning="نسبة قرارات كل خدمة التي صدرت قبل استنفاد مدة العمل الموعودة.",
    late="أين ذهب وقت القرارات المتأخرة",
    late_meaning="وقت العمل في كل مرحلة قبل القرارات المتأخرة في الفترة، مجموعًا على الطلبات.",
    load="حمل كل موظف",
    load_meaning="الطلبات المستلمة أو المسندة في الفترة، والمقررة فيها، والمفتوحة لديه الآن.",
    taken="المستلمة",
    rungs="التصعيد حسب الدرجة",
    rungs_meaning="درجات سلم التصعيد التي بُلغت في الفترة.",
    ratings="التقييمات",
    ratings_meaning="تقييمات المستفيدين للنتائج من 1 إلى 5.",
    cases="الطلبات",
    stages={
        Stage.QUEUED: "في انتظار موظف",
        Stage.IN_REVIEW: "قيد المراجعة",
        Stage.AWAITING_APPROVAL: "في انتظار شخص آخر",
        Stage.AWAITING_BENEFICIARY: "في انتظار المستفيد",
        Stage.AWAITING_THIRD_PARTY: "في انتظار طرف ثالث",
        Stage.REPLIED: "ورد رد المستفيد",
    },
)
WORDS: Mapping[str, PageWords] = {"en": _EN, "ar": _AR}
