"""How long it took: in working time as the ledgers of the cases have it, and in all time."""

from collections.abc import Iterator, Mapping
from typing import LiteralString, NamedTuple

from models.reports.indicator import InWords, Measure, Percentile, Unit

_TIMES = {
    Unit.WORKING: ("working time", "وقت العمل", "Working time", "وقت العمل"),
    Unit.ELAPSED: (
        "all time",
        "الوقت الكلي",
        "All time, nights and closures included,",
        "الوقت الكلي بما فيه الإجازات",
    ),
}
_SHARES = {"median": (0.5, "median", "الوسيط"), "p90": (0.9, "nine tenths within", "90% منها خلال")}


class _Time(NamedTuple):
    """One time that is measured: which occurrences have it, its title, and from when to when it is."""

    code: str
    where: LiteralString
    en: str
    ar: str
    of_en: str
    of_ar: str


def _percentiles(time: _Time) -> Iterator[tuple[str, tuple[Measure, InWords]]]:
    """Median and ninth tenth of a time, in working time and in all time."""
    for unit, (short_en, short_ar, long_en, long_ar) in _TIMES.items():
        for name, (share, share_en, share_ar) in _SHARES.items():
            words = InWords(
                f"{time.en}, {short_en}, {share_en}",
                f"{time.ar}، {short_ar}، {share_ar}",
                f"{long_en} {time.of_en}; {share:.0%} of them took at most this.",
                f"{long_ar} {time.of_ar}، و{share:.0%} منها لم تتجاوز هذا.",
            )
            yield f"{time.code}_{unit.partition('_')[0]}_{name}", (Percentile(time.where, share, unit), words)


_MEASURED = (
    _Time(
        "response",
        "kind = 'responded'",
        "to first response",
        "حتى أول استجابة",
        "from the start of the clock to the first act of a person",
        "من بدء الاحتساب إلى أول إجراء لموظف",
    ),
    _Time(
        "outcome",
        "kind = 'decided'",
        "to the decision",
        "حتى القرار",
        "from the start of the clock to the decision; of working time that used by the promise, without its pauses",
        "من بدء الاحتساب إلى القرار، ووقت العمل هو ما استُخدم من المدة دون فترات التوقف",
    ),
    _Time(
        "unassigned",
        "kind = 'stay' AND code = 'queued'",
        "waiting for an officer",
        "في انتظار موظف",
        "of each stay in the queue",
        "لكل انتظار في قائمة الفريق",
    ),
    _Time(
        "review",
        "kind = 'stay' AND code IN ('in_review', 'replied')",
        "in review",
        "قيد المراجعة",
        "of each stay with an officer",
        "لكل فترة لدى الموظف",
    ),
    _Time(
        "second_person",
        "kind = 'stay' AND code = 'awaiting_approval'",
        "waiting for another person",
        "في انتظار موافقة شخص آخر",
        "from a proposal to its approval, return or end",
        "من الاقتراح إلى الموافقة أو الإعادة أو الانتهاء",
    ),
    _Time(
        "beneficiary",
        "kind = 'stay' AND code = 'awaiting_beneficiary'",
        "waiting for the beneficiary",
        "في انتظار المستفيد",
        "of each return to the beneficiary until it ended",
        "لكل إعادة إلى المستفيد حتى انتهت",
    ),
    _Time(
        "third_party",
        "kind = 'stay' AND code = 'awaiting_third_party'",
        "waiting for a third party",
        "في انتظار طرف ثالث",
        "of each wait for a third party",
        "لكل انتظار لطرف ثالث",
    ),
    _Time(
        "consultation",
        "kind = 'consulted'",
        "to the answer of a consultation",
        "حتى جواب الاستشارة",
        "from a question to another team or authority to its answer",
        "من سؤال فريق آخر أو جهة إلى الجواب",
    ),
)

PART: Mapping[str, tuple[Measure, InWords]] = dict(each for time in _MEASURED for each in _percentiles(time))
"""Its indicators by code."""
