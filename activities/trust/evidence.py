"""The proof of events on record: signatures, verified with everybody who was ever trusted, and the rules."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, LiteralString

from activities.records.database import connect
from activities.trust.reading import holders, issuers
from errors import Damaged
from models.case.events import Event
from models.case.state import CaseState
from models.intake.request import Request
from models.policy import CasePolicy
from models.trust.evidence import Archive
from models.trust.tokens import LOCAL_ISSUER, Claims, IssuerKey, verified_token
from workflows.case.audit.proof import proof_of_case
from workflows.case.audit.redecide import Disagreement

ARCHIVE: LiteralString = """
SELECT (SELECT coalesce(json_agg(k), '[]') FROM trusted_key k) AS keys,
       (SELECT coalesce(json_agg(json_build_object(
            'kid', kid, 'kind', 'issuer', 'name', issuer, 'audience', audience, 'public', public
        )), '[]') FROM provider_key) AS provided,
       (SELECT coalesce(json_agg(id), '[]') FROM staff) AS staff,
       (SELECT coalesce(json_agg(json_build_array(issuer, subject, staff_id)), '[]') FROM known_subject) AS subjects
"""
_CASE: LiteralString = """
SELECT (SELECT received FROM request WHERE reference = %(reference)s) AS received,
       (SELECT p.slice FROM case_row c JOIN policy p ON p.digest = c.policy WHERE c.reference = %(reference)s) AS slice
"""
_EVENTS: LiteralString = "SELECT body FROM case_event WHERE reference = %s ORDER BY seq"
"""A row each: what is sealed is opened column by column."""
TOKENS_KEPT = 4_096


def archive_of(row: Mapping[str, Any], namespace: str) -> Archive:
    """The archive in the one row of `ARCHIVE`. A token is verified once."""
    known = {**issuers(row["provided"]), **issuers(row["keys"])}
    people = {(LOCAL_ISSUER, staff): staff for staff in row["staff"]}
    people |= {(issuer, subject): staff for issuer, subject, staff in row["subjects"]}
    remembered = lru_cache(TOKENS_KEPT)(lambda token: verified_token(token, known))

    def verified(token: str, _: Mapping[str, IssuerKey]) -> Claims:
        return remembered(token)

    return Archive(namespace, known, holders(row["keys"]), people, verified)


def unproved_on_record(url: str, namespace: str, reference: str) -> Disagreement | None:
    """The first event of a case on record that nobody signed who could have caused it, or that the rules do not bring
    about; none where there is no such case. Without its policy nothing of a case is proved.

    Raises Unreachable, Damaged.
    """
    with connect(url) as connection:
        trusted = connection.execute(ARCHIVE).fetchone() or {}
        case = connection.execute(_CASE, {"reference": reference}).fetchone() or {}
        bodies = [each["body"] for each in connection.execute(_EVENTS, (reference,))]
    try:
        events = read_events(bodies)
        policy = CasePolicy.model_validate_json(case["slice"]) if case["slice"] else None
        request = Request.model_validate(case["received"]) if case["received"] else None
    except ValueError as error:
        raise Damaged(f"an event, the policy or the request of {reference}") from error
    start = CaseState(reference=reference, policy=policy)
    return proof_of_case(archive_of(trusted, namespace), start, events, request).difference


def read_events(bodies: Iterable[bytes]) -> list[Event]:
    """The events in their bytes. Raises ValueError."""
    return [Event.model_validate_json(bytes(each)) for each in bodies]
