"""All indicators, each defined once: code, words, SQL. A part of the report is a module here."""

from models.reports.catalog import beneficiaries, flow, now, outcomes, promises, times, work
from models.reports.indicator import Indicator, ReportPart

INDICATORS: tuple[Indicator, ...] = tuple(
    Indicator(code, section, measure, words)
    for section, part in (
        (ReportPart.FLOW, flow.PART),
        (ReportPart.PROMISES, promises.PART),
        (ReportPart.TIMES, times.PART),
        (ReportPart.OUTCOMES, outcomes.PART),
        (ReportPart.WORK, work.PART),
        (ReportPart.BENEFICIARIES, beneficiaries.PART),
        (ReportPart.NOW, now.PART),
    )
    for code, (measure, words) in part.items()
)
BY_CODE = {each.code: each for each in INDICATORS}
