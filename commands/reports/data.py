"""A report for programs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.reports.values import exact
from models.codes import ReportBy
from models.reports.catalog import INDICATORS
from models.reports.indicator import Indicator

if TYPE_CHECKING:
    from activities.reports.indicators import Figures, Period, Value


def show(period: "Period", found: "Figures", by: ReportBy | None, total: int) -> None:
    """Print the figures by the codes of the indicators, told apart also how many groups there are in all."""
    terminal.as_json(figures_data(period, found, by) | ({"total": total} if by else {}))


def figures_data(period: "Period", found: "Figures", by: ReportBy | None) -> dict[str, Any]:
    """The figures by the codes of the indicators."""
    groups = {name: _values(values) for name, values in found.groups.items()}
    return head(period, found) | {"figures": _values(found.total)} | ({"by": by, "groups": groups} if by else {})


def define() -> None:
    """Print all definitions."""
    terminal.as_json([_definition(each) for each in INDICATORS])


def head(period: "Period", found: "Figures") -> dict[str, Any]:
    """Of which period and cases, and as of when."""
    of = {name: value for name in ("pack", "service", "team") if (value := getattr(period, name))}
    return {"since": period.since, "until": period.until, "as_of": found.as_of, "uncounted": found.uncounted, **of}


def value_of(each: Indicator, value: "Value") -> dict[str, Any]:
    """A value with its unit; of a share also of how many, and its interval."""
    interval = value.interval if value.among else None
    return {
        "value": exact(each, value),
        "unit": each.unit,
        **({} if value.among is None else {"hits": value.hits, "among": value.among}),
        **({"low": round(interval.low, 4), "high": round(interval.high, 4)} if interval else {}),
    }


def _values(values: "Mapping[str, Value]") -> dict[str, Any]:
    return {each.code: value_of(each, values[each.code]) for each in INDICATORS}


def _definition(each: Indicator) -> dict[str, Any]:
    words = each.words
    return {
        "code": each.code,
        "part": each.section,
        "unit": each.unit,
        "title": {"en": words.en, "ar": words.ar},
        "definition": {"en": words.meaning_en, "ar": words.meaning_ar},
        "sql": each.measure.sql,
    }
