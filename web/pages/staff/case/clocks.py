"""The clocks of a case as lines: from their start to when they are due, where they ran or stood, and the rungs.

The line is of the time by the wall; how much working time is used stands beside it in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import chain

from commands.common.terminal import moment, working
from commands.common.words.code_words import in_words
from commands.common.words.language import N_, _, in_arabic
from commands.common.words.titles import rung_title
from commands.work.case.explanation import Reached, reached_at
from commands.work.case.read import CaseFile
from models.case.style import CaseStyle
from models.case.views import ClockView
from models.codes import ClockKind

WIDTH = 400
"""Units of the drawing; where people read from right to left it is drawn from the right."""
TITLES: Mapping[ClockKind, str] = {
    ClockKind.FIRST_RESPONSE: N_("First response"),
    ClockKind.RESOLUTION: N_("Resolution"),
    ClockKind.ANSWER: N_("Answer of the beneficiary"),
    ClockKind.FOLLOW_UP: N_("Time for a reopening"),
    ClockKind.THIRD_PARTY: N_("Answer of a third party"),
}


@dataclass(frozen=True)
class RanStretch:
    """A time in which a clock ran: where it is drawn."""

    x: int
    width: int


@dataclass(frozen=True)
class RungMark:
    """A rung on the line, and in the list below it."""

    title: str
    when: str
    reached: bool
    x: int | None
    """Where it is drawn; nowhere while its clock stands."""


@dataclass(frozen=True)
class ClockLine:
    """A clock as it is drawn."""

    title: str
    said: str
    due: str
    tone: str
    stretches: tuple[RanStretch, ...]
    now: int | None
    due_x: int | None
    rungs: tuple[RungMark, ...]


def clock_lines(case: CaseFile, now: datetime, zone: tzinfo) -> list[ClockLine]:
    """The clocks of a case that have begun: those that run first."""
    reached = reached_at(case.events)
    clocks = sorted(case.explanation.clocks, key=lambda clock: (not clock.running, clock.stopped_at is not None))
    return [_line(clock, now, zone, _RungTold(case.style, reached)) for clock in clocks if _start(clock)]


@dataclass(frozen=True)
class _RungTold:
    style: CaseStyle
    reached: Reached


def _line(clock: ClockView, now: datetime, zone: tzinfo, told: _RungTold) -> ClockLine:
    start, end = _start(clock) or now, _end(clock, now, told)
    scale = _Scale(start, end)
    return ClockLine(
        title=_(TITLES[clock.kind]) if clock.kind in TITLES else in_words(clock.kind),
        said=_said(clock),
        due=_due(clock, zone),
        tone="bad" if clock.breached or clock.left.total_seconds() < 0 else "",
        stretches=tuple(_stretches(clock, now, scale)),
        now=scale.at(now) if clock.stopped_at is None and now <= end else None,
        due_x=scale.at(clock.due) if clock.due else None,
        rungs=tuple(_rungs(clock, zone, scale, told)),
    )


@dataclass(frozen=True)
class _Scale:
    start: datetime
    end: datetime

    def at(self, instant: datetime) -> int:
        """Where an instant is drawn."""
        whole = max(1.0, (self.end - self.start).total_seconds())
        share = min(1.0, max(0.0, (instant - self.start).total_seconds() / whole))
        return round(WIDTH * (1 - share if in_arabic() else share))


def _start(clock: ClockView) -> datetime | None:
    return clock.segments[0].start if clock.segments else clock.running_since


def _end(clock: ClockView, now: datetime, told: _RungTold) -> datetime:
    """The last instant of the line: when it is due, when it stopped, or now where it is late."""
    rungs = (rung.at for rung in clock.rungs if rung.at)
    known = chain(filter(None, (clock.due, clock.stopped_at)), rungs, (each.end for each in clock.segments))
    return max((*known, *((now,) if clock.running else ())), default=now)


def _stretches(clock: ClockView, now: datetime, scale: _Scale) -> Iterator[RanStretch]:
    ran = [(each.start, each.end) for each in clock.segments]
    if clock.running_since:
        ran.append((clock.running_since, now))
    for since, until in ran:
        first, last = sorted((scale.at(since), scale.at(until)))
        yield RanStretch(first, max(4, last - first))


def _rungs(clock: ClockView, zone: tzinfo, scale: _Scale, told: _RungTold) -> Iterator[RungMark]:
    for rung in clock.rungs:
        at = rung.at or told.reached.get((clock.kind, clock.run, rung.name))
        when = moment(at, zone) if at else _("reached") if rung.reached else _("not reached")
        yield RungMark(rung_title(rung.name, told.style), when, rung.reached, scale.at(at) if at else None)


def _said(clock: ClockView) -> str:
    left = clock.left
    over = _("{time} over", time=working(-left)) if left.total_seconds() < 0 else _("{time} left", time=working(left))
    figures = _("{time} promised, {time_2} used, ", time=working(clock.budget), time_2=working(clock.used))
    return figures + over


def _due(clock: ClockView, zone: tzinfo) -> str:
    if clock.due:
        return _("due {at}", at=moment(clock.due, zone))
    if clock.stopped_at:
        return _("stopped {at}", at=moment(clock.stopped_at, zone))
    return _("stands still")
