"""Checks the working calendar against files of working-time cases taken from other libraries' tests."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from models.base import Wire
from models.calendar.rules import CalendarRules, Closure, Interval, Opening, Weekday, WeeklyPattern
from models.calendar.working import WorkingCalendar, compile_calendar

Answer = bool | float | str
"""Open or not, working minutes, or an instant in ISO 8601, as a file writes it."""

HALF_A_PRINTED_DIGIT = timedelta(minutes=0.5e-6)
"""Files print working minutes to six decimals."""

PairedInterval = Annotated[Interval, BeforeValidator("-".join)]
"""Opening hours written as a pair of times."""


class Operation(StrEnum):
    """What a case asks of the calendar."""

    ADD = "add"
    SUBTRACT = "subtract"
    BETWEEN = "between"
    IS_OPEN = "is_open"
    NEXT_OPEN = "next_open"
    PREV_OPEN = "prev_open"


class Tier(StrEnum):
    """How closely a case binds: exactly, at the edge of an interval, or within its tolerance."""

    STRICT = "strict"
    BOUNDARY = "boundary"
    COARSE = "coarse"


class BoundaryStyle(StrEnum):
    """What a library returns for an amount that ends exactly at an edge: that one (as we do) or the adjacent span's."""

    END_OF_SEGMENT = "end_of_segment"
    ADJACENT_SEGMENT = "adjacent_segment"


class VectorCalendar(Wire):
    """The calendar of a case, in the terms of the file."""

    tz: str
    hours: dict[Weekday, tuple[PairedInterval, ...]]
    holidays: tuple[str, ...] = ()
    special_hours: dict[str, tuple[PairedInterval, ...]] = Field(default_factory=dict)
    breaks: dict[str, tuple[PairedInterval, ...]] = Field(default_factory=dict)

    def rules(self) -> CalendarRules:
        """The same calendar as rules."""
        holidays = [
            Closure.model_validate({"id": day, "name": day, "from_date": day}) for day in dict.fromkeys(self.holidays)
        ]
        breaks = [
            Closure.model_validate({"id": f"break {day}", "name": "break", "from_date": day, "hours": hours})
            for day, hours in self.breaks.items()
        ]
        special = [
            Opening.model_validate({"from_date": day, "hours": hours}) for day, hours in self.special_hours.items()
        ]
        return CalendarRules(
            name="vector",
            version=self.tz,
            timezone=self.tz,
            working_day=timedelta(hours=8),
            weekly=(WeeklyPattern(hours=self.hours),),
            closures=(*holidays, *breaks),
            openings=tuple(special),
        )


class Vector(Wire):
    """One case: an operation, its operands and the answer expected. Instants without offset are local to `tz`."""

    id: str
    tier: Tier
    op: Operation
    calendar: VectorCalendar
    start: datetime
    end: datetime | None = None
    business_minutes: float = 0
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    expected: Answer
    boundary_style: BoundaryStyle = BoundaryStyle.END_OF_SEGMENT
    tolerance_seconds: float = 0

    def instant(self, value: datetime | str) -> datetime:
        """An aware instant from a value of the case."""
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
        return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(self.calendar.tz))

    def pauses_after_start(self) -> list[tuple[datetime, datetime]]:
        """The pauses in order, each from the start of the case at the earliest."""
        start = self.instant(self.start)
        pauses = sorted((self.instant(begins), self.instant(ends)) for begins, ends in self.pauses)
        return [(max(begins, start), ends) for begins, ends in pauses if ends > start]


class Difference(Wire):
    """A case on which we do not agree; `got` is our answer, or why the calendar was refused."""

    id: str
    tier: Tier
    op: Operation
    expected: Answer
    got: Answer


class CheckReport(Wire):
    """How many cases were checked, how many agree, and the others."""

    checked: int
    agree: int
    differences: tuple[Difference, ...]


def check_vectors(lines: Iterable[str]) -> CheckReport:
    """Run the cases of a file, one JSON object a line. Raises ValueError naming the line that cannot be read."""
    vectors = [_parse_vector(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    differences = tuple(difference for vector in vectors if (difference := _check(vector)))
    return CheckReport(checked=len(vectors), agree=len(vectors) - len(differences), differences=differences)


def _parse_vector(number: int, line: str) -> Vector:
    try:
        return Vector.model_validate_json(line)
    except ValueError as error:
        raise ValueError(f"line {number} is not a working-time case: {error}") from error


def _check(vector: Vector) -> Difference | None:
    try:
        calendar = compile_calendar(vector.calendar.rules())
        result = _compute(vector, calendar)
    except ValueError as error:
        return _difference(vector, str(error))
    return None if _agrees(vector, calendar, result) else _difference(vector, _as_answer(vector, result))


def _difference(vector: Vector, got: Answer) -> Difference:
    return Difference(id=vector.id, tier=vector.tier, op=vector.op, expected=vector.expected, got=got)


def _compute(vector: Vector, calendar: WorkingCalendar) -> bool | timedelta | datetime:
    start = vector.instant(vector.start)
    match vector.op:
        case Operation.ADD:
            return _added(vector, calendar, start)
        case Operation.SUBTRACT:
            return calendar.subtract(start, timedelta(minutes=vector.business_minutes))
        case Operation.BETWEEN:
            return _between(vector, calendar, start)
        case Operation.IS_OPEN:
            return calendar.is_open(start)
        case Operation.NEXT_OPEN:
            return calendar.next_open(start)
        case Operation.PREV_OPEN:
            return calendar.prev_open(start)


def _added(vector: Vector, calendar: WorkingCalendar, start: datetime) -> datetime:
    amount = timedelta(minutes=vector.business_minutes)
    for begins, ends in vector.pauses_after_start():
        if begins < calendar.add(start, amount):
            amount += calendar.between(begins, ends)
    return calendar.add(start, amount)


def _between(vector: Vector, calendar: WorkingCalendar, start: datetime) -> timedelta:
    end = vector.instant(vector.end or vector.start)
    pauses = ((begins, min(ends, end)) for begins, ends in vector.pauses_after_start() if begins < end)
    return calendar.between(start, end) - sum((calendar.between(*pause) for pause in pauses), timedelta())


def _agrees(vector: Vector, calendar: WorkingCalendar, result: bool | timedelta | datetime) -> bool:
    tolerance = timedelta(seconds=vector.tolerance_seconds)
    match result:
        case timedelta():
            expected = timedelta(minutes=float(vector.expected))
            return abs(result - expected) <= max(tolerance, HALF_A_PRINTED_DIGIT)
        case datetime():
            named = _as_named(vector, calendar, result)
            return abs(named - vector.instant(str(vector.expected))) <= tolerance
        case _:
            return result is vector.expected


def _as_named(vector: Vector, calendar: WorkingCalendar, edge: datetime) -> datetime:
    """Our result in the boundary style of the case: the other style names the other side of closed time."""
    if vector.boundary_style is BoundaryStyle.END_OF_SEGMENT:
        return edge
    return calendar.next_open(edge) if vector.op is Operation.ADD else calendar.prev_open(edge)


def _as_answer(vector: Vector, result: bool | timedelta | datetime) -> Answer:
    match result:
        case timedelta():
            return round(result / timedelta(minutes=1), 6)
        case datetime():
            return result.astimezone(ZoneInfo(vector.calendar.tz)).isoformat()
        case _:
            return result
