"""An indicator of the reports: its words, and its definition as SQL over `occurrence` or over the open cases now.

The conditions are written with the columns of the table `occurrence` (`models.case.occurrence`), those of stocks with
the columns of `case_row` (`models.case.row`) and the parameter `now`.
"""

from dataclasses import dataclass
from typing import LiteralString

from models.codes import Code


class Unit(Code):
    """What the value of an indicator is."""

    COUNT = "count"
    SHARE = "share"
    """From 0 to 1, of how many."""
    RATIO = "ratio"
    """For each of how many; it may be more than 1."""
    MEAN = "mean"
    WORKING = "working_seconds"
    ELAPSED = "elapsed_seconds"


class ReportPart(Code):
    """The parts of a report, in their order."""

    FLOW = "flow"
    PROMISES = "promises"
    TIMES = "times"
    OUTCOMES = "outcomes"
    WORK = "work"
    BENEFICIARIES = "beneficiaries"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Count:
    """How many occurrences of the period meet a condition."""

    where: LiteralString
    unit: Unit = Unit.COUNT

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return f"count(*) FILTER (WHERE {self.where})"


def _quotient(where: LiteralString, among: LiteralString) -> str:
    return f"count(*) FILTER (WHERE {where})::float / count(*) FILTER (WHERE {among})"


@dataclass(frozen=True, slots=True)
class Portion:
    """How many of those that meet `among` meet `where` too; what meets `where` always meets `among`."""

    where: LiteralString
    among: LiteralString
    unit: Unit = Unit.SHARE

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return _quotient(self.where, self.among)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many meet `where` for each that meets `among`: others than those, counted in the same period."""

    where: LiteralString
    among: LiteralString
    unit: Unit = Unit.RATIO

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return _quotient(self.where, self.among)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `number`."""

    where: LiteralString
    unit: Unit = Unit.MEAN

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return f"avg(number) FILTER (WHERE {self.where})"


@dataclass(frozen=True, slots=True)
class Percentile:
    """The time below which a share of the occurrences lies, interpolated; the half of them for the median."""

    where: LiteralString
    share: float
    unit: Unit
    """`WORKING` or `ELAPSED`: which time."""

    @property
    def column(self) -> LiteralString:
        """The column of the time."""
        return "working" if self.unit is Unit.WORKING else "elapsed"

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return f"percentile_cont({self.share}) WITHIN GROUP (ORDER BY {self.column}) FILTER (WHERE {self.where})"


@dataclass(frozen=True, slots=True)
class Stock:
    """How many cases that are not closed meet a condition now."""

    where: LiteralString
    unit: Unit = Unit.COUNT

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return f"count(*) FILTER (WHERE {self.where})"


@dataclass(frozen=True, slots=True)
class Oldest:
    """The time since the earliest `submitted_at` of the cases that meet a condition now."""

    where: LiteralString
    unit: Unit = Unit.ELAPSED

    @property
    def sql(self) -> str:
        """As it is printed with the definition."""
        return f"extract(epoch FROM %(now)s - min(submitted_at) FILTER (WHERE {self.where}))"


Measure = Count | Portion | Ratio | Mean | Percentile | Stock | Oldest


@dataclass(frozen=True, slots=True)
class InWords:
    """A title and a definition in English and Arabic."""

    en: str
    ar: str
    meaning_en: str
    meaning_ar: str

    def title(self, language: str) -> str:
        """The title in a language; in English for one that there is none for."""
        return self.ar if language == "ar" else self.en

    def meaning(self, language: str) -> str:
        """The definition in a language, as `title`."""
        return self.meaning_ar if language == "ar" else self.meaning_en


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure that managers are told, by a code that stays."""

    code: str
    section: ReportPart
    measure: Measure
    words: InWords

    @property
    def unit(self) -> Unit:
        """What its value is."""
        return self.measure.unit
