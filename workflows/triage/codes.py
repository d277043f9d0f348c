"""Codes of a request that the pack does not list: nobody knows what they say, so nothing is concluded from them."""

from collections.abc import Iterator

from models.intake.attempt_outcome import AttemptOutcome
from models.intake.request import PriorAttempt
from workflows.triage.documents import counts_as_some
from workflows.triage.subject import Subject


def unknown_codes(of: Subject) -> tuple[str, ...]:
    """The fields whose code, kind or relation stands in no list of the pack, or is at odds with another one.

    What the pack has no list of may be anything.
    """
    return tuple(dict.fromkeys(_unknown(of)))


def _unknown(of: Subject) -> Iterator[str]:
    request, policy, listed = of.request, of.policy, of.policy.listed_codes
    types, applicant = policy.applicant_types, request.applicant
    if types and applicant.type not in types:
        yield "applicant.type"
    elif types and applicant.id_type and applicant.id_type not in types[applicant.type]:
        yield "applicant.id_type"
    if request.on_behalf_of and policy.vocabulary.relation(request.on_behalf_of.relation) is None:
        yield "on_behalf_of.relation"
    given = {"section": request.section, "seed_kind": request.seed_kind, "campaign": request.campaign}
    yield from (name for name, code in given.items() if code is not None and code not in listed.get(name, (code,)))
    if not all(counts_as_some(each.kind, of) for each in request.attachments):
        yield "attachments.kind"
    if request.prior_attempt:
        yield from _of_a_try(request.prior_attempt, of)


def _of_a_try(attempt: PriorAttempt, of: Subject) -> Iterator[str]:
    plain, codes = of.policy.plain, of.policy.error_codes
    if attempt.outcome is AttemptOutcome.UNREADABLE:
        yield "prior_attempt.outcome"
    if plain.platforms and attempt.platform not in (None, of.policy.own_platform, *plain.platforms):
        yield "prior_attempt.platform"
    evidence = (*of.policy.no_evidence, *plain.evidence)
    if plain.evidence and attempt.evidence not in evidence and not counts_as_some(attempt.evidence, of):
        yield "prior_attempt.evidence"
    if codes and attempt.error_code not in (None, *codes):
        yield "prior_attempt.error_code"
