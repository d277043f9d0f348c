"""How a recorded case begins under a policy: from what is on record, or from its request."""

from typing import Any

from models.base import unchecked
from models.case.commands import SYSTEM
from models.case.edition import NEWEST
from models.case.events import Assessed, Event, Imported, Opened
from models.case.state import CaseState, Refusal
from models.intake.request import Request
from models.policy import CasePolicy
from models.triage.assessment import Assessment, KnownFromRecords
from simulation.policies import PolicySource
from simulation.recorded import PastCase
from workflows.case.importing import import_again
from workflows.case.opening import assessed, decide_opening, joined
from workflows.case.rules.checklist import documents_in
from workflows.triage.assess import assess

_event = unchecked(Event)
_NOTHING = KnownFromRecords()

Beginning = tuple[CaseState, tuple[Event, ...]]
"""A case before its opening, and the events of that."""


def begin(case: PastCase, policies: PolicySource) -> Beginning | Refusal:
    """How a case begins under a policy, or why it is not opened. Raises NotOfThePolicy, ValueError."""
    policy = policies.of(case)
    first = case.first
    if first is None:
        return _from_request(case, policy, policies)
    if isinstance(first.body, Imported):
        event = import_again(case.reference, policy, first)
        return event if isinstance(event, Refusal) else _after(case, policy, (event,))
    if not isinstance(first.body, Opened) or case.assessed is None:
        raise ValueError(f"{case.name} begins with {first.body.type}")
    concluded = _first_stage(case, case.assessed, policy, policies)
    return _after(case, policy, _from_record(case, first.body, policy, concluded))


def _after(case: PastCase, policy: CasePolicy, events: tuple[Event, ...]) -> Beginning:
    return CaseState(reference=case.reference, policy=policy), events


def _from_request(case: PastCase, policy: CasePolicy, policies: PolicySource) -> Beginning:
    if case.request is None:
        raise ValueError(f"{case.name} has neither an opening nor a request")
    before = case.assessed
    concluded = before.assessment if before else _assess(case, case.request, policy, policies)
    opened, events = decide_opening(case.request, policy, concluded, case.opened_at, edition=NEWEST)
    return CaseState(reference=opened.reference, policy=policy), events


def _from_record(case: PastCase, opened: Opened, policy: CasePolicy, concluded: Assessed) -> tuple[Event, ...]:
    changes: dict[str, Any] = {"policy": policy.digest, "service": policy.service}
    if opened.appeal_of is None and opened.split_of is None:
        changes["clock_from"] = policy.counts_from(opened.submitted_at, case.opened_at)
    if case.request:
        changes["provided"] = documents_in(case.request.attachments, policy.checklist)
    bodies = (opened.but(**changes), concluded, *joined(concluded.assessment))
    return tuple(
        _event(seq=seq, at=case.opened_at, actor=SYSTEM, body=body) for seq, body in enumerate(bodies, start=1)
    )


def _first_stage(case: PastCase, before: Assessed, policy: CasePolicy, policies: PolicySource) -> Assessed:
    """The first stage as it concluded then, or run again. What joined a case to another one stays: that one is not
    looked for again."""
    if not policies.again or case.request is None or before.assessment.link:
        return before
    return assessed(case.request, policy, _assess(case, case.request, policy, policies), NEWEST)


def _assess(case: PastCase, request: Request, policy: CasePolicy, policies: PolicySource) -> Assessment:
    as_of = policy.counts_from(request.submitted_at, case.opened_at)
    return assess(request, _NOTHING, policies.triage(request.service), policy.working_calendar, as_of)
