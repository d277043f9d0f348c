"""What cases of a list are about: subject, person and what is asked for, opened with the keys of the cases.

Plain psycopg, as the lists. Of a case that was erased nothing is known. Raises Unreachable when a key is not at hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from activities.keys.case_keys import case_keys_at
from activities.records.database import Connection
from models.case.events import Event
from models.case.row import CaseRow
from models.codes import Stage
from models.intake.request import Request
from models.language import Text
from models.policy import CasePolicy
from workflows.explain.asked import AskedItem, asked_of, still_open

_REQUESTS = "SELECT reference, received FROM request WHERE reference = ANY(%(references)s)"
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
_ASKED_IN = (Stage.AWAITING_BENEFICIARY, Stage.REPLIED)


@dataclass(frozen=True, slots=True)
class AboutCase:
    """What a case is about, in its own words and for whom."""

    subject: str
    person: str
    """The name of the person concerned, else of the applicant; as it was written."""
    asked: tuple[AskedItem, ...] = ()
    """What was asked for and has not arrived, while the beneficiary is awaited or has just answered."""
    documents: Mapping[str, Text] | None = None
    """The titles of documents, where something is asked for."""


def subjects_of(connection: Connection, url: str, rows: Iterable[CaseRow]) -> dict[str, AboutCase]:
    """The subjects of cases, by reference; `url` is the address of the records, whose keys open them."""
    cases = {row.reference: row for row in rows}
    if not cases:
        return {}
    case_keys_at(url).get_ready(cases)
    asked = _asked(connection, [row for row in cases.values() if row.stage in _ASKED_IN and row.rounds])
    found = connection.execute(_REQUESTS, {"references": list(cases)})
    return {row["reference"]: _subject(row["received"], asked.get(row["reference"])) for row in found}


def _subject(received: Any, asked: tuple[tuple[AskedItem, ...], Mapping[str, Text]] | None) -> AboutCase:
    items, documents = asked or ((), None)
    try:
        request = Request.model_validate(received)
    except ValidationError:
        return AboutCase("", "", items, documents)
    text = request.text_ar or request.text_en or request.text or ""
    subject = request.subject_ar or request.subject or next(iter(text.splitlines()), "")
    return AboutCase(subject, _person(request), items, documents)


def _person(request: Request) -> str:
    concerned, applicant = request.on_behalf_of, request.applicant
    own = applicant.name_ar or applicant.name_en or ""
    return (concerned.name_ar or concerned.name_en or own) if concerned else own


def _asked(connection: Connection, rows: list[CaseRow]) -> dict[str, tuple[tuple[AskedItem, ...], Mapping[str, Text]]]:
    """What is open of each case that waits for its beneficiary, with the titles of its documents."""
    if not rows:
        return {}
    policies = _policies(connection, {row.policy for row in rows})
    events = _events(connection, [row.reference for row in rows])
    known = ((row.reference, policies.get(row.policy), events.get(row.reference, [])) for row in rows)
    return {
        reference: (still_open(asked_of(policy, happened)), policy.documents)
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
