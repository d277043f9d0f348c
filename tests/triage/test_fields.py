"""A service's own fields in the first stage: a value that is not of its type counts as not given."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities.packs import load_pack
from models.calendar.working import compile_calendar
from models.codes import Effect, Priority
from models.intake.request import read_request
from models.packs.derive import triage_policy
from models.packs.pack import Pack
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import CONTEXT, Doubt, Facts, FieldForm, FieldType
from tests.support.policies.calendars import POLICIES
from tests.support.triage_cases import ask, concerned
from workflows.case.replies import fill_all
from workflows.triage.assess import assess
from workflows.triage.facts import gather
from workflows.triage.fields import own_fields

NOW = datetime(2026, 1, 6, 9, tzinfo=ZoneInfo("Asia/Riyadh"))


@cache
def pack(name: str) -> Pack:
    return load_pack(POLICIES / name)


def of(service: str, name: str = "passports", text: str = "", **context: Any) -> tuple[Assessment, Facts]:
    """What the first stage concludes about a request with these fields, and the facts it looked at."""
    section = "exit_visas" if service == "exit_reentry_issue" else "dependents_sponsored"
    worker = concerned("domestic_worker")
    request = read_request(ask(service, text, section=section, on_behalf_of=worker, context=context))
    policy, calendar = triage_policy(pack(name), service), compile_calendar(pack(name).calendar)
    return (
        assess(request, KnownFromRecords(), policy, calendar, request.submitted_at),
        gather(request, KnownFromRecords(), policy, calendar, request.submitted_at),
    )


@pytest.mark.parametrize("said", ["hello", 12, True, "2026-02-31"])
def test_a_field_that_is_not_of_its_type_is_asked_for_as_a_missing_one(said: Any) -> None:
    """It was once accepted, and the request went to the team as if its date had been given."""
    found, _ = of("absence_report_cancel", absence_report_at=said)
    assert (found.effect, found.missing) == (Effect.RETURN_COMPLETION, ("absence_report_at",))
    assert "Date of the report" in fill_all(pack("passports").replies[found.reply or ""], found.values).of("en")


def test_a_field_whose_date_is_given_in_another_way_is_not_asked_for() -> None:
    given_as_number, _ = of("exited_not_returned", visa_expired_at="last month", days_since_visa_expiry="٣٥")
    given_in_words, _ = of("exited_not_returned", text="انتهت تأشيرته بتاريخ 2025-10-01", visa_expired_at="last month")
    assert given_as_number.missing == given_in_words.missing == ()


@pytest.mark.parametrize("amount", ["abc", "", True, "12 or 13"])
def test_an_amount_that_is_none_is_asked_for(amount: Any) -> None:
    found, _ = of("domestic_declaration", "expenses", amount=amount)
    assert (found.effect, found.missing) == (Effect.RETURN_COMPLETION, ("amount",))


@pytest.mark.parametrize(
    ("said", "read"), [(1250.5, 1250.5), ("1,250.50", 1250.5), ("١٢٥٠", 1250), (0, 0), ("0.00", 0), ("٠", 0)]
)
def test_an_amount_is_a_number_to_the_rules_however_it_is_written(said: Any, read: float) -> None:
    found, facts = of("domestic_declaration", "expenses", amount=said)
    assert (found.effect, facts[CONTEXT.of("amount")]) == (Effect.ROUTE, read)


def test_an_optional_field_that_is_not_of_its_type_is_no_fact_and_holds_nothing_up() -> None:
    found, facts = of("exit_reentry_issue", visa_days="ninety", travel_date="soon")
    assert not [name for name in facts if name.startswith(CONTEXT.of(""))]
    assert found.missing == ()
    assert facts["unread_fields"] == ("visa_days", "travel_date")
    assert "unread_field" in found.flags


@pytest.mark.parametrize(
    "said",
    [
        "not 2026-01-20",
        "issued 20/1/2026",
        "صدر في 20/1/2026",
        "until 20 January 2026",
        "قبل 20/1/2026",
        "Monday 20/1/2026",
        "1900-01-01",
        "2099-01-01",
    ],
)
def test_a_date_with_words_around_it_or_that_nobody_can_mean_is_not_read(said: str) -> None:
    found, facts = of("exit_reentry_issue", passport_expires_at=said)
    assert (found.effect, facts["days_to.passport_expiry"]) == (Effect.ROUTE, None)
    assert facts["unread_fields"] == ("passport_expires_at",)
    assert "unread_field" in found.flags


@pytest.mark.parametrize(
    "said",
    [
        "20/1/2026",
        "٢٠٢٦/٠١/٢٠",
        "20 January 2026",
        "20 يناير 2026",
        "يوم الثلاثاء 20 يناير 2026",
        "Tuesday, 20 January 2026",
        "2026-01-20T10:00:00+03:00",
        "2026-01-20 10:00",
        "1447/08/01 هـ",
        "20/1/2026 م",
    ],
)
def test_a_field_that_is_wholly_a_date_decides(said: str) -> None:
    found, facts = of("exit_reentry_issue", passport_expires_at=said)
    assert (found.effect, facts["days_to.passport_expiry"]) == (Effect.RETURN_GUIDANCE, 14)


def test_fields_that_give_different_days_for_one_moment_raise_and_decide_nothing() -> None:
    found, facts = of("final_exit_issue", iqama_expires_at="2027-01-06", iqama_days_left=3)
    assert (found.effect, found.priority) == (Effect.ROUTE, Priority.HIGH)
    assert facts["differing_fields"] == ("iqama_expires_at", "iqama_days_left")
    assert (facts["days_to.iqama_expiry"], facts.sure["days_to.iqama_expiry"]) == (3, None)
    assert {"fields_differ", "near_date"} <= set(found.flags)
    assert facts.doubts["days_to.iqama_expiry"] is Doubt.CONTRADICTED


def test_fields_that_give_the_same_day_agree() -> None:
    found, facts = of("final_exit_issue", iqama_expires_at="2026-01-16", iqama_days_left=10)
    assert (found.effect, facts["differing_fields"]) == (Effect.RETURN_GUIDANCE, ())


@pytest.mark.parametrize(
    ("service", "field", "said"),
    [
        *(("exit_reentry_issue", "visa_days", said) for said in (-5, 0, 99999, "-5", "٠", "99999", 1e9)),
        *(("exit_reentry_issue", "passport_days_left", said) for said in (-1, -400, 99999, "-30")),
        *(("final_exit_issue", "iqama_days_left", said) for said in (-1, 50_000)),
        *(("exited_not_returned", "days_since_visa_expiry", said) for said in (-1, "-20", 10**7)),
        *(("absence_report_cancel", "days_since_report", said) for said in (-3, 10**6)),
        *(("exceptional_travel_permit", "companions", said) for said in (-1, 4000)),
        *(("exit_reentry_issue", "days_to_travel", said) for said in (-2, "-2", 8000)),
    ],
)
def test_a_number_that_nobody_can_mean_is_not_read_and_flagged(service: str, field: str, said: Any) -> None:
    found, facts = of(service, **{field: said})
    assert field in facts.codes("unread_fields") and "unread_field" in found.flags
    assert CONTEXT.of(field) not in facts


@pytest.mark.parametrize("said", [-12.5, 10**12, "-0.01"])
def test_an_amount_that_nobody_can_mean_is_asked_for(said: Any) -> None:
    found, _ = of("domestic_declaration", "expenses", amount=said)
    assert (found.effect, found.missing) == (Effect.RETURN_COMPLETION, ("amount",))


@pytest.mark.parametrize(
    ("kind", "said", "read"),
    [
        ("whole", 1, 1),
        ("whole", 9, 9),
        ("amount", 0.5, None),
        ("amount", 9.5, None),
        ("date", "2026-01-07", "2026-01-07"),
        ("date", "2026-01-06", None),
        ("date", "2026-01-16", None),
        ("text", "0", "0"),
    ],
)
def test_a_field_lies_between_the_least_and_the_most_that_the_pack_says(kind: FieldType, said: Any, read: Any) -> None:
    assert own_fields({"field": said}, {"field": FieldForm(kind, 1, 9)}, NOW).get("field") == read


def test_a_field_that_nobody_lists_is_named() -> None:
    _, facts = of("exit_reentry_issue", receipt_number="889", travel_date="2026-02-10", visa_days=3, empty=" ")
    assert facts["unlisted_fields"] == ("receipt_number",)


def test_a_field_that_the_service_does_not_list_stays_as_it_is() -> None:
    assert own_fields({"other": " ", "more": 7}, {"field": FieldForm("date")}, NOW) == {"other": " ", "more": 7}


@pytest.mark.parametrize(
    ("kind", "said", "read"),
    [
        ("text", "Jeddah", "Jeddah"),
        ("text", " ", None),
        ("text", 5, None),
        ("date", "1447/07/21", "2026-01-10"),
        ("date", "10/01/2026", "2026-01-10"),
        ("date", 20260110, None),
        ("whole", 8, 8),
        ("whole", " ٨ ", 8),
        ("whole", 8.5, None),
        ("whole", float("inf"), None),
        ("whole", "eight", None),
        ("whole", True, None),
        ("amount", 12.5, 12.5),
        ("amount", "١٢٫٥", 12.5),
        ("amount", "1,25", None),
        ("amount", False, None),
        ("yes_no", False, False),
        ("yes_no", "نعم", True),
        ("yes_no", "No", False),
        ("yes_no", 1, None),
        ("yes_no", "perhaps", None),
    ],
)
def test_a_field_is_read_in_its_type_or_not_at_all(kind: FieldType, said: Any, read: Any) -> None:
    assert own_fields({"field": said}, {"field": FieldForm(kind)}, NOW) == ({} if read is None else {"field": read})
