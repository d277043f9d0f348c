"""Values of indicators as people and programs read them, and the names of their groups."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.words.labels import Label
from commands.reports.words import WORDS
from models.codes import ReportBy
from models.reports.indicator import Indicator, Unit

if TYPE_CHECKING:
    from activities.reports.indicators import Figures, Period, Value
    from commands.looks.ratings import RatingsTold
    from models.language import Text
    from models.packs.pack import Pack

OF_A_PACK = (ReportBy.SERVICE, ReportBy.PROBLEM, ReportBy.TEAM)
"""Groups whose names are codes of a pack, and stand with its name."""


def shown(each: Indicator, value: "Value", language: str = "en") -> str:
    """A value with its unit: `92 %`, `3 h 20 m`, `17`."""
    if value.value is None:
        return terminal.NONE
    if each.unit in (Unit.SHARE, Unit.RATIO):
        return f"{value.value:.0%}".replace("%", " %")
    if each.unit in (Unit.WORKING, Unit.ELAPSED):
        return _time(each.unit, value.value, WORDS[language].units)
    return f"{value.value:.2f}" if each.unit is Unit.MEAN else f"{value.value:,.0f}"


def _time(unit: Unit, seconds: float, units: tuple[str, str, str]) -> str:
    """A time in its two largest units; of working time hours and minutes, as a working day is no day."""
    minutes = round(seconds / 60)
    days, hours = (minutes // 1440, minutes // 60 % 24) if unit is Unit.ELAPSED else (0, minutes // 60)
    parts = [*([(days, 0)] if days else []), *([(hours, 1)] if hours else []), (minutes % 60, 2)]
    told = [(count, place) for count, place in parts[:2] if count] or [(0, 2)]
    return " ".join(f"{count:,} {units[place]}" for count, place in told)


def of_how_many(value: "Value", language: str = "en") -> str:
    """Of a share `23 of 25`, of a ratio `23 for 20`."""
    if value.among is None:
        return ""
    words = WORDS[language]
    return f"{value.hits:,} {words.share_of if value.is_share else words.ratio_of} {value.among:,}"


def exact(each: Indicator, value: "Value") -> float | int | None:
    """A value for programs and spreadsheets: counts as whole numbers, shares from 0 to 1, times in seconds."""
    if value.value is None:
        return None
    return int(value.value) if each.unit is Unit.COUNT else round(float(value.value), 4)


def names_of(groups: Iterable[str], by: ReportBy) -> Mapping[str, str]:
    """The groups as they are shown: codes without their pack where all are of one."""
    known = list(groups)
    packs = {name.partition(".")[0] for name in known if name}
    plain = by in OF_A_PACK and len(packs) == 1
    return {name: (name.partition(".")[2] if plain else name) or terminal.NONE for name in known}


def titles_of(
    groups: Iterable[str], by: ReportBy, language: str = "en", known: "Mapping[str, Pack] | None" = None
) -> Mapping[str, str]:
    """What the packs call the groups today, in a language; empty for what has no title. `known`: the packs at hand."""
    from commands.common.context import packs

    known = packs() if known is None else known
    if part := _OF_ANY_PACK.get(by):
        return {name: _in_any_pack(name, part, known.values(), language) for name in groups}
    return {name: _title(known.get(name.partition(".")[0]), name.partition(".")[2], by, language) for name in groups}


_OF_ANY_PACK = {ReportBy.CHANNEL: "channels", ReportBy.RUNG: "rungs"}
"""Where a pack has titles of codes that reports do not tell apart by pack."""


def _in_any_pack(code: str, part: str, packs: "Iterable[Pack]", language: str) -> str:
    """What the first pack that has such a code calls it."""
    found = ((getattr(pack, part).get(code), pack) for pack in packs)
    return next((title.of(language, *pack.languages) for title, pack in found if title), "")


def _title(pack: "Pack | None", code: str, by: ReportBy, language: str) -> str:
    found: Text | None = None
    if pack is None:
        return ""
    if by is ReportBy.SERVICE and code in pack.services:
        found = pack.services[code].title
    elif by is ReportBy.PROBLEM and code in pack.problems:
        found = pack.problems[code].title
    elif by is ReportBy.TEAM:
        found = pack.teams.get(code)
    return found.of(language, *pack.languages) if found else ""


NARROWED = {"pack": Label("pack", "الحزمة"), "service": Label("service", "الخدمة"), "team": Label("team", "الفريق")}
"""By what a report is narrowed."""


def period_text(period: "Period", language: str = "en") -> str:
    """`2026-01-01 to 2026-01-31, team exit_visas`."""
    days = (period.since.date(), (period.until - timedelta(days=1)).date())
    of = [f"{label.of(language)} {value}" for name, label in NARROWED.items() if (value := getattr(period, name))]
    return ", ".join([WORDS[language].period.format(*days), *of])


def as_of_text(found: "Figures | RatingsTold", language: str = "en") -> str:
    """As of when the figures are, and what is not counted yet."""
    words = WORDS[language]
    at = words.as_of.format(terminal.moment(found.as_of, terminal.local_zone()))
    return f"{at}; {words.uncounted.format(f'{found.uncounted:,}')}" if found.uncounted else at
