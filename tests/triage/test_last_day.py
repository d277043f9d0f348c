"""The last day by law: from the rule that sets it to the due instant, the ladder and the words of the notices."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.notices.rendering import render
from activities.packs import load_packs
from commands.intake.dry_run import Triaged, dry_run
from commands.intake.triage import _data
from models.calendar.days import last_day
from models.case.views import explain
from models.codes import Channel, ClockKind
from models.intake.request import read_request
from settings import PROJECT
from tests.support.simulation import riyadh
from workflows.ports import DeliverNotice

PACKS = load_packs(PROJECT / "policies")
ZONE = ZoneInfo("Asia/Riyadh")

ABSENCE: dict[str, Any] = {
    "id": "BR-2",
    "channel": "absher_individuals",
    "applicant": {
        "type": "citizen",
        "name_ar": "طلال التجريبي",
        "id_type": "national_id",
        "id_number": "1990000174",
    },
    "on_behalf_of": {
        "relation": "domestic_worker",
        "name_ar": "عاملة تجريبية",
        "id_type": "iqama",
        "id_number": "2990000149",
    },
    "section": "dependents_sponsored",
    "service": "absence_report_cancel",
    "seed_kind": "pending_transaction",
    "subject_ar": "طلب إلغاء بلاغ تغيب عن العمل",
    "text_ar": "أرجو إلغاء بلاغ التغيب عن العمل المسجل على العاملة المنزلية. الخيار غير متاح في أبشر.",
}


@dataclass(frozen=True)
class Told:
    """What is said of a due date, by channel."""

    sms: str
    portal: str


def absence(submitted: str, reported: str) -> Triaged:
    """A request to cancel an absence report, as the first stage takes it."""
    at = f"{submitted.replace(' ', 'T')}:00+03:00"
    attempt = {"outcome": "not_available_online", "at": at, "platform": "absher_individuals"}
    more = {"submitted_at": at, "prior_attempt": attempt, "context": {"absence_report_at": reported}}
    [triaged] = dry_run([read_request(ABSENCE | more)], PACKS)
    return triaged


def told(case: Triaged) -> Told:
    """The notices of the receipt."""
    said = {}
    for channel in (Channel.SMS, Channel.PORTAL):
        notice = next(each for each in case.state.outbox).but(channel=channel, template="received")
        order = DeliverNotice(
            reference=case.state.reference, service=case.state.service, pack="passports", language="ar", notice=notice
        )
        said[channel] = render(PACKS["passports"], order, "ar").body
    return Told(said[Channel.SMS], said[Channel.PORTAL])


def rungs(case: Triaged) -> dict[str, Any]:
    [clock] = [
        each for each in explain(case.state, case.request.submitted_at).clocks if each.kind is ClockKind.RESOLUTION
    ]
    return {each.name: each.at for each in clock.rungs}


def test_the_ladder_warns_before_the_office_closes_on_the_last_day() -> None:
    case = absence("2026-11-28 10:00", "2026-11-14")
    assert case.state.due == riyadh("2026-11-29 14:30")
    assert rungs(case) == {
        "six_tenths_used": riyadh("2026-11-29 11:42"),
        "six_hours_left": riyadh("2026-11-29 08:30"),
        "breached": riyadh("2026-11-29 14:30"),
    }


def test_the_last_day_is_told_and_not_the_day_after() -> None:
    case = absence("2026-11-28 10:00", "2026-11-14")
    assert "2026/11/29" in told(case).sms and "2026/11/30" not in told(case).sms
    assert "1448/06/19هـ الموافق 2026/11/29م" in told(case).portal and "2026/11/30" not in told(case).portal
    assert (_data(case)["last_day"], _data(case)["due"]) == (date(2026, 11, 29), riyadh("2026-11-29 14:30"))


@pytest.mark.parametrize(
    ("submitted", "reported", "last", "due"),
    [
        ("2026-11-22 10:00", "2026-11-12", "2026-11-27", "2026-11-25 10:00"),  # the promise ends first
        ("2026-11-25 10:00", "2026-11-12", "2026-11-27", "2026-11-26 14:30"),  # a Friday
        ("2026-02-18 11:00", "2026-02-07", "2026-02-22", "2026-02-19 15:00"),  # Founding Day, in Ramadan
    ],
)
def test_a_last_day_on_which_nobody_works_ends_with_the_work_before_it(
    submitted: str, reported: str, last: str, due: str
) -> None:
    case = absence(submitted, reported)
    assert (str(case.last_day), case.state.due) == (last, riyadh(due))
    assert "no_working_time_left" not in case.assessment.flags


def test_a_request_after_the_last_hour_of_work_is_flagged() -> None:
    case = absence("2026-11-27 10:00", "2026-11-12")  # a Friday, the fifteenth day
    assert case.state.due == riyadh("2026-11-27 10:00")
    assert "no_working_time_left" in case.assessment.flags
    assert "2026/11/27" in told(case).sms


@settings(max_examples=60, deadline=None)
@given(day=st.integers(0, 700), age=st.integers(0, 15), hour=st.integers(0, 23))
def test_every_last_day_is_told_as_itself_or_earlier_and_somebody_works_until_then(
    day: int, age: int, hour: int
) -> None:
    submitted = date(2026, 1, 1) + timedelta(days=day)
    reported = submitted - timedelta(days=age)
    case = absence(f"{submitted} {hour:02}:00", str(reported))
    calendar, due, started = case.state.rules.working_calendar, case.state.due, case.request.submitted_at
    assert case.last_day == reported + timedelta(days=15)
    assert due and last_day(due, ZONE) <= case.last_day
    worked = calendar.between(due - timedelta(minutes=1), due) > timedelta()
    assert worked is not ("no_working_time_left" in case.assessment.flags) or due == started
    for name, at in rungs(case).items():
        assert at == due if name == "breached" else at < due or due == started
