"""A fault of the product that is in its decisions, its records and its own audit alike is seen by the checks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chaos.checks.invariants import violations_of
from models.calendar.working import WorkingCalendar
from models.case.clock import Clock
from models.case.commands import BENEFICIARY
from models.case.events import Escalated
from models.case.state import CaseState
from models.policy import Rung, Step
from tests.chaos.checks.made_up import Story, contested, evidence_of, neglected, waiting
from workflows.case import evolve

Fault = Callable[[pytest.MonkeyPatch], None]


def a_notice_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evolve, "plan", lambda state, event: ())


def working_time_is_an_hour_too_long(patch: pytest.MonkeyPatch) -> None:
    between = WorkingCalendar.between
    patch.setattr(WorkingCalendar, "between", lambda self, *given: between(self, *given) + timedelta(hours=1))


def every_due_instant_is_an_hour_late(patch: pytest.MonkeyPatch) -> None:
    instant = Clock.instant

    def later(self: Clock, *given: Any, **more: Any) -> datetime | None:
        at = instant(self, *given, **more)
        return at and at + timedelta(hours=1)

    patch.setattr(Clock, "instant", later)


def rungs_come_at_half_their_time(patch: pytest.MonkeyPatch) -> None:
    threshold = Rung.threshold
    patch.setattr(Rung, "threshold", lambda self, budget: threshold(self, budget) / 2)


def the_second_rung_is_skipped(patch: pytest.MonkeyPatch) -> None:
    next_step = CaseState.next_step

    def skipping(self: CaseState, clock: Clock) -> Step | None:
        step = next_step(self, clock)
        if step and step.rung.name == "four_fifths":
            return next_step(self, clock.but(fired=(*clock.fired, step.rung.name)))
        return step

    patch.setattr(CaseState, "next_step", skipping)


def an_escalation_does_not_raise_the_priority(patch: pytest.MonkeyPatch) -> None:
    raised = evolve.CHANGES[Escalated]

    def unraised(*given: Any) -> dict[str, Any]:
        return {name: value for name, value in raised(*given).items() if name != "priority"}

    patch.setitem(evolve.CHANGES, Escalated, unraised)


def the_reference_is_another(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("models.intake.request.derive_reference", lambda source, source_id: "TW-7K3M-9QXD-2VHA-P")


def the_fingerprint_is_another(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("models.intake.request.request_fingerprint", lambda request: "f" * 64)


def quiet_hours_are_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("models.notices.plan._quiet_until", lambda state, at: at)


def answered() -> Story:
    """Returned to the beneficiary and answered, so that the clocks went on with what was used."""
    asked: dict[str, Any] = {"reason": "documents_missing", "reply": {"text": "نأمل"}, "documents": ("passport_copy",)}
    story = Story.begin("answered").do("claim").at("2026-01-06 11:00").do("ask", **asked).at("2026-01-07 09:00")
    return story.do("reply", BENEFICIARY, text="مرفق")


FAULTS: list[tuple[Fault, Callable[[], Story], str]] = [
    (a_notice_is_forgotten, contested, "every notice arrived or is on the list"),
    (working_time_is_an_hour_too_long, answered, "every stated instant is right"),
    (every_due_instant_is_an_hour_late, neglected, "every stated instant is right"),
    (rungs_come_at_half_their_time, neglected, "nothing falls due early"),
    (the_second_rung_is_skipped, neglected, "no breach without its rungs"),
    (an_escalation_does_not_raise_the_priority, neglected, "the audit is whole"),
    (the_reference_is_another, neglected, "every reference is that of its request"),
    (quiet_hours_are_ignored, waiting, "nothing is sent before its hour"),
    (the_fingerprint_is_another, neglected, "every reference is that of its request"),
]


@pytest.mark.parametrize(("fault", "story", "promise"), FAULTS, ids=[fault.__name__ for fault, *_ in FAULTS])
def test_a_fault_of_the_product_is_seen(
    fault: Fault, story: Callable[[], Story], promise: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [str(each) for each in violations_of(evidence_of(story()), logged=False) if each.reference] == []
    fault(monkeypatch)
    assert promise in {each.invariant for each in violations_of(evidence_of(story()), logged=False)}
