"""Retention rules: the last day of a term, what is due then, and rules that contradict one another."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hijridate import Gregorian

from activities.packs import load_packs
from models.codes import DataKind, Disposal
from models.language import Text
from models.packs.retention import DAY, Due, RetentionRule, Term, due_of
from tests.packs.test_broken_packs import copy, spoil
from tests.support.policies.calendars import POLICIES

__all__ = ["copy"]

TEXT = Text(ar="نص", en="text")
HIJRI = Term(years=5, counted_from="next_year", calendar="hijri")


def rule(then: Disposal, term: Term | None) -> RetentionRule:
    return RetentionRule(purpose=TEXT, ground=TEXT, then=then, term=term)


@pytest.mark.parametrize(
    ("term", "closed", "last"),
    [
        (Term(days=90), "2026-01-06", "2026-04-06"),
        (Term(years=5), "2026-01-06", "2031-01-06"),
        (Term(years=1), "2024-02-29", "2025-03-01"),
        (Term(years=4), "2024-02-29", "2028-02-29"),
        (Term(years=5, counted_from="next_year"), "2026-01-06", "2031-12-31"),
        (Term(years=5, counted_from="next_year"), "2026-12-31", "2031-12-31"),
        (Term(years=1, calendar="hijri"), "2026-01-06", "2026-12-26"),
        (HIJRI, "2026-01-06", "2031-04-22"),
        (Term(years=5, calendar="hijri"), "2076-01-06", "2081-01-06"),
    ],
)
def test_a_term_ends_with_a_day_of_its_calendar(term: Term, closed: str, last: str) -> None:
    assert str(term.last_day(date.fromisoformat(closed))) == last


def test_a_term_of_hijri_years_ends_with_the_last_day_of_one() -> None:
    closed = Gregorian(2026, 1, 6).to_hijri()
    after = HIJRI.last_day(date(2026, 1, 6)) + DAY
    begins = Gregorian.fromdate(after).to_hijri()
    assert (begins.year, begins.month, begins.day) == (closed.year + 6, 1, 1)


@pytest.mark.parametrize("term", [Term(days=90), Term(years=2), Term(years=5, counted_from="next_year"), HIJRI])
def test_the_last_day_of_closing_that_is_due_is_exact(term: Term) -> None:
    for today in (date(2026, 11, 29), date(2028, 2, 29), date(2033, 1, 1)):
        latest = term.closed_by(today)
        assert term.last_day(latest) < today <= term.last_day(latest + DAY)


def test_what_is_anonymised_comes_before_what_is_erased_and_each_once() -> None:
    rules = {
        DataKind.REQUEST: rule(Disposal.ERASE, Term(years=1)),
        DataKind.EVENTS: rule(Disposal.ERASE, Term(years=1)),
        DataKind.NOTICES: rule(Disposal.ANONYMISE, Term(years=1)),
        DataKind.VIEWS: rule(Disposal.KEEP, None),
    }
    closed, day = date(2026, 1, 6), date(2027, 1, 7)
    anonymise = Due(Disposal.ANONYMISE, (DataKind.NOTICES,), day)
    erase = Due(Disposal.ERASE, (DataKind.REQUEST, DataKind.EVENTS), day)
    assert due_of(rules, closed, day - DAY) == ()
    assert due_of(rules, closed, day) == (anonymise, erase)
    assert due_of(rules, closed, day + timedelta(days=400), {(DataKind.NOTICES, Disposal.ANONYMISE)}) == (erase,)


def test_the_packs_have_a_rule_for_every_kind_of_data() -> None:
    for pack in load_packs(POLICIES).values():
        assert set(pack.retention) == set(DataKind)


REQUEST = 'term = { years = 5, counted_from = "next_year", calendar = "hijri" }\nthen = "erase"'


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("[retention.views]", "[retention.looks]", "retention.looks", "should be"),
        ("years = 2 }", "years = 2, days = 3 }", "retention.notices.term", "days or years, one of them"),
        ("term = { years = 2 }", "term = {}", "retention.notices.term", "days or years, one of them"),
        ("term = { years = 2 }\n", "", "retention.notices.term", "anonymise needs a term"),
        ("term = { years = 2 }", "term = { years = 0 }", "retention.notices.term.years", "greater than or equal to 1"),
        ("days = 730", 'days = 730, calendar = "hijri"', "retention.advice.term", "are for years"),
        ('then = "keep"', 'then = "keep"\nterm = { years = 1 }', "retention.views.term", "what is kept has no term"),
        ('then = "keep"', 'then = "anonymise"\nterm = { years = 1 }', "retention.views.then", "say keep"),
        ('then = "anonymise"', 'then = "forget"', "retention.notices.then", "should be"),
        (REQUEST, 'then = "keep"', "retention.request.then", "the key of the case seals it too"),
        (REQUEST, 'term = { years = 3 }\nthen = "erase"', "retention.attachments.term", "give all of it one term"),
        ("years = 2 }", "years = 9 }", "retention.notices.term", "longer than that of the key"),
        ("To show what the beneficiary was told", " ", "retention.notices.purpose", "is empty"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(copy: Path, old: str, new: str, key: str, reason: str) -> None:
    problems = spoil(copy, "retention.toml", old, new)
    assert [each for each in problems if each.key.startswith(key) and reason in each.reason], problems
    assert {each.file for each in problems} <= {"retention.toml", "pack.toml"}


def test_a_kind_without_a_rule_is_named(copy: Path) -> None:
    text = (copy / "retention.toml").read_text()
    (copy / "retention.toml").write_text(text.partition("[retention.notices]")[0])
    problems = spoil(copy, "retention.toml", "[retention.events]", "[retention.events] # as before")
    assert [each.key for each in problems] == [f"retention.{kind}" for kind in ("notices", "advice", "views")]
