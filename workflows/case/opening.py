"""Opening of a case: the events that follow from the assessment of its request, with no person in it (design §3)."""

from datetime import datetime
from typing import Any

from models.case.actor import SYSTEM
from models.case.edition import NEWEST
from models.case.events import Appealed, AppealOf, Assessed, Body, Closed, Event, Merged, OfficialReply, Opened, SplitOf
from models.case.state import CaseState
from models.codes import Channel, Effect, Outcome
from models.intake.reference import appeal_id
from models.intake.request import Request
from models.language import spoken
from models.policy import CasePolicy
from models.triage.assessment import Assessment
from workflows.case.evolve import fold
from workflows.case.replies import fill_all, service_titles
from workflows.case.rules.checklist import documents_in
from workflows.case.rules.faults import found_at_opening

_JOINS = {Effect.MERGE_DUPLICATE, Effect.LINK_AND_ESCALATE}


def decide_opening(
    request: Request,
    policy: CasePolicy,
    assessment: Assessment,
    now: datetime,
    *,
    sent_fingerprint: str = "",
    edition: int = NEWEST,
    appeal_of: AppealOf | None = None,
    split_of: SplitOf | None = None,
    clock_from: datetime | None = None,
) -> tuple[CaseState, tuple[Event, ...]]:
    """The case a request opens, and its events: routed, returned or joined to an earlier case as assessed.

    One that is taken out of another case counts from when that one does, `clock_from`.
    """
    first = _opened_event(request, policy, now, sent_fingerprint, edition).but(appeal_of=appeal_of)
    if split_of and clock_from:
        first = first.but(split_of=split_of, clock_from=clock_from)
    bodies = (first, assessed(request, policy, assessment, edition), *joined(assessment), *found_at_opening(assessment))
    events = tuple(Event(seq=seq, at=now, actor=SYSTEM, body=body) for seq, body in enumerate(bodies, start=1))
    return opened(request.reference, policy, events), events


def appeal_request(earlier: Request, state: CaseState, raised: Appealed, at: datetime) -> Request:
    """The request of an appeal: that of the case whose result is appealed, with what the appeal says and no more."""
    in_arabic = earlier.language == "ar"
    return earlier.but(
        id=appeal_id(state.reference, raised.number),
        submitted_at=at,
        service=state.service,
        section=state.section or earlier.section,
        prior_attempt=None,
        subject_ar=None,
        subject=None,
        text_ar=raised.text if in_arabic else None,
        text_en=None if in_arabic else raised.text,
        attachments=(),
        as_written={},
    )


def opened(reference: str, policy: CasePolicy, events: tuple[Event, ...]) -> CaseState:
    """The state after the events of an opening, with the receipt of it."""
    state = fold(CaseState(reference=reference, policy=policy), events)
    return state.but(opening=state.receipt(opening=True))


def _opened_event(request: Request, policy: CasePolicy, now: datetime, sent_fingerprint: str, edition: int) -> Opened:
    return Opened(
        **opening_fields(request, policy, edition),
        sent_fingerprint="" if sent_fingerprint == request.fingerprint else sent_fingerprint,
        clock_from=policy.counts_from(request.submitted_at, now),
    )


def opening_fields(request: Request, policy: CasePolicy, edition: int) -> dict[str, Any]:
    """What the first event of a case says of its request and of the policy it runs under."""
    return {
        "fingerprint": request.fingerprint,
        "submitted_at": request.submitted_at,
        "channel": request.channel,
        "applicant_type": request.applicant.type,
        "language": spoken(request.language, policy.languages),
        "service": policy.service,
        "reach": _reach(request),
        "policy": policy.digest,
        "edition": edition,
        "provided": documents_in(request.attachments, policy.checklist),
    }


def _reach(request: Request) -> tuple[Channel, ...]:
    given = {Channel.PORTAL: True, Channel.SMS: request.applicant.mobile, Channel.EMAIL: request.applicant.email}
    return tuple(channel for channel in Channel if given[channel])


def assessed(request: Request, policy: CasePolicy, assessment: Assessment, edition: int) -> Assessed:
    """The event of a first stage, with the reply that a return carries."""
    return Assessed(assessment=assessment, reply=_first_reply(request, policy, assessment, edition))


def _first_reply(request: Request, policy: CasePolicy, assessment: Assessment, edition: int) -> OfficialReply | None:
    if assessment.reply is None:
        return None
    values = {"reference": request.reference} | service_titles(policy, edition) | assessment.values
    return fill_all(policy.replies[assessment.reply], values, assessment.reply)


def joined(assessment: Assessment) -> tuple[Body, ...]:
    """The events that close a duplicate or a follow-up: it never becomes a second independent case (domain §2.6)."""
    if assessment.effect not in _JOINS or assessment.link is None:
        return ()
    merged = Merged(into=assessment.link, escalate=assessment.effect is Effect.LINK_AND_ESCALATE)
    return (merged, Closed(outcome=Outcome.MERGED))
