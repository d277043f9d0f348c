"""How a promise in days is counted, as data: which days count, how the last one ends, and how a start at a closed time
counts."""

from datetime import time
from enum import StrEnum
from typing import Literal

from models.base import Wire


class DayUnit(StrEnum):
    """The days that count: those on which somebody works, or all of them."""

    WORKING = "working_days"
    CALENDAR = "calendar_days"


class Until(StrEnum):
    """How the last day ends: at the time of day of the start, or with the day."""

    CLOCK = "clock"
    END = "end"


class ClosedStart(StrEnum):
    """From when a start at a closed time counts."""

    OPENING = "opening"
    """The next opening."""
    MORNING = "morning"
    """The morning of the next working day."""
    SAME_TIME = "same_time"
    """The same time of day on the next working day."""
    AS_IT_IS = "as_it_is"
    """Itself."""


class DayRule(Wire):
    """One way to count days. The day of the start is never one of them."""

    unit: DayUnit = DayUnit.WORKING
    until: Until = Until.CLOCK
    outside_hours: Literal[ClosedStart.OPENING, ClosedStart.MORNING, ClosedStart.AS_IT_IS] = ClosedStart.OPENING
    """From when a start on a working day counts, before it opens, between its hours or after it has closed."""
    closed_day: ClosedStart = ClosedStart.OPENING
    """From when a start on any other day counts."""
    last_start: time | None = None
    """From this time of a working day on a start counts from the morning of the next one, whoever works then."""
    morning: time | None = None
    """When a morning begins; without it, when the day opens."""
