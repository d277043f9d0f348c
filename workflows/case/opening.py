"""Opening of a case: the events that follow from the assessment of its request, with no person in it (design §3)."""

from datetime import datetime

from models.case.commands import SYSTEM
from models.case.edition import NEWEST
from models.case.events import Assessed, Body, Closed, Event, Merged, OfficialReply, Opened
from models.case.state import CaseState
from models.codes import Channel, Effect, Outcome
from models.intake.request import Request
from models.language import spoken
from models.policy import CasePolicy
from models.triage.assessment import Assessment
from workflows.case.evolve import fold
from workflows.case.replies import fill_all, service_titles

_JOINS = {Effect.MERGE_DUPLICATE, Effect.LINK_AND_ESCALATE}


def decide_opening(
    request: Request,
    policy: CasePolicy,
    assessment: Assessment,
    now: datetime,
    *,
    sent_fingerprint: str = "",
    edition: int = NEWEST,
) -> tuple[CaseState, tuple[Event, ...]]:
    """The case a request opens, and its events: routed, returned or joined to an earlier case as assessed."""
    first = _opened_event(request, policy, now, sent_fingerprint, edition)
    bodies = (first, _assessed(request, policy, assessment), *_joined(assessment))
    events = tuple(Event(seq=seq, at=now, actor=SYSTEM, body=body) for seq, body in enumerate(bodies, start=1))
    return opened(request.reference, policy, events), events


def opened(reference: str, policy: CasePolicy, events: tuple[Event, ...]) -> CaseState:
    """The state after the events of an opening, with the receipt of it."""
    state = fold(CaseState(reference=reference, policy=policy), events)
    return state.but(opening=state.receipt(opening=True))


def _opened_event(request: Request, policy: CasePolicy, now: datetime, sent_fingerprint: str, edition: int) -> Opened:
    fingerprint = request.fingerprint
    return Opened(
        fingerprint=fingerprint,
        sent_fingerprint="" if sent_fingerprint == fingerprint else sent_fingerprint,
        submitted_at=request.submitted_at,
        clock_from=policy.counts_from(request.submitted_at, now),
        channel=request.channel,
        applicant_type=request.applicant.type,
        language=spoken(request.language, policy.languages),
        service=policy.service,
        reach=_reach(request),
        policy=policy.digest,
        edition=edition,
    )


def _reach(request: Request) -> tuple[Channel, ...]:
    given = {Channel.PORTAL: True, Channel.SMS: request.applicant.mobile, Channel.EMAIL: request.applicant.email}
    return tuple(channel for channel in Channel if given[channel])


def _assessed(request: Request, policy: CasePolicy, assessment: Assessment) -> Assessed:
    return Assessed(assessment=assessment, reply=_first_reply(request, policy, assessment))


def _first_reply(request: Request, policy: CasePolicy, assessment: Assessment) -> OfficialReply | None:
    if assessment.reply is None:
        return None
    values = {"reference": request.reference} | service_titles(policy) | assessment.values
    return fill_all(policy.replies[assessment.reply], values, assessment.reply)


def _joined(assessment: Assessment) -> tuple[Body, ...]:
    """A duplicate or a follow-up of a case on record never becomes a second independent case (domain §2.6)."""
    if assessment.effect not in _JOINS or assessment.link is None:
        return ()
    merged = Merged(into=assessment.link, escalate=assessment.effect is Effect.LINK_AND_ESCALATE)
    return (merged, Closed(outcome=Outcome.MERGED))
