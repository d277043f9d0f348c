"""The plan of notices: which ones an event asks for, when, for whom, and what they may carry."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar.working import compile_calendar
from models.case.commands import SYSTEM
from models.case.events import Escalated, Event, NoticeFailed, NoticeSent
from models.case.state import Notice
from models.codes import Action, Audience, Channel, Effect, Outcome, Priority, Role
from models.notices.for_staff import read_actions
from models.notices.plan import ROUTABLE, plan, silent_outcomes
from models.notices.quiet import after_quiet_hours
from models.notices.roundups import next_roundup
from models.policy import NoticeRoute, QuietHours, RoundupRule, Rung, RungAction, Target
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, Case, calendar_rules, riyadh

QUIET = QuietHours(since=time(22), until=time(7))
SMS, EMAIL, PORTAL = (Channel.SMS,), (Channel.EMAIL,), (Channel.PORTAL,)
BENEFICIARY, STAFF = Audience.BENEFICIARY, Audience.ASSIGNEE


def route(
    on: str | tuple[str, ...], audience: Audience = BENEFICIARY, channels: tuple[Channel, ...] = SMS, **more: Any
) -> NoticeRoute:
    template = more.pop("template", on if isinstance(on, str) else on[0])
    return NoticeRoute(on=on, audience=audience, channels=channels, template=template, **more)


def case(*routes: NoticeRoute, **changes: Any) -> Case:
    return Case(routes=routes, **changes)


def failed(key: str, about_notice: bool = False) -> NoticeFailed:
    return NoticeFailed(key=key, channel=Channel.SMS, error="timeout", about_notice=about_notice)


def sent(key: str, about_notice: bool = False) -> NoticeSent:
    return NoticeSent(key=key, channel=Channel.SMS, about_notice=about_notice)


def test_a_notice_is_known_by_case_event_audience_and_channel() -> None:
    planned = case(route("assessed", channels=(Channel.SMS, Channel.PORTAL))).state.outbox
    assert [notice.key for notice in planned] == [
        "TW-TEST-TEST-TEST-0:2:beneficiary:sms",
        "TW-TEST-TEST-TEST-0:2:beneficiary:portal",
    ]


def test_two_routes_to_one_reader_give_one_notice_and_the_first_counts() -> None:
    planned = case(route("assessed", template="first"), route("assessed", template="second")).state.outbox
    assert [notice.template for notice in planned] == ["first"]


def test_the_same_event_plans_the_same_notices_again() -> None:
    life = case(route("resolved", channels=(*SMS, *EMAIL)), quiet=QUIET).claim()
    life.approve()
    assert plan(life.state, life.events[-1]) == life.state.outbox


@pytest.mark.parametrize("effect", Effect)
def test_a_route_may_ask_for_one_kind_of_an_event(effect: Effect) -> None:
    planned = case(*(route(f"assessed.{kind}", template=kind) for kind in Effect), effect=effect).state.outbox
    assert [notice.template for notice in planned] == [effect]
    assert f"assessed.{effect}" in ROUTABLE


def test_a_route_may_ask_for_some_outcomes_only() -> None:
    life = case(
        route("resolved", template="refusal", outcomes=(Outcome.REFUSED,)),
        route("resolved", template="success", outcomes=(Outcome.OBSTACLE_REMOVED, Outcome.DONE)),
    ).claim()
    life.approve()
    assert [notice.template for notice in life.state.outbox] == ["success"]


def test_a_route_may_be_on_several_events() -> None:
    life = case(route(("asked", "replied"), audience=Audience.TEAM, channels=EMAIL)).claim()
    life.ask()
    life.answer()
    on = [life.events[notice.seq - 1].body.type for notice in life.state.outbox]
    assert on == ["asked", "replied"]


@pytest.mark.parametrize("effect", Effect)
def test_of_several_events_a_route_may_ask_for_some_kinds(effect: Effect) -> None:
    wanted = (Effect.ROUTE, Effect.LINK_AND_ESCALATE)
    planned = case(route(("resolved", *(f"assessed.{kind}" for kind in wanted))), effect=effect).state.outbox
    assert bool(planned) is (effect in wanted)


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.OBSTACLE_REMOVED])
def test_a_route_may_have_a_message_for_each_outcome_and_is_for_no_other(outcome: Outcome) -> None:
    life = case(route("resolved", template={outcome: "told"})).claim()
    life.approve()
    assert [notice.template for notice in life.state.outbox] == ["told"] * (life.state.outcome is outcome)


def test_a_policy_of_one_event_a_route_is_read_and_written_as_it_was() -> None:
    was = {"on": "asked", "outcomes": [], "audience": "team", "channels": ["email"], "template": "t", "urgent": False}
    read = NoticeRoute.model_validate_json(json.dumps(was))
    assert json.loads(read.model_dump_json()) == was
    assert (read.events, read.templates) == (("asked",), ("t",))


def test_a_return_says_what_is_missing_and_by_when() -> None:
    life = case(route("asked")).claim()
    life.ask(questions=("متى السفر؟",))
    (notice,) = life.state.outbox
    assert notice.values == {
        "due_date": riyadh("2026-01-11 09:00").isoformat(),
        "days": "3",
        "documents": "passport_copy",
        "reply": "نأمل إرفاق\nمتى السفر؟",
        "team": "exit_visas",
    }


def test_a_reminder_counts_the_days_that_are_left() -> None:
    life = case(route("reminded")).claim()
    life.ask()
    life.at("2026-01-08 09:00")
    (notice,) = life.state.outbox
    assert (notice.values["days"], notice.values["due_date"]) == ("1", riyadh("2026-01-11 09:00").isoformat())


def test_the_reply_is_in_the_language_of_the_reader() -> None:
    life = case(route("resolved"), route("resolved", STAFF), replies={"r": {"ar": "تم", "en": "done"}}).claim()
    life.state = life.state.model_copy(update={"language": "en"})
    life.approve(reply={"template": "r"})
    assert [notice.values["reply"] for notice in life.state.outbox] == ["done", "تم"]


def test_the_holder_is_notified_that_the_answer_came() -> None:
    life = case(route("replied", STAFF)).claim(LAYLA)
    life.ask(LAYLA)
    life.answer()
    assert [notice.people for notice in life.state.outbox] == [("layla",)]


def test_with_nobody_holding_the_case_its_team_is_named_for_the_look_up() -> None:
    (notice,) = case(route("assessed", STAFF)).state.outbox
    assert (notice.people, notice.team) == ((), "exit_visas")


def test_an_escalation_goes_to_the_people_it_found_and_to_nobody_without_any() -> None:
    actions = tuple(
        RungAction(action=Action.NOTIFY, target=Target(role=role)) for role in (Role.OFFICER, Role.DIRECTOR)
    )
    raised = RungAction(action=Action.RAISE_PRIORITY, priority=Priority.HIGH)
    ladder = (Rung(name="half", share=0.5, actions=(*actions, raised)),)
    life = case(route("escalated", Audience.ESCALATION), ladder=ladder)
    life.outage_until("2026-01-11 12:30").wake(SALMA, DIRECTOR)
    assert [notice.people for notice in life.state.outbox] == [("salma", "dana"), ("salma", "dana")]
    assert {notice.values["rung"] for notice in life.state.outbox} == {"half"}
    assert len({notice.key for notice in life.state.outbox}) == 2


def test_the_supervisor_is_notified_of_a_failed_notice_but_not_of_a_failed_notice_of_it() -> None:
    life = case(route("notice_failed", Audience.SUPERVISOR, PORTAL))
    life._note(failed("TW-TEST-TEST-TEST-0:2:beneficiary:sms"))
    assert [notice.audience for notice in life.state.outbox] == [Audience.SUPERVISOR]
    life._note(failed(life.state.outbox[0].key))
    assert life.state.outbox == ()


@pytest.mark.parametrize("ends", [failed, sent])
def test_no_notice_about_a_notice_makes_another_one_whatever_the_routes(ends: Callable[..., Any]) -> None:
    audiences = (Audience.SUPERVISOR, Audience.TEAM, Audience.DIRECTOR, BENEFICIARY)
    routes = [route(on, audience, EMAIL) for on in ("notice_failed", "notice_sent") for audience in audiences]
    life = case(route("assessed"), *routes)
    rounds = 0
    while life.state.outbox:
        rounds += 1
        assert rounds <= 2, "a notice about a notice made another one"
        for notice in life.state.outbox:
            life._note(ends(notice.key, notice.about_notice))


def test_a_policy_of_before_goes_by_the_audience_alone() -> None:
    life = case(route("notice_failed", Audience.SUPERVISOR, PORTAL), route("notice_failed", Audience.TEAM, PORTAL))
    life._note(failed("TW-TEST-TEST-TEST-0:2:beneficiary:sms"))
    assert [notice.about_notice for notice in life.state.outbox] == [True, True]
    life._note(failed(life.state.outbox[0].key))
    assert [notice.audience for notice in life.state.outbox] == [Audience.TEAM, Audience.TEAM]


def test_events_of_before_keep_their_bytes() -> None:
    assert "about_notice" not in failed("TW-TEST-TEST-TEST-0:2:beneficiary:sms").model_dump_json()
    assert "about_notice" in failed("TW-TEST-TEST-TEST-0:2:team:sms", True).model_dump_json()


@pytest.mark.parametrize(
    ("closed", "asked", "notified"),
    [("2026-01-08", False, True), ("2026-06-01", False, False), ("2026-01-08", True, False)],
)
def test_a_closure_is_news_where_it_moves_a_promise_that_is_running(closed: str, asked: bool, notified: bool) -> None:
    life = case(route("calendar_changed")).claim()
    if asked:
        life.ask()
    change = {"calendar": "c", "version": "2", "closures": [{"id": "x", "name": "x", "from_date": closed}]}
    life.do("calendar_changed", SYSTEM, change=change, why="royal order")
    assert bool(life.state.outbox) is notified


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-01-06 21:59", "2026-01-06 21:59"),
        ("2026-01-06 22:00", "2026-01-07 07:00"),
        ("2026-01-07 00:30", "2026-01-07 07:00"),
        ("2026-01-07 06:59", "2026-01-07 07:00"),
        ("2026-01-07 07:00", "2026-01-07 07:00"),
        ("2026-12-31 23:00", "2027-01-01 07:00"),
        ("2026-02-20 21:30", "2026-02-20 21:30"),  # an evening in Ramadan
    ],
)
def test_what_is_not_urgent_waits_for_the_end_of_the_quiet_hours(at: str, goes: str) -> None:
    (notice,) = case(route("assessed"), quiet=QUIET, opened=at).state.outbox
    assert (notice.created_at, notice.not_before) == (riyadh(at), riyadh(goes))


@pytest.mark.parametrize(("urgent", "priority"), [(True, Priority.NORMAL), (False, Priority.URGENT)])
def test_what_is_urgent_goes_at_once(urgent: bool, priority: Priority) -> None:
    late_route = route("assessed", urgent=urgent)
    (notice,) = case(late_route, quiet=QUIET, opened="2026-01-06 23:00", priority=priority).state.outbox
    assert notice.urgent and notice.not_before == notice.created_at


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.times(),
    st.times(),
    st.sampled_from(["Asia/Riyadh", "Europe/Berlin"]),
)
def test_no_deferred_notice_falls_into_the_quiet_hours(at: datetime, since: time, until: time, zone: str) -> None:
    quiet = QuietHours(since=since, until=until)
    goes = after_quiet_hours(at, quiet, ZoneInfo(zone))
    assert at <= goes <= at + timedelta(hours=25)
    assert after_quiet_hours(goes, quiet, ZoneInfo(zone)) == goes


def test_a_plan_without_a_notice_of_an_outcome_is_noticed() -> None:
    routes = (route("resolved"), route("merged"), route("withdrawn"), route("closed", outcomes=(Outcome.NO_REPLY,)))
    assert silent_outcomes(routes) == ()
    assert silent_outcomes(routes[:3]) == (Outcome.NO_REPLY,)
    assert silent_outcomes((route("resolved", STAFF), *routes[1:])) == tuple(
        outcome for outcome in Outcome if outcome not in (Outcome.NO_REPLY, Outcome.MERGED, Outcome.WITHDRAWN)
    )


def test_a_notice_carries_nothing_about_a_person_but_staff_ids() -> None:
    fields = set(Notice.model_fields)
    assert not {"name", "mobile", "email", "recipient"} & fields
    life = case(route("assessed", STAFF)).claim(OMAR)
    assert all("omar" not in "".join(notice.values.values()) for notice in life.state.outbox)


# Told together, and what staff are told

EIGHT_AND_ONE = RoundupRule(at=(time(13), time(8)))
TOLD_TOGETHER = route("escalated", Audience.ESCALATION, EMAIL, roundup="rungs", rungs=("half_used",))
BY_ITSELF = route("escalated", Audience.ESCALATION, EMAIL, template="at_once", urgent=True)
HALF = Rung(name="half_used", share=0.5, actions=(RungAction(action=Action.NOTIFY, target=Target(role=Role.OFFICER)),))


def escalated(*routes: NoticeRoute, rung: Rung = HALF, **changes: Any) -> Notice:
    """The notice of an escalation to an officer."""
    life = case(*routes, ladder=(rung,), roundups={"rungs": EIGHT_AND_ONE}, **changes)
    body = Escalated(action=Action.NOTIFY, rung=rung.name, target=rung.actions[0].target, people=(OMAR,))
    (notice,) = plan(life.state, Event(seq=9, at=riyadh("2026-01-06 12:30"), actor=SYSTEM, body=body))
    return notice


def test_what_is_told_together_goes_at_the_time_of_the_pack_and_the_rest_at_once() -> None:
    together = escalated(TOLD_TOGETHER, BY_ITSELF)
    assert (together.roundup, together.not_before) == ("rungs", riyadh("2026-01-06 13:00"))
    other = escalated(TOLD_TOGETHER, BY_ITSELF, rung=HALF.but(name="late"))
    assert (other.roundup, other.template, other.not_before) == (None, "at_once", other.created_at)


def test_an_urgent_case_is_told_by_itself_and_at_once() -> None:
    notice = escalated(TOLD_TOGETHER, BY_ITSELF, priority=Priority.URGENT)
    assert (notice.roundup, notice.not_before) == (None, notice.created_at)


def test_a_route_may_be_for_some_roles_alone() -> None:
    for_directors = TOLD_TOGETHER.but(roles=(Role.DIRECTOR,))
    assert escalated(for_directors, BY_ITSELF).template == "at_once"
    assert escalated(for_directors.but(roles=(Role.OFFICER,)), BY_ITSELF).roundup == "rungs"


def test_a_case_without_the_roundup_tells_it_by_itself() -> None:
    notice = escalated(TOLD_TOGETHER.but(roundup="unheard_of"))
    assert (notice.roundup, notice.not_before) == (None, notice.created_at)


def test_staff_are_told_which_promise_since_when_how_late_and_what_was_done() -> None:
    values = escalated(BY_ITSELF).values
    assert values["clock"] == "resolution" and values["stage"] == "queued"
    assert datetime.fromisoformat(values["since"]) == riyadh("2026-01-06 09:00")
    assert int(values["left"]) > 0 and values["working_day"] == "25200"
    assert list(read_actions(values["actions"])) == [(Action.NOTIFY, "officer", "", True)]


@given(st.integers(0, 60_000_000), st.booleans())
def test_a_roundup_goes_at_the_first_of_its_times_on_a_working_day(second: int, working_days: bool) -> None:
    calendar, moment = compile_calendar(calendar_rules()), riyadh("2026-01-01 00:00") + timedelta(seconds=second)
    rule = EIGHT_AND_ONE.but(working_days=working_days)
    goes = next_roundup(moment, rule, calendar)
    assert goes > moment and goes.astimezone(calendar.zone).time() in rule.at
    assert not working_days or calendar.days.hours(goes.astimezone(calendar.zone).date()) is not None
    assert next_roundup(goes - timedelta(microseconds=1), rule, calendar) == goes


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-01-06 09:10", "2026-01-06 09:30"),
        ("2026-01-06 09:30", "2026-01-06 10:00"),
        ("2026-01-06 23:45", "2026-01-07 00:00"),
        ("2026-01-08 23:45", "2026-01-11 00:00"),
    ],
)
def test_a_roundup_every_so_often_counts_from_midnight_on_working_days(at: str, goes: str) -> None:
    rule = RoundupRule(every=timedelta(minutes=30))
    assert next_roundup(riyadh(at), rule, compile_calendar(calendar_rules())) == riyadh(goes)
