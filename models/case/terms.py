"""Terms of a service that came with a command: whether a case can run under them."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from models.calendar.promise import DayOffset, Promise
from models.calendar.working import compile_calendar
from models.codes import PROMISES, Priority
from models.policy import ServiceTerms

LONGEST = timedelta(days=366)
"""The longest amount of working time, as in packs."""
MOST_DAYS = 1000
"""The most days that a promise may have, as in packs."""


def are_usable(terms: ServiceTerms, calendars: Collection[str]) -> bool:
    """Whether a pack could have such terms, where a case has these calendars already: so nothing overflows."""
    return all(_doubts(terms, {*calendars, *terms.calendars}))


def _doubts(terms: ServiceTerms, calendars: Collection[str]) -> Iterator[bool]:
    for kind in PROMISES:
        given = terms.targets.get(kind, {})
        yield all(priority in given and _is_promise(given[priority], calendars) for priority in Priority)
    for rung in terms.ladder:
        yield (rung.share is None) is not (rung.offset is None)
        yield 0 <= (rung.share or 0) <= 10 and _is_offset(rung.offset or timedelta())
    yield any(not step.optional for step in terms.approvals)
    yield _is_amount(terms.ask.limit) and timedelta() <= terms.ask.remind_before <= terms.ask.limit
    yield _is_amount(terms.follow_up.window)
    yield all(name == rules.name and _compiles(terms, name) for name, rules in terms.calendars.items())


def _is_promise(promise: timedelta | Promise, calendars: Collection[str]) -> bool:
    if isinstance(promise, timedelta):
        return _is_amount(promise)
    if promise.calendar is not None and promise.calendar not in calendars:
        return False
    if promise.days is not None:
        return promise.amount is None and 0 < promise.days <= MOST_DAYS
    return promise.amount is not None and _is_amount(promise.amount)


def _is_offset(offset: timedelta | DayOffset) -> bool:
    return abs(offset.days) <= MOST_DAYS if isinstance(offset, DayOffset) else abs(offset) <= LONGEST


def _is_amount(amount: timedelta) -> bool:
    return timedelta() < amount <= LONGEST


def _compiles(terms: ServiceTerms, name: str) -> bool:
    try:
        compile_calendar(terms.calendars[name])
    except ValueError:
        return False
    return True
