"""The checker's own calendar, fold, ladder and routes agree with the product's, though they share no code."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hijridate import Hijri
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.packs import load_packs
from bench.cases import request_json, residence_number
from bench.packs import POLICIES
from chaos.checks import references, standing
from chaos.checks.calendar import calendar_of, changed
from chaos.checks.cases import FoldedEvidence, folded
from chaos.checks.invariants import clocks
from chaos.checks.ladder import falls_due
from chaos.checks.packs import policy_problems
from chaos.checks.policies import read_policy
from chaos.checks.rows import differences, receipt_of
from chaos.checks.standing import Standing
from chaos.history.collect import packs_in
from chaos.history.evidence import RecordedCase
from models.calendar.change import CalendarChange
from models.calendar.day_rule import DayRule
from models.calendar.months import HijriMonth
from models.calendar.rules import CalendarRules, Closure, ClosureStatus
from models.calendar.working import WorkingCalendar, compile_calendar
from models.case.commands import SYSTEM
from models.case.edition import FIRST, SECOND
from models.case.events import Breached, RungReached
from models.case.projection import project
from models.case.state import CaseState, Notice
from models.codes import Action, Audience, Channel, ClockKind, Effect, Priority, Role, ShareBy
from models.intake.request import read_request
from models.packs.derive import case_policy
from models.policy import ApprovalStep, NoticeRoute, RungAction, SharingPolicy, Target, terms_of, with_calendar
from models.sharing import Colleague, TeamRule
from tests.case.test_properties import LIVES, OTHER_TARGETS, live
from tests.chaos.checks.made_up import chained
from tests.support.policies.days import (
    CALENDAR_DAYS,
    CALENDAR_DAYS_TO_THE_END,
    CITY,
    TO_THE_CLOCK,
    TO_THE_END,
    around_the_clock_when_urgent,
    days_from_the_end,
    in_days,
)
from tests.support.simulation import (
    DIRECTOR,
    LAYLA,
    OMAR,
    SALMA,
    STRANGER,
    TWO_STEPS,
    Case,
    calendar_rules,
    riyadh,
)
from workflows.case.deadlines import next_wake
from workflows.case.evolve import evolve
from workflows.case.sharing.choosing import PossibleHolder

SECONDS = st.integers(0, 19 * 365 * 86_400)
YEARS = SECONDS.map(lambda each: datetime(2012, 1, 1, tzinfo=UTC) + timedelta(seconds=each))
AMOUNTS = st.timedeltas(timedelta(microseconds=1), timedelta(days=40))

BERLIN = CalendarRules.model_validate(
    {
        "name": "odd",
        "version": "1",
        "timezone": "Europe/Berlin",
        "working_day": 28_800,
        "weekly": [
            {"until": "2019-12-31", "hours": {"mon": ["08:00-12:00", "12:00-16:30"], "sat": ["22:00-06:00"]}},
            {"since": "2020-01-01", "hours": {"tue": ["00:00-24:00"], "fri": ["09:15-17:00"], "sat": ["20:00-20:00"]}},
        ],
        "overlays": [
            {"name": "summer", "from_date": "2020-07-01", "to_date": "2020-08-31", "hours": {"tue": ["06:00-10:00"]}},
            {"name": "fasting", "from_date": "2015-01-01", "hijri_month": 9, "hours": {"mon": ["10:00-11:00"]}},
        ],
        "closures": [
            {"id": "leap", "name": "x", "from_date": "*-02-27", "to_date": "*-02-29", "since": "2016-01-01"},
            {"id": "noon", "name": "x", "from_date": "*-01-01", "to_date": "*-12-31", "hours": ["12:30-13:00"]},
            {"id": "night", "name": "x", "from_date": "2021-03-27", "to_date": "2021-03-28", "hours": ["23:00-02:30"]},
        ],
        "openings": [{"from_date": "2020-02-28", "hours": ["10:00-18:00"]}],
    }
)


@pytest.mark.parametrize("rules", [calendar_rules(), BERLIN], ids=["passports", "odd"])
@settings(max_examples=150, deadline=None)
@given(YEARS, AMOUNTS, st.timedeltas(timedelta(), timedelta(days=90)))
def test_working_time_is_that_of_the_product(
    rules: CalendarRules, since: datetime, amount: timedelta, length: timedelta
) -> None:
    own, theirs = calendar_of(rules.model_dump(mode="json")), compile_calendar(rules)
    assert own.used(since, since + length) == theirs.between(since, since + length)
    assert own.after(since, amount) == theirs.add(since, amount)


def test_a_calendar_as_its_owner_wrote_it_is_read_too() -> None:
    own = calendar_of(tomllib.loads((POLICIES / "passports/calendar.toml").read_text()))
    since, until = riyadh("2025-12-01 09:00"), riyadh("2026-04-01 09:00")
    assert own.used(since, until) == compile_calendar(calendar_rules()).between(since, until)


def test_an_announced_change_has_the_effect_it_has_in_the_product() -> None:
    closures = (
        Closure(id="eid-al-fitr-1447", name="x", from_date=date(2026, 3, 18), to_date=date(2026, 3, 25)),
        Closure(
            id="storm",
            name="x",
            from_date=date(2026, 1, 20),
            to_date=date(2026, 1, 21),
            status=ClosureStatus.ANNOUNCED,
        ),
    )
    change = CalendarChange(calendar="passports", version="v2", closures=closures, removed=("founding-day",))
    own = calendar_of(changed(calendar_rules().model_dump(mode="json"), change.model_dump(mode="json")))
    theirs = WorkingCalendar(change.apply(calendar_rules()))
    for days in range(1, 120, 7):
        since = riyadh("2026-01-01 09:00")
        assert own.used(since, since + timedelta(days=days)) == theirs.between(since, since + timedelta(days=days))


def agrees(case: Case) -> None:
    """The checker's fold says what the product's says after every event."""
    policy, reference = case.opened_under, case.state.reference
    seen = folded(RecordedCase(reference, None, tuple(chained(reference, case.events)), None, policy.text))
    state, notices = CaseState(reference=reference, policy=policy), dict[str, Notice]()
    for event, stands in zip(case.events, seen.standings[1:], strict=True):
        state = evolve(state, event)
        notices |= {notice.key: notice for notice in state.outbox}
        same(state, stands)
    assert [*seen.planned] == [*notices]
    for planned, notice in zip(seen.planned.values(), notices.values(), strict=True):
        assert vars(planned) == {name: getattr(notice, name) for name in vars(planned)}


def same(state: CaseState, standing: Standing) -> None:
    """Row, receipt, next due instant, pending searches and notices are the same."""
    assert differences(project(state).model_dump(), standing) == []
    receipt = state.receipt(opening=True)
    assert receipt_of(standing, opening=True) == receipt.model_dump()
    due = falls_due(standing)
    assert (due[0].at if due else None) == next_wake(state)
    assert len(standing.pending) == len(state.pending)
    assert list(standing.unsent) == [notice.key for notice in state.outbox]


@settings(max_examples=120, deadline=None)
@given(LIVES)
def test_any_life_is_folded_as_the_product_folds_it(life: Any) -> None:
    agrees(live(life))


@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_a_life_with_two_persons_is_folded_as_the_product_folds_it(life: Any) -> None:
    agrees(live(life, approvals=TWO_STEPS))


@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_routes_on_several_events_or_with_a_message_for_each_outcome_are_read_alike(life: Any) -> None:
    pack = PACKS["passports"]
    roundups = {name: roundup.when for name, roundup in pack.roundups.items()}
    agrees(live(life, routes=pack.routes, roundups=roundups))


RECALLING = [(("recall", each, {"note": "x"}), minutes, False) for each in (OMAR, SALMA) for minutes in (0, 1, 40)]


@settings(max_examples=150, deadline=None)
@given(LIVES, st.lists(st.tuples(st.integers(0, 25), st.sampled_from(RECALLING)), min_size=1, max_size=12))
def test_a_life_in_which_replies_are_recalled_is_folded_as_the_product_folds_it(life: Any, recalls: Any) -> None:
    for place, recall in sorted(recalls, key=lambda each: -each[0]):
        life.insert(min(place, len(life)), recall)
    case = live(life, recall=timedelta(minutes=30), approvals=TWO_STEPS, routes=PACKS["passports"].routes)
    agrees(case)


TOLD, MOVED = (
    RungAction(action=Action.HAND_OVER, target=Target(role=Role.SUPERVISOR)),
    RungAction(action=Action.REASSIGN, team="visit_visas"),
)
SHARING = SharingPolicy(
    teams={
        "exit_visas": TeamRule(by=ShareBy.ROUND_ROBIN, capacity=3),
        "visit_visas": TeamRule(by=ShareBy.LEAST_LOADED),
    },
    again_after=timedelta(minutes=30),
    nobody_available=(TOLD, MOVED),
)
PEOPLE = (OMAR, SALMA, STRANGER.in_place_of(LAYLA), DIRECTOR)
THERE = [PossibleHolder(each, Colleague(id=each.id, stands_in_for=each.stands_in_for)) for each in PEOPLE]
GIVEN = NoticeRoute(on="assigned", audience=Audience.ASSIGNEE, channels=(Channel.EMAIL,), template="assigned")
APPROVALS = (*TWO_STEPS, ApprovalStep(name="third", roles=(Role.DIRECTOR, Role.OFFICER), teams=("visit_visas",)))


@settings(max_examples=150, deadline=None)
@given(LIVES, st.sampled_from((TWO_STEPS, APPROVALS)))
def test_a_life_whose_cases_are_given_to_people_is_folded_as_the_product_folds_it(life: Any, approvals: Any) -> None:
    agrees(live(life, there=THERE, sharing=SHARING, approvals=approvals, routes=(GIVEN,)))


LIMITS = st.integers(-3 * 1_440, 12 * 1_440).map(lambda each: riyadh("2026-01-06 09:00") + timedelta(minutes=each))


@settings(max_examples=200, deadline=None)
@given(LIVES, LIMITS, st.sampled_from((FIRST, SECOND)))
def test_a_life_under_a_legal_limit_is_folded_as_the_product_folds_it(life: Any, limit: datetime, edition: int) -> None:
    agrees(live(life, due_cap=limit, edition=edition))


@settings(max_examples=100, deadline=None)
@given(LIVES, LIMITS, st.sampled_from((FIRST, SECOND)))
def test_no_life_under_a_legal_limit_breaks_an_invariant_of_clocks(life: Any, limit: datetime, edition: int) -> None:
    case = live(life, due_cap=limit, edition=edition)
    assert violations_of_clocks(case) == []


def violations_of_clocks(case: Case) -> list[tuple[str, str]]:
    """What the invariants of clocks find in the events of a case alone."""
    reference = case.state.reference
    seen = folded(RecordedCase(reference, None, tuple(chained(reference, case.events)), None, case.opened_under.text))
    run = SimpleNamespace(cases={reference: seen}, evidence=SimpleNamespace(at=case.now))
    return [each for check in CHECKS for each in check(cast(FoldedEvidence, run))]


def test_a_shorter_promise_given_after_an_outage_is_no_disorder() -> None:
    """Half of the long one fell due in the outage; of the short one everything had, some of it before that."""
    case = Case("2026-01-06 09:00").outage_until("2026-01-11 12:31")
    case.do("prioritise", SALMA, priority="urgent")
    case.wake()
    assert case.rungs() == ["half", "four_fifths", "breach"]
    assert violations_of_clocks(case) == []


def test_what_a_pause_had_held_up_is_no_disorder() -> None:
    """In the first edition the law's last instant passes unseen in a wait; its end brings what was due before it."""
    case = Case("2026-01-06 09:00", due_cap=riyadh("2026-01-06 09:01"), edition=FIRST)
    case.do("claim", OMAR)
    case.do("wait", OMAR, party="traffic", reason="verification")
    case.outage_until("2026-01-12 09:00")
    case.wake()
    breaches = case.bodies(Breached)
    assert [breach.clock for breach in breaches] == [ClockKind.THIRD_PARTY, ClockKind.RESOLUTION]
    assert breaches[1].due < breaches[0].due
    assert violations_of_clocks(case) == []


def test_the_shorter_promise_of_another_service_given_after_an_outage_is_no_disorder() -> None:
    """Half of its promise fell due in the outage, and four fifths of the one that the correction brings before that."""
    case = Case("2026-01-06 09:00").outage_until("2026-01-11 12:31")
    case.do("reclassify", OMAR, service="another_service", note="x")
    case.classified(targets=OTHER_TARGETS)
    case.wake()
    half, four_fifths, _ = case.bodies(RungReached)
    assert four_fifths.due < half.due
    assert violations_of_clocks(case) == []


CHECKS = (
    clocks.nothing_falls_due_early,
    clocks.every_stated_instant_is_right,
    clocks.everything_happens_once_and_in_order,
    clocks.no_breach_without_its_rungs,
    clocks.nothing_is_overdue,
)

PACKS, TABLES = load_packs(POLICIES), packs_in(POLICIES)
PACK = PACKS["passports"]


@settings(max_examples=60, deadline=None)
@given(LIVES, st.sampled_from(sorted(PACK.services)), st.sampled_from(list(Effect)), st.sampled_from(list(Priority)))
def test_the_notices_of_the_real_pack_are_those_of_the_product(
    life: Any, service: str, effect: Effect, priority: Priority
) -> None:
    rules = case_policy(PACK, service)
    fields = {name: getattr(rules, name) for name in type(rules).model_fields if name not in ("reasons", "teams")}
    cap = riyadh("2026-01-11 12:00")
    agrees(live(life, **fields, effect=effect, priority=priority, due_cap=cap))


@pytest.mark.parametrize(
    ("name", "service"), [(name, each) for name, pack in PACKS.items() for each in (*pack.services, "unheard_of")]
)
def test_the_policy_of_every_service_is_that_of_its_files(name: str, service: str) -> None:
    for seed_kind in (None, *PACKS[name].seed_kinds):
        policy = read_policy(case_policy(PACKS[name], service, seed_kind).text)
        asked = {"service": service, "seed_kind": seed_kind}
        assert list(policy_problems(policy, TABLES[name], asked, (), date(2026, 1, 6))) == []


def test_an_announced_change_is_part_of_the_policy_and_another_is_not() -> None:
    closure = Closure(id="storm", name="x", from_date=date(2026, 1, 20), to_date=date(2026, 1, 21))
    change = CalendarChange(calendar="passports", version="v2", closures=(closure,))
    opened_under = with_calendar(case_policy(PACK, "exit_reentry_issue"), change.apply(PACK.calendar))
    asked, policy = {"service": "exit_reentry_issue"}, read_policy(opened_under.text)
    announced = [{"calendar": "passports", "change": change.model_dump(mode="json")}]
    assert list(policy_problems(policy, TABLES["passports"], asked, announced, date(2026, 1, 6))) == []
    assert list(policy_problems(policy, TABLES["passports"], asked, (), date(2026, 1, 6))) != []


def test_a_change_of_the_calendar_is_folded_as_the_product_folds_it() -> None:
    closure = Closure(id="storm", name="x", from_date=date(2026, 1, 20), to_date=date(2026, 1, 21))
    change = CalendarChange(calendar="passports", version="v2", closures=(closure,))
    case = Case("2026-01-20 07:30")
    case.at("2026-01-21 09:00").do("calendar_changed", SYSTEM, change=change, why="storm")
    case.at("2026-01-28 09:00").do("prioritise", SALMA, priority="urgent")
    agrees(case.at("2026-03-01 09:00"))


SHABAN = 8


@settings(max_examples=100, deadline=None)
@given(LIVES, LIVES, st.sampled_from((-2, -1, 1, 2)), st.none() | LIMITS)
def test_an_announced_first_day_is_folded_as_the_product_folds_it(
    before: Any, after: Any, moved: int, limit: datetime | None
) -> None:
    computed = Hijri(1447, SHABAN, 1).to_gregorian()
    month = HijriMonth(year=1447, month=SHABAN, from_date=computed + timedelta(days=moved), source="x")
    change = CalendarChange(calendar="passports", version="v2", months=(month,))
    season = calendar_rules().overlays[0].model_copy(update={"hijri_month": SHABAN})
    case = live(before[:6], due_cap=limit, calendar=calendar_rules().model_copy(update={"overlays": (season,)}))
    case.do("calendar_changed", SYSTEM, change=change, why="sighted")
    for (kind, actor, fields), minutes, _ in after[:6]:
        case.until(case.now + timedelta(minutes=minutes)).do(kind, actor, **fields)
    agrees(case.until(case.now + timedelta(days=60)))


@settings(max_examples=60, deadline=None)
@given(LIVES, LIVES, st.sampled_from((7, 21, 70)))
def test_another_version_of_the_pack_is_folded_as_the_product_folds_it(before: Any, after: Any, hours: int) -> None:
    case = live(before[:6])
    promise = {ClockKind.RESOLUTION: dict.fromkeys(Priority, timedelta(hours=hours))}
    terms = terms_of(case.state.rules)
    terms = terms.but(targets=terms.targets | promise)
    case.do("migrate", DIRECTOR, version="82d3aedf09f4", terms=terms, why="other promises")
    for (kind, actor, fields), minutes, _ in after[:6]:
        case.until(case.now + timedelta(minutes=minutes)).do(kind, actor, **fields)
    agrees(case.until(case.now + timedelta(days=60)))


RULES = st.sampled_from([TO_THE_CLOCK, TO_THE_END, CALENDAR_DAYS, CALENDAR_DAYS_TO_THE_END, CITY])


@settings(max_examples=120, deadline=None)
@given(LIVES, RULES, st.none() | LIMITS)
def test_a_life_in_days_is_folded_as_the_product_folds_it_and_breaks_no_invariant(
    life: Any, rule: DayRule, limit: datetime | None
) -> None:
    case = live(life, due_cap=limit, **in_days(rule))
    agrees(case)
    assert violations_of_clocks(case) == []


@settings(max_examples=120, deadline=None)
@given(LIVES, RULES, st.sets(st.integers(-7, 7), min_size=1), st.none() | LIMITS)
def test_rungs_in_days_are_reached_as_the_product_reaches_them_and_break_no_invariant(
    life: Any, rule: DayRule, days: set[int], limit: datetime | None
) -> None:
    for promised in (in_days(rule), around_the_clock_when_urgent()):
        case = live(life, due_cap=limit, **promised, ladder=days_from_the_end(*sorted(days)))
        agrees(case)
        assert violations_of_clocks(case) == []


@settings(max_examples=80, deadline=None)
@given(LIVES, st.none() | LIMITS)
def test_a_life_in_two_calendars_is_folded_as_the_product_folds_it_and_breaks_no_invariant(
    life: Any, limit: datetime | None
) -> None:
    case = live(life, due_cap=limit, **around_the_clock_when_urgent())
    agrees(case)
    assert violations_of_clocks(case) == []


@settings(max_examples=80, deadline=None)
@given(LIVES, LIVES, RULES, st.integers(-4, 12), st.none() | st.sampled_from((-2, -1, 1, 2)))
def test_days_are_counted_anew_as_the_product_does_it(
    before: Any, after: Any, rule: DayRule, day: int, moved: int | None
) -> None:
    """A closure, or another first day of a month with its season, in the middle of a life in days."""
    closure = Closure(
        id="storm", name="x", from_date=date(2026, 1, 10) + timedelta(days=day), to_date=date(2026, 1, 22)
    )
    change = CalendarChange(calendar="passports", version="v2", closures=(closure,))
    if moved:
        first = Hijri(1447, SHABAN, 1).to_gregorian() + timedelta(days=moved)
        month = HijriMonth(year=1447, month=SHABAN, from_date=first, source="x")
        change = CalendarChange(calendar="passports", version="v2", months=(month,))
    season = calendar_rules().overlays[0].model_copy(update={"hijri_month": SHABAN})
    rules = calendar_rules().model_copy(update={"overlays": (season,)})
    case = live(before[:6], calendar=rules, **in_days(rule), ladder=days_from_the_end(-3, -1, 2))
    case.do("calendar_changed", SYSTEM, change=change, why="announced")
    for (kind, actor, fields), minutes, _ in after[:6]:
        case.until(case.now + timedelta(minutes=minutes)).do(kind, actor, **fields)
    agrees(case.until(case.now + timedelta(days=60)))


@settings(max_examples=80, deadline=None)
@given(LIVES, RULES, st.booleans())
def test_a_correction_to_a_service_in_days_or_in_another_calendar_is_folded_as_the_product_does_and_breaks_no_invariant(
    life: Any, rule: DayRule, back: bool
) -> None:
    """From working time to days and to a calendar that the case did not have, or the other way."""
    days = around_the_clock_when_urgent() | in_days(rule) if back else around_the_clock_when_urgent()
    plain: dict[str, Any] = {"targets": OTHER_TARGETS}
    case = live(life, corrected=plain if back else days, **(days if back else {}))
    agrees(case)
    assert violations_of_clocks(case) == []


@pytest.mark.parametrize("number", range(30))
def test_reference_and_fingerprint_are_those_of_the_product(number: int) -> None:
    sent = request_json(
        f"seed1-C{number}", residence_number(number), datetime(2026, 1, 6, 6, number, 1, 25 * number, UTC)
    )
    sent |= {
        "context": {"exit_at": "2026-01-09", "days": 3.0, "sure": True, "note": None},
        "lang": ("ar", "en")[number % 2],
    }
    request = read_request(sent)
    assert references.reference_of(sent["channel"], sent["id"]) == request.reference
    assert references.fingerprint_of(sent) == request.fingerprint
    assert references.fingerprint_of(request.model_dump(mode="json", exclude_none=True)) == request.fingerprint


def test_the_clocks_of_the_checker_are_those_of_the_product() -> None:
    others = {standing.THIRD_PARTY, standing.CONSULTATION}
    assert {standing.FIRST, standing.RESOLUTION, standing.ANSWER, standing.FOLLOW_UP} | others == set(ClockKind)
