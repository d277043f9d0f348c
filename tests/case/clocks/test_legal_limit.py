"""A legal limit: warnings come before it, it lasts as long as the case, and it ends at an instant at which one works.

The slow calculation counts minutes: it shares nothing with the clock but the hours of the week.
"""

from datetime import datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.case.commands import BENEFICIARY
from models.case.edition import FIRST, NEWEST
from models.case.events import Breached, Resolved, RungReached
from models.case.projection import project
from models.case.state import Refusal
from models.case.views import explain
from models.codes import ClockKind, Effect, RefusalCode, Stage
from models.policy import Rung
from tests.support.simulation import DAY, DIRECTOR, HOUR, SALMA, Case, code, replay, riyadh
from workflows.case.deadlines import next_wake

MINUTE = timedelta(minutes=1)
OFFSETS = (Rung(name="six_tenths", share=0.6), Rung(name="six_hours_left", offset=-6 * HOUR), Rung(name="end", share=1))


def dues(case: Case) -> dict[str, datetime]:
    """When each rung of the resolution was reached."""
    return {each.rung: each.due for each in case.bodies(RungReached)}


def limited(until: str, opened: str = "2026-01-06 09:00", **changes: object) -> Case:
    """A case under a limit of the law."""
    return Case(opened, due_cap=riyadh(until), **changes)  # type: ignore[arg-type]


def test_shares_are_taken_of_the_working_time_up_to_the_limit() -> None:
    case = limited("2026-01-08 14:30").at("2026-01-09 09:00")
    assert dues(case) == {
        "half": riyadh("2026-01-07 11:45"),
        "four_fifths": riyadh("2026-01-08 10:36"),
        "breach": riyadh("2026-01-08 14:30"),
    }


def test_offsets_are_taken_of_it_too() -> None:
    case = limited("2026-01-06 23:59", "2026-01-06 07:30", ladder=OFFSETS).at("2026-01-07 07:30")
    assert dues(case) == {
        "six_hours_left": riyadh("2026-01-06 08:30"),
        "six_tenths": riyadh("2026-01-06 11:42"),
        "end": riyadh("2026-01-06 14:30"),
    }


def test_a_rung_after_the_end_counts_from_the_limit() -> None:
    ladder = (Rung(name="over", offset=HOUR),)
    case = limited("2026-01-08 14:30", ladder=ladder).at("2026-01-12 09:00")
    assert dues(case) == {"over": riyadh("2026-01-11 08:30")}


def test_a_limit_beyond_the_promise_changes_nothing() -> None:
    free, bound = Case("2026-01-06 09:00").at("2026-02-01 09:00"), limited("2026-01-15 14:30").at("2026-02-01 09:00")
    assert dues(bound) == dues(free)


@pytest.mark.parametrize(
    ("until", "due"),
    [
        ("2026-01-09 23:59", "2026-01-08 14:30"),  # a Friday
        ("2026-01-10 23:59", "2026-01-08 14:30"),  # a Saturday
        ("2026-01-08 23:59", "2026-01-08 14:30"),  # after closing
        ("2026-01-08 03:00", "2026-01-07 14:30"),  # before opening
        ("2026-01-08 10:00", "2026-01-08 10:00"),
    ],
)
def test_the_due_instant_is_the_last_working_instant_up_to_the_limit(until: str, due: str) -> None:
    assert limited(until).due() == riyadh(due)


def test_a_limit_on_a_holiday_ends_the_day_before_it() -> None:
    case = Case("2026-02-16 09:00", due_cap=riyadh("2026-02-22 23:59"))  # Founding Day, a Sunday
    assert case.due() == riyadh("2026-02-19 15:00")  # in Ramadan


@pytest.mark.parametrize("until", ["2026-01-09 23:59", "2026-01-02 23:59"])
def test_where_nobody_works_before_the_limit_the_beginning_is_due_and_it_is_told_at_once(until: str) -> None:
    case = limited(until, "2026-01-09 10:00")
    assert case.due() == riyadh("2026-01-09 10:00") == next_wake(case.state)
    case.wake()
    assert case.rungs() == ["half", "four_fifths", "breach"]
    assert {each.due for each in case.bodies(Breached)} == {riyadh("2026-01-09 10:00")}


def test_the_first_response_is_not_promised_after_the_limit() -> None:
    ladder = (Rung(name="unread", clock=ClockKind.FIRST_RESPONSE, share=0.5),)
    case = limited("2026-01-06 23:59", ladder=ladder).at("2026-01-07 09:00")
    assert case.due(ClockKind.FIRST_RESPONSE) == riyadh("2026-01-06 14:30")
    assert dues(case) == {"unread": riyadh("2026-01-06 11:45")}


def test_a_case_at_risk_is_shown_before_the_limit() -> None:
    assert project(limited("2026-01-08 14:30").state).at_risk_at == riyadh("2026-01-08 10:36")


def test_a_reopening_keeps_the_limit() -> None:
    case = limited("2026-01-12 14:30").claim().at("2026-01-08 10:00")
    case.approve()
    case.at("2026-01-08 12:00").do("reopen", BENEFICIARY, text="تعذر", retry_failed=True)
    assert case.due() == riyadh("2026-01-12 14:30")
    case.at("2026-01-12 14:30")
    assert case.rungs() == ["half", "four_fifths", "breach"]
    assert dues(case)["half"] == riyadh("2026-01-11 13:15")
    assert case.state.clocks[ClockKind.RESOLUTION].breached


def test_a_reopening_after_the_limit_says_at_once_that_it_has_passed() -> None:
    case = limited("2026-01-08 14:30").claim()
    case.approve()
    case.at("2026-01-11 12:00").do("reopen", BENEFICIARY, text="تعذر")
    case.at("2026-01-11 12:00").wake()
    assert case.due() == riyadh("2026-01-11 12:00")
    assert case.state.clocks[ClockKind.RESOLUTION].breached
    assert "breach" in case.rungs()
    case.at("2026-01-11 12:30").claim()
    case.approve()
    assert not case.bodies(Resolved)[-1].in_time


@pytest.mark.parametrize("then", ["prioritise", "redirect", "claim"])
def test_the_limit_stays_whatever_is_done_with_the_case(then: str) -> None:
    case = limited("2026-01-08 14:30").claim()
    fields = {"prioritise": {"priority": "low"}, "redirect": {"team": "visit_visas", "reason": "other_team"}}
    case.do(then, SALMA, **fields.get(then, {}))
    assert case.due() == riyadh("2026-01-08 14:30")


def test_the_law_does_not_wait_for_the_beneficiary() -> None:
    case = limited("2026-01-08 14:30", ask=Case().state.rules.ask.but(limit=10 * DAY)).claim()
    case.ask()
    case.at("2026-01-11 09:00")
    assert case.state.stage is Stage.AWAITING_BENEFICIARY
    assert dues(case) == {
        "half": riyadh("2026-01-07 11:45"),
        "four_fifths": riyadh("2026-01-08 10:36"),
        "breach": riyadh("2026-01-08 14:30"),
    }
    assert case.due() is None
    case.answer()
    assert case.due() == riyadh("2026-01-08 14:30")
    assert case.left() < timedelta()
    assert len(case.of("breached")) == 1


def test_a_wait_that_leaves_the_promise_its_time_is_as_quiet_as_without_a_limit() -> None:
    case = limited("2026-02-01 14:30").claim()
    case.ask()
    case.at("2026-01-08 09:00")
    assert case.rungs() == []
    case.answer()
    assert case.left() == Case("2026-01-06 09:00").left()


def test_after_an_answer_the_shares_are_of_the_time_that_can_still_be_used() -> None:
    case = limited("2026-01-08 14:30").claim().at("2026-01-06 13:00")
    case.ask()
    case.at("2026-01-07 09:00").answer()  # four hours used before, 12.5 to come
    case.at("2026-01-08 14:30")
    assert dues(case)["half"] == riyadh("2026-01-07 13:15")
    assert case.due() == riyadh("2026-01-08 14:30")


def test_the_limit_passes_in_a_wait_that_the_first_stage_began() -> None:
    case = Case("2026-01-06 09:00", effect=Effect.RETURN_COMPLETION, due_cap=riyadh("2026-01-07 23:59"))
    case.at("2026-01-07 14:30")
    assert case.rungs() == ["half", "four_fifths", "breach"]


def test_an_extension_beyond_the_limit_is_refused_and_says_how_much_can_be_added() -> None:
    case = limited("2026-01-15 14:30").claim()  # 54.5 hours ahead, 49 promised
    refused = case.do("extend", SALMA, by=6 * HOUR, note="مهلة")
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.LIMIT_REACHED
    assert refused.detail == "the last day by law is 2026-01-15: at most 5.5 working hours can be added"
    assert not isinstance(case.do("extend", SALMA, by=5.5 * HOUR, note="مهلة"), Refusal)
    assert case.due() == riyadh("2026-01-15 14:30")
    assert code(case.do("extend", DIRECTOR, by=MINUTE, note="مهلة")) is RefusalCode.LIMIT_REACHED


def test_no_extension_is_counted_under_a_limit_that_leaves_no_room() -> None:
    case = limited("2026-01-08 14:30").claim()
    assert code(case.do("extend", SALMA, by=MINUTE, note="مهلة")) is RefusalCode.LIMIT_REACHED
    assert (case.state.extensions, case.state.extended) == (0, timedelta())


def test_the_explanation_names_the_last_day_and_not_the_day_after() -> None:
    case = limited("2026-01-09 00:00")  # as older cases have it: the end of the day, midnight
    [clock] = [each for each in explain(case.state, case.now).clocks if each.kind is ClockKind.RESOLUTION]
    assert str(clock.last_day) == "2026-01-08"
    assert clock.due == riyadh("2026-01-08 14:30")
    assert {rung.name: rung.at for rung in clock.rungs}["four_fifths"] == riyadh("2026-01-08 10:36")


def test_a_case_of_the_first_edition_goes_on_as_it_began() -> None:
    case = limited("2026-01-08 14:30", edition=FIRST)
    assert case.do("extend", SALMA, by=HOUR, note="مهلة")
    case.at("2026-01-09 09:00")
    assert set(dues(case).values()) == {riyadh("2026-01-08 14:30")}
    case.claim()
    case.approve()
    case.do("reopen", BENEFICIARY, text="تعذر")
    assert case.due() == riyadh("2026-01-19 14:30")
    assert '"edition"' not in case.events[0].model_dump_json()
    assert f'"edition":{NEWEST}' in Case().events[0].model_dump_json()


# The slow calculation.


def works(minute: datetime) -> bool:
    """Whether a minute of January 2026 is a working one: Sunday to Thursday, 07:30 to 14:30 in Riyadh (UTC+3)."""
    local = minute + 3 * HOUR
    return local.weekday() in (6, 0, 1, 2, 3) and (7, 30) <= (local.hour, local.minute) < (14, 30)


def whole_steps(least: int, most: int) -> st.SearchStrategy[int]:
    """Minutes in steps of 20, so that every share of what lies between two of them is a whole number of minutes."""
    return st.integers(-(-least // 20), most // 20).map(lambda steps: 20 * steps)


OPENED = riyadh("2026-01-06 07:30")
MINUTES = [OPENED + place * MINUTE for place in range(16 * 24 * 60)]
WORKED_BEFORE = [0, *accumulate(works(minute) for minute in MINUTES)]
"""How many minutes were worked before each."""


@settings(deadline=None, max_examples=150)
@example(limit=3_080, ask_after=0, wait=1_540, share=0.5)
@given(
    limit=whole_steps(1, 6 * 24 * 60),
    ask_after=whole_steps(0, 1_500),
    wait=whole_steps(0, 4_000),
    share=st.sampled_from((0.25, 0.5, 0.8)),
)
def test_every_instant_is_that_of_a_slow_calculation(limit: int, ask_after: int, wait: int, share: float) -> None:
    rules = Case().state.rules
    case = Case(
        "2026-01-06 07:30",
        due_cap=MINUTES[limit],
        ladder=(Rung(name="share", share=share), Rung(name="end", share=1.0)),
        targets={kind: dict.fromkeys(each, 3 * DAY) for kind, each in rules.targets.items()},
        ask=rules.ask.but(limit=20 * DAY),
    ).claim()
    case.until(MINUTES[ask_after]).ask()
    case.until(MINUTES[ask_after + wait]).answer()
    case.until(MINUTES[-1])
    found, expected = dues(case), slow_dues(limit, ask_after, ask_after + wait, share)
    assert found.keys() == expected.keys()
    for name, instant in expected.items():
        assert instant - MINUTE <= found[name] <= instant, name
    assert found["share"] <= found["end"]
    assert replay(case) == case.state


def slow_dues(limit: int, asked: int, answered: int, share: float) -> dict[str, datetime]:
    """Minute after minute: what is used, what can still be used, and the rungs that this reaches."""
    found: dict[str, datetime] = {}
    used, budget, allotted_before = 0, 3 * 7 * 60, 0
    last = next(place for place in range(limit, -1, -1) if not place or works(MINUTES[place - 1]))
    for place, minute in enumerate(MINUTES):
        ahead = WORKED_BEFORE[last] - WORKED_BEFORE[place] if place < last else 0
        waits = asked <= place < answered
        allotted = allotted_before if waits and place > asked else min(budget, used + ahead)
        for name, part in (("share", share), ("end", 1.0)):
            waited = waits or asked < place == answered  # what falls due in the instant of the answer comes before it
            reached = waited and ahead <= (allotted if waits else allotted_before) * (1 - part)
            reached = reached or (not waits and used >= allotted * part)
            if name not in found and (reached or place >= last):
                found[name] = minute if name == "share" or reached else MINUTES[last]
        used += works(minute) and not waits
        allotted_before = allotted
    return found
