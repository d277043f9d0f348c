"""The words of a report on a terminal besides those of the indicators, in English and Arabic."""

from collections.abc import Mapping
from typing import NamedTuple

from models.codes import ReportBy
from models.reports.indicator import ReportPart


class ReportWords(NamedTuple):
    """What a report says around its figures; `{}` stands for what is filled in."""

    period: str
    as_of: str
    uncounted: str
    part: tuple[str, str, str]
    """The headers of a part: the figure, of how many, its code."""
    share_of: str
    ratio_of: str
    times: tuple[str, str, str, str]
    """Median and ninth tenth in working time, and in all time."""
    definitions: str
    columns: tuple[str, ...]
    """The headers of a line for each group (`printing.COLUMNS`)."""
    lines: str
    rows: str
    """How many lines are shown, of how many."""
    by: str
    names: Mapping[ReportBy, str]
    intervals: tuple[str, str]
    units: tuple[str, str, str]
    """Days, hours, minutes."""
    titles: Mapping[ReportPart, str]


_EN = ReportWords(
    period="{} to {}",
    as_of="counted as of {}",
    uncounted="requests written since, counted within minutes: {}",
    part=("figure", "of", "code"),
    share_of="of",
    ratio_of="for",
    times=("median, working time", "nine tenths within", "median, all time", "nine tenths within"),
    definitions="what each figure is: `tawasul report --definitions`",
    columns=("opened", "decided", "in time", "median", "p90", "reopened", "rating", "open", "late", "oldest"),
    lines="median and p90 are working time to a decision",
    rows="lines: {} of {}",
    by="By {}",
    names={each: str(each) for each in ReportBy},
    intervals=(
        "in brackets: between which shares the whole lies by these cases, with 95 % confidence",
        "ranges that do not overlap differ by more than chance",
    ),
    units=("d", "h", "m"),
    titles={
        ReportPart.FLOW: "In and out",
        ReportPart.PROMISES: "Promises and escalations",
        ReportPart.TIMES: "How long it took",
        ReportPart.OUTCOMES: "Outcomes",
        ReportPart.WORK: "Work of the staff",
        ReportPart.BENEFICIARIES: "Beneficiaries and notices",
        ReportPart.NOW: "Open now",
    },
)
_AR = ReportWords(
    period="من {} إلى {}",
    as_of="محسوب حتى {}",
    uncounted="طلبات كُتبت بعده وتُحسب خلال دقائق: {}",
    part=("القيمة", "من", "الرمز"),
    share_of="من",
    ratio_of="مقابل",
    times=("الوسيط بوقت العمل", "90% منها خلال", "الوسيط بكل الوقت", "90% منها خلال"),
    definitions="تعريف كل مؤشر: `tawasul report --definitions --language ar`",
    columns=(
        *("الواردة", "القرارات", "ضمن المدة", "الوسيط", "90% خلال", "المعاد فتحها"),
        *("التقييم", "المفتوحة", "المتأخرة", "الأقدم"),
    ),
    lines="الوسيط و«90% خلال» من وقت العمل حتى القرار",
    rows="الأسطر المعروضة: {} من {}",
    by="حسب {}",
    names={
        ReportBy.SERVICE: "الخدمة",
        ReportBy.PROBLEM: "المشكلة",
        ReportBy.TEAM: "الفريق",
        ReportBy.OFFICER: "الموظف",
        ReportBy.CHANNEL: "القناة",
        ReportBy.APPLICANT: "مقدم الطلب",
        ReportBy.LANGUAGE: "اللغة",
        ReportBy.VERSION: "إصدار السياسة",
        ReportBy.DAY: "اليوم",
        ReportBy.RUNG: "درجة التصعيد",
    },
    intervals=(
        "بين القوسين: ما تقع بينه النسبة الحقيقية وفق هذه الطلبات بثقة 95%",
        "المجالات التي لا تتقاطع تختلف بما يزيد على الصدفة",
    ),
    units=("ي", "س", "د"),
    titles={
        ReportPart.FLOW: "الوارد والصادر",
        ReportPart.PROMISES: "المدد والتصعيد",
        ReportPart.TIMES: "المدد الفعلية",
        ReportPart.OUTCOMES: "النتائج",
        ReportPart.WORK: "عمل الموظفين",
        ReportPart.BENEFICIARIES: "المستفيدون والإشعارات",
        ReportPart.NOW: "المفتوح الآن",
    },
)
WORDS: Mapping[str, ReportWords] = {"en": _EN, "ar": _AR}
"""By language."""
