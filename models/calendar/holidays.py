"""Estimated closures of Saudi Arabia from the `holidays` library, as a first proposal for an administrator to replace.

The library gives the private sector's days: four working days an Eid, make-up days included, which is also the least
a government body closes (domain §4.1, §4.2).
"""

import re
from collections import defaultdict
from datetime import date
from importlib.metadata import version

from hijridate import Gregorian

from models.calendar.rules import Closure, ClosureStatus

FIXED = {"يوم التأسيس": "founding-day", "اليوم الوطني": "national-day"}
ISLAMIC = {"عطلة عيد الفطر": "eid-al-fitr", "يوم عرفة": "eid-al-adha", "عطلة عيد الأضحى": "eid-al-adha"}

LABEL = re.compile(r" \(.*\)$")
ESTIMATED = "تقديري"


def estimated_closures(first_year: int, last_year: int) -> tuple[Closure, ...]:
    """The closures of some years, both included: computed Eids as estimated, known and fixed days as confirmed.

    Ids name the occasion and its year (Hijri for the Eids), so the announced dates replace the estimated ones.
    """
    from holidays import country_holidays  # heavy, and only the seeding command needs it

    years = range(first_year, last_year + 1)
    days = country_holidays("SA", years=years, language="ar", islamic_show_estimated=True)
    occasions: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    for day in sorted(days):
        for label in days.get_list(day):
            occasions[_id(day, LABEL.sub("", label))].append((day, label))
    source = f"holidays {version('holidays')}"
    return tuple(_closure(id, labelled, source) for id, labelled in occasions.items())


def _id(day: date, name: str) -> str:
    if name in ISLAMIC:
        return f"{ISLAMIC[name]}-{Gregorian.fromdate(day).to_hijri().year}"
    return f"{FIXED[name]}-{day.year}" if name in FIXED else f"special-{day}"


def _closure(id: str, labelled: list[tuple[date, str]], source: str) -> Closure:
    """One closure of an occasion's days; the days of the library leave out only weekends between them."""
    computed = any(ESTIMATED in label for _, label in labelled)
    return Closure(
        id=id,
        name=LABEL.sub("", labelled[-1][1]),
        from_date=labelled[0][0],
        to_date=labelled[-1][0],
        source=source,
        status=ClosureStatus.ESTIMATED if computed else ClosureStatus.CONFIRMED,
    )
