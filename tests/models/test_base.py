"""Values that are copied or made without validation by pydantic equal those made with it."""

from datetime import UTC, datetime, timedelta

from models.base import unchecked
from models.case.clock import Segment
from models.codes import Stage
from models.policy import with_calendar
from tests.support.simulation import Case

AT = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
SEGMENT = {"start": AT, "end": AT + timedelta(hours=2), "used": timedelta(hours=1), "ended_by": "asked"}


def test_an_unchecked_value_equals_the_checked_one_in_every_form() -> None:
    checked = Segment.model_validate(SEGMENT)
    made = unchecked(Segment)(start=AT, used=timedelta(hours=1), ended_by="asked", end=AT + timedelta(hours=2))
    assert made == checked
    assert made.model_dump_json() == checked.model_dump_json()
    assert hash(made) == hash(checked)
    assert repr(made) == repr(checked)


def test_a_changed_case_forgets_the_due_instant_of_the_old_one() -> None:
    case = Case("2026-01-06 09:00").state
    due = case.due
    assert due is not None
    assert case.but(seq=case.seq + 1).due == due
    assert case.but(clocks={}).due is None


def test_a_changed_policy_is_another_one_and_shared_by_all_cases_that_have_it() -> None:
    policy = Case("2026-01-06 09:00").state.rules
    calendar = policy.calendar.model_copy(update={"version": "announced"})
    assert policy.digest != with_calendar(policy, calendar).digest
    assert with_calendar(policy, calendar) is with_calendar(policy, calendar)


def test_a_case_with_more_in_a_field_keeps_the_due_instant_it_computed() -> None:
    case = Case("2026-01-06 09:00").state
    due = case.due
    more = case.with_more(failed_notices=("TW-1:2:beneficiary:sms",))
    assert more.failed_notices == ("TW-1:2:beneficiary:sms",)
    assert vars(more)["due"] is due
    assert more == case.model_copy(update={"failed_notices": more.failed_notices})


def test_a_code_is_found_in_a_table_under_its_text() -> None:
    assert {Stage.IN_REVIEW: "held"}["in_review"] == "held"  # type: ignore[index]
