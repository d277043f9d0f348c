"""All indicators, each defined once: code, words, SQL. A part of the report is a module here."""

from models.reports.catalog import beneficiaries, flow, now, outcomes, promises, times, work
from models.reports.indicator import Indicator, Section

INDICATORS: tuple[Indicator, ...] = tuple(
    Indicator(code, section, measure, words)
    for section, part in (
        (Section.FLOW, flow.PART),
        (Section.PROMISES, promises.PART),
        (Section.TIMES, times.PART),
        (Section.OUTCOMES, outcomes.PART),
        (Section.WORK, work.PART),
        (Section.BENEFICIARIES, beneficiaries.PART),
        (Section.NOW, now.PART),
    )
    for code, (measure, words) in part.items()
)
BY_CODE = {each.code: each for each in INDICATORS}
