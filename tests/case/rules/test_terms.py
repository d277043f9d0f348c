"""Terms that come with a command: those that a pack could have are usable, up to the last one, and no others."""

from datetime import timedelta
from typing import Any

import pytest

from models.calendar import counted_days
from models.calendar.promise import DayOffset, Promise
from models.calendar.rules import CalendarRules
from models.case.terms import LONGEST, MOST_DAYS, are_usable
from models.codes import ClockKind, Priority
from models.policy import ApprovalStep, AskPolicy, FollowUpPolicy, Rung, ServiceTerms, terms_of
from tests.support.simulation import calendar_rules, policy

LEAST, ZERO, HOUR = timedelta(microseconds=1), timedelta(), timedelta(hours=1)
KNOWN = ("test",)
OTHER = calendar_rules().but(name="other")
CLOSED = CalendarRules.model_validate(
    {"name": "closed", "version": "1", "timezone": "UTC", "working_day": "PT7H", "weekly": []}
)
OPTIONAL = ApprovalStep(name="review", roles=(), optional=True)
NEEDED = ApprovalStep(name="second_person", roles=())


def terms(**changes: Any) -> ServiceTerms:
    return terms_of(policy()).but(**changes)


def promising(promise: timedelta | Promise, kind: ClockKind = ClockKind.RESOLUTION, **changes: Any) -> ServiceTerms:
    """Terms with this promise for one priority."""
    targets = dict(terms().targets)
    return terms(targets=targets | {kind: targets[kind] | {Priority.HIGH: promise}}, **changes)


def asking(limit: timedelta, remind_before: timedelta) -> ServiceTerms:
    return terms(ask=AskPolicy(limit=limit, remind_before=remind_before, max_rounds=1))


def on(**rung: Any) -> ServiceTerms:
    """Terms with a ladder of one rung."""
    return terms(ladder=(Rung(name="one", **rung),))


@pytest.mark.parametrize(
    "usable",
    [
        terms(),
        promising(LEAST),
        promising(LONGEST),
        promising(LONGEST, ClockKind.FIRST_RESPONSE),
        promising(Promise(amount=LONGEST)),
        promising(Promise(amount=HOUR, calendar="test")),
        promising(Promise(amount=HOUR, calendar="other"), calendars={"other": OTHER}),
        promising(Promise(days=1)),
        promising(Promise(days=MOST_DAYS, calendar="test")),
        on(share=0.0),
        on(share=10.0),
        on(offset=LONGEST),
        on(offset=-LONGEST),
        on(offset=DayOffset(days=MOST_DAYS)),
        on(offset=DayOffset(days=-MOST_DAYS)),
        terms(ladder=()),
        terms(approvals=(OPTIONAL, NEEDED)),
        asking(LONGEST, LONGEST),
        asking(LEAST, ZERO),
        terms(follow_up=FollowUpPolicy(window=LONGEST, max_reopens=1)),
    ],
)
def test_what_a_pack_could_have_is_usable(usable: ServiceTerms) -> None:
    assert are_usable(usable, KNOWN)


@pytest.mark.parametrize(
    "unusable",
    [
        promising(ZERO),
        promising(LONGEST + LEAST),
        promising(ZERO, ClockKind.FIRST_RESPONSE),
        promising(Promise()),
        promising(Promise(amount=ZERO)),
        promising(Promise(amount=LONGEST + LEAST)),
        promising(Promise(amount=HOUR, calendar="unheard_of")),
        promising(Promise(days=0)),
        promising(Promise(days=MOST_DAYS + 1)),
        promising(Promise(days=1, amount=HOUR)),
        promising(Promise(days=1, calendar="unheard_of")),
        terms(targets={ClockKind.RESOLUTION: terms().targets[ClockKind.RESOLUTION]}),
        terms(targets=terms().targets | {ClockKind.RESOLUTION: dict.fromkeys([Priority.LOW], HOUR)}),
        on(),
        on(share=0.5, offset=HOUR),
        on(share=-0.1),
        on(share=10.1),
        on(offset=LONGEST + LEAST),
        on(offset=-LONGEST - LEAST),
        on(offset=DayOffset(days=MOST_DAYS + 1)),
        on(offset=DayOffset(days=-MOST_DAYS - 1)),
        terms(ladder=(Rung(name="one", share=0.5), Rung(name="two"))),
        terms(approvals=()),
        terms(approvals=(OPTIONAL,)),
        asking(ZERO, ZERO),
        asking(LONGEST + LEAST, ZERO),
        asking(HOUR, -LEAST),
        asking(HOUR, HOUR + LEAST),
        terms(follow_up=FollowUpPolicy(window=ZERO, max_reopens=1)),
        terms(follow_up=FollowUpPolicy(window=LONGEST + LEAST, max_reopens=1)),
        terms(calendars={"another": OTHER}),
        terms(calendars={"other": OTHER, "closed": CLOSED}),
    ],
)
def test_what_no_pack_could_have_is_not_usable(unusable: ServiceTerms) -> None:
    assert not are_usable(unusable, KNOWN)


def test_the_longest_amount_is_a_year_and_the_most_days_those_of_packs() -> None:
    year, days = timedelta(days=366), counted_days.LONGEST
    assert are_usable(promising(year), KNOWN) and not are_usable(promising(year + HOUR), KNOWN)
    assert are_usable(promising(Promise(days=days)), KNOWN) and not are_usable(promising(Promise(days=days + 1)), KNOWN)
