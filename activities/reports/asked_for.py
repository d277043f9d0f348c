"""What the beneficiaries of cases were asked for and has not arrived, from the events on record."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from activities.records.database import Connection
from models.case.events import Event
from models.case.row import CaseRow
from models.language import Text
from models.policy import CasePolicy
from workflows.explain.asked import AskedItem, asked_of, still_open

_POLICIES = "SELECT digest, slice FROM policy WHERE digest = ANY(%(digests)s)"
_EVENTS = """
SELECT reference, body FROM case_event WHERE reference = ANY(%(references)s) AND type = ANY(%(types)s)
ORDER BY reference, seq
"""
_TELLING = [
    "imported",
    "assessed",
    "asked",
    "replied",
    "documents_seen",
    "resolved",
    "reopened",
    "closed",
    "merged",
    "withdrawn",
]
"""The types of events that say what is asked for."""


class AskedFor(NamedTuple):
    """What was asked for and has not arrived, and the titles of documents."""

    items: tuple[AskedItem, ...]
    documents: Mapping[str, Text]


def asked_for(connection: Connection, rows: list[CaseRow]) -> dict[str, AskedFor]:
    """What is open of each case, with the titles of its documents."""
    policies = _policies(connection, {row.policy for row in rows})
    events = _events(connection, [row.reference for row in rows])
    known = ((row.reference, policies.get(row.policy), events.get(row.reference, [])) for row in rows)
    return {
        reference: AskedFor(still_open(asked_of(policy, happened)), policy.documents)
        for reference, policy, happened in known
        if policy
    }


def _policies(connection: Connection, digests: set[str]) -> dict[str, CasePolicy]:
    found = connection.execute(_POLICIES, {"digests": list(digests)})
    return {row["digest"]: CasePolicy.model_validate_json(row["slice"]) for row in found}


def _events(connection: Connection, references: list[str]) -> dict[str, list[Event]]:
    """The events that can be read, by case."""
    events: dict[str, list[Event]] = {}
    for row in connection.execute(_EVENTS, {"references": references, "types": _TELLING}):
        try:
            event = Event.model_validate_json(row["body"])
        except ValidationError:
            continue
        events.setdefault(row["reference"], []).append(event)
    return events
