"""What the first stage makes of the dates of a request."""

from datetime import datetime
from typing import Any

import pytest

from activities.packs import load_pack
from models.calendar.working import compile_calendar
from models.codes import Priority
from models.intake.request import read_request
from models.packs.derive import triage_policy
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import DAYS_TO
from tests.support.policies.calendars import POLICIES
from tests.support.triage_cases import ask, concerned
from tests.triage.dates.reading import NOW
from workflows.triage.assess import assess
from workflows.triage.facts import gather
from workflows.triage.subject import subject_of

PACK = load_pack(POLICIES / "passports")


def stage(service: str, text: str = "", at: datetime = NOW, **more: Any) -> tuple[Assessment, dict[str, Any]]:
    """What the first stage concludes about a request, and its facts."""
    request = read_request(ask(service, text, submitted_at=at.isoformat(), **more))
    policy, calendar = triage_policy(PACK, service), compile_calendar(PACK.calendar)
    known = KnownFromRecords()
    return assess(request, known, policy, calendar, at), gather(request, known, policy, calendar, at)


@pytest.mark.parametrize("text", ["سفري بعد ٥ ساعات", "رحلتي بعد ساعات قليلة", "سفري يوم 8 رمضان", "سفري يوم 25 شباط"])
def test_a_journey_of_today_or_tomorrow_is_urgent_however_it_is_said(text: str) -> None:
    found, _ = stage("exit_reentry_issue", f"حاولت الإصدار وتظهر رسالة خطأ. {text}")
    assert found.priority is Priority.URGENT
    assert "near_date" in found.flags


def test_who_is_at_the_airport_is_urgent() -> None:
    found, _ = stage("exit_reentry_issue", "أنا الآن في المطار ورحلتي الساعة 6 مساء")
    assert found.priority is Priority.URGENT


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("باقي على سفري أقل من أسبوع", Priority.HIGH),
        ("my visa expires in less than 5 days", Priority.HIGH),
        ("باقي على رحلتي أقل من 24 ساعة", Priority.URGENT),
        ("باقي على سفري أقل من شهر", Priority.NORMAL),
        ("باقي على سفري أكثر من أسبوع", Priority.NORMAL),
    ],
)
def test_a_bound_raises_where_it_is_near_and_gives_no_day(text: str, priority: Priority) -> None:
    found, facts = stage("exit_reentry_issue", text)
    assert found.priority is priority
    assert facts["nearest_days"] is None and facts[DAYS_TO.of("travel")] is None
    assert ("near_date" in found.flags) is (priority is not Priority.NORMAL)


@pytest.mark.parametrize("text", ["صلاحية جوازي مئتا يوم", "جوازي صلاحيته مية وعشرين يوم", "صلاحية جوازي كذا يوم"])
def test_a_passport_of_many_or_unknown_days_is_not_sent_for_renewal(text: str) -> None:
    found, _ = stage("exit_reentry_issue", text)
    assert "R12" not in found.rules


def test_a_date_that_is_there_and_unread_is_known_to_be_there() -> None:
    request = read_request(ask("exit_reentry_issue", "سفري بعد كذا يوم", submitted_at=NOW.isoformat()))
    policy, calendar = triage_policy(PACK, request.service), compile_calendar(PACK.calendar)
    subject = subject_of(request, KnownFromRecords(), policy, calendar, NOW)
    assert subject.days["travel"] is None
    assert subject.unread_moments == ("travel",)


@pytest.mark.parametrize(
    ("at", "rule", "flag"), [("2026-11-12T21:00:00.000Z", "R8", "window_open"), ("2026-11-12", "R9", "window_passed")]
)
def test_a_report_sent_as_an_instant_counts_from_its_day_in_riyadh(at: str, rule: str, flag: str) -> None:
    found, _ = stage(
        "absence_report_cancel",
        at=datetime(2026, 11, 28, 10, tzinfo=NOW.tzinfo),
        section="dependents_sponsored",
        on_behalf_of=concerned("domestic_worker"),
        context={"absence_report_at": at},
    )
    assert rule in found.rules
    assert flag in found.flags


def test_a_journey_in_a_field_may_be_hijri() -> None:
    _, facts = stage("exit_reentry_issue", context={"travel_date": "٨ رمضان ١٤٤٧"})
    assert facts[DAYS_TO.of("travel")] == 1
    assert facts["unread_fields"] == ()


@pytest.mark.parametrize(
    "at", ["Mon, 22 Dec 2025 21:00:00 GMT", "Tue, 23 Dec 2025 00:00:00 +0300", "1766437200", 1766437200]
)
def test_a_report_sent_as_machines_write_instants_counts_from_its_day_in_riyadh(at: str | int) -> None:
    found, _ = stage(
        "absence_report_cancel",
        at=datetime(2026, 1, 6, 10, tzinfo=NOW.tzinfo),
        section="dependents_sponsored",
        on_behalf_of=concerned("domestic_worker"),
        context={"absence_report_at": at},
    )
    assert "R8" in found.rules
    assert found.priority is Priority.HIGH
    assert found.due_cap and found.due_cap.astimezone(NOW.tzinfo).date().isoformat() == "2026-01-07"


@pytest.mark.parametrize("at", [None, True, 17.5, -1, 12])
def test_a_date_field_with_another_value_is_no_date_and_breaks_nothing(at: float | None) -> None:
    _, facts = stage("absence_report_cancel", context={"absence_report_at": at})
    assert facts[DAYS_TO.of("absence_report")] is None
