"""The signatures of events on record, verified with everybody who was ever trusted."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, LiteralString

from activities.records.database import connect
from activities.trust.reading import holders, issuers
from errors import Damaged
from models.case.events import Event
from models.trust.evidence import Archive, first_unsigned
from models.trust.tokens import LOCAL_ISSUER, Claims, IssuerKey, verified_token

ARCHIVE: LiteralString = """
SELECT (SELECT coalesce(json_agg(k), '[]') FROM trusted_key k) AS keys,
       (SELECT coalesce(json_agg(json_build_object(
            'kid', kid, 'kind', 'issuer', 'name', issuer, 'audience', audience, 'public', public
        )), '[]') FROM provider_key) AS provided,
       (SELECT coalesce(json_agg(id), '[]') FROM staff) AS staff,
       (SELECT coalesce(json_agg(json_build_array(issuer, subject, staff_id)), '[]') FROM known_subject) AS subjects
"""
_BODIES = "SELECT body FROM case_event WHERE reference = %s ORDER BY seq"
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


def unsigned_on_record(url: str, namespace: str, reference: str) -> int | None:
    """The first event of a case on record that should have a valid signature and has none.

    Raises Unreachable, Damaged.
    """
    with connect(url) as connection:
        row = connection.execute(ARCHIVE).fetchone()
        bodies = [each["body"] for each in connection.execute(_BODIES, (reference,))]
    try:
        events = read_events(bodies)
    except ValueError as error:
        raise Damaged(f"an event of {reference}") from error
    return first_unsigned(archive_of(row or {}, namespace), reference, events)


def read_events(bodies: Iterable[bytes]) -> list[Event]:
    """The events in their bytes. Raises ValueError."""
    return [Event.model_validate_json(bytes(each)) for each in bodies]
