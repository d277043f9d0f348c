"""Absences in words: when somebody is away, and who stands in."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from commands.common.terminal import moment
from commands.common.words.language import _

if TYPE_CHECKING:
    from activities.reports.absences import PlannedAbsence


def span(since: datetime, until: datetime, now: datetime, zone: tzinfo) -> str:
    """When somebody is away: `until 2026-12-07`, or `from 2026-12-01 to 2026-12-07`; the days named are days away."""
    if since <= now:
        return _("until {end}", end=_end(until, zone))
    return _("from {begin} to {end}", begin=_begin(since, zone), end=_end(until, zone))


def stands_in(names: Sequence[str]) -> str:
    """Who stands in for somebody who is away."""
    if len(names) > 1:
        return _("{names} stand in", names=_(" and ").join(names))
    return _("{names} stands in", names=names[0]) if names else _("nobody stands in")


def absence_line(absence: "PlannedAbsence", now: datetime, zone: tzinfo) -> str:
    """An absence under way or to come: `hind is away from 2026-12-01 to 2026-12-07: omar stands in`."""
    when = span(absence.since, absence.until, now, zone)
    return _(
        "{staff_id} is away {when}: {stand_ins}",
        staff_id=absence.staff_id,
        when=when,
        stand_ins=stands_in(absence.stand_ins),
    )


def absence_data(absence: "PlannedAbsence") -> dict[str, Any]:
    """An absence for programs."""
    return {
        "staff": absence.staff_id,
        "since": absence.since,
        "until": absence.until,
        "substitute": absence.substitute,
        "stand_ins": list(absence.stand_ins),
    }


def _begin(since: datetime, zone: tzinfo) -> str:
    there = since.astimezone(zone)
    return f"{there:%Y-%m-%d}" if there.time() == time() else moment(since, zone)


def _end(until: datetime, zone: tzinfo) -> str:
    """The last day of an absence that ends with a day; else the instant."""
    there = until.astimezone(zone)
    return f"{there - timedelta(days=1):%Y-%m-%d}" if there.time() == time() else moment(until, zone)
