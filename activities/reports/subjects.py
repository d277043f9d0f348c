"""What cases of a list are about: subject, person and what is asked for, opened with the keys of the cases.

Plain psycopg, as the lists. Of a case that was erased nothing is known. Raises Unreachable when a key is not at hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from activities.keys.case_keys import case_keys_at
from activities.records.database import Connection
from models.case.row import CaseRow
from models.codes import Stage
from models.intake.request import Request
from models.language import Text

if TYPE_CHECKING:
    from activities.reports.asked_for import AskedFor
    from workflows.explain.asked import AskedItem

_REQUESTS = "SELECT reference, received FROM request WHERE reference = ANY(%(references)s)"
_ASKED_IN = (Stage.AWAITING_BENEFICIARY, Stage.REPLIED)


@dataclass(frozen=True, slots=True)
class AboutCase:
    """What a case is about, in its own words and for whom."""

    subject: str
    person: str
    """The name of the person concerned, else of the applicant; as it was written."""
    asked: "tuple[AskedItem, ...]" = ()
    """What was asked for and has not arrived, while the beneficiary is awaited or has just answered."""
    documents: Mapping[str, Text] | None = None
    """The titles of documents, where something is asked for."""


def subjects_of(connection: Connection, url: str, rows: Iterable[CaseRow]) -> dict[str, AboutCase]:
    """The subjects of cases, by reference; `url` is the address of the records, whose keys open them."""
    cases = {row.reference: row for row in rows}
    if not cases:
        return {}
    case_keys_at(url).get_ready(cases)
    asked = _asked_for(connection, [row for row in cases.values() if row.stage in _ASKED_IN and row.rounds])
    found = connection.execute(_REQUESTS, {"references": list(cases)})
    return {row["reference"]: _subject(row["received"], asked.get(row["reference"])) for row in found}


def _asked_for(connection: Connection, rows: "list[CaseRow]") -> "Mapping[str, AskedFor]":
    """What is open of each case that waits for its beneficiary."""
    if not rows:
        return {}
    from activities.reports.asked_for import asked_for  # noqa: PLC0415 - it loads all events, and few lists need it

    return asked_for(connection, rows)


def _subject(received: Any, asked: "AskedFor | None") -> AboutCase:
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
