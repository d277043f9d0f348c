"""The audit of a request: it is not in the chain, but its fingerprint is, and its columns are made of it."""

import json
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from models.case.events import Assessed, Closed, Event, Imported, Merged, Opened
from models.case.state import CaseState, Receipt
from models.codes import AuditFlaw
from models.intake.person_hash import applicant_key, code_hash, concerned_key
from models.intake.request import Request
from workflows.case.evolve import fold

Row = Mapping[str, Any]
_OF_AN_OPENING = frozenset(kind.model_fields["type"].default for kind in (Opened, Assessed, Merged, Closed, Imported))


def flaw_of_request(first_event: bytes, row: Row, index_key: str) -> AuditFlaw | None:
    """What is wrong with a request on record beside the first event of its case; nothing of one that was disposed of.

    With the key of the index the hashes by which it and its persons are found are checked too.
    """
    if row["received"] is None:
        return None
    try:
        request = Request.model_validate(row["received"])
        filed_as = json.loads(first_event)["body"]["fingerprint"]
    except (ValueError, LookupError, TypeError):
        return AuditFlaw.UNREADABLE_REQUEST
    if {request.fingerprint, row["received_as"]} != {filed_as}:
        return AuditFlaw.OTHER_REQUEST
    if not _are_its_columns(row, request, index_key):
        return AuditFlaw.OTHER_COLUMNS
    keys = (applicant_key(index_key, request), concerned_key(index_key, request))
    return AuditFlaw.OTHER_PERSONS if index_key and keys != (row["applicant_key"], row["concerned_key"]) else None


def is_receipt_of(start: CaseState, events: Sequence[Event], row: Row) -> bool:
    """Whether the receipt on record is the one that the opening led to, at its instant; where no request is kept, yes.

    An opening is decided at one instant by the system. Receipts of before there was `asked` do not have it.
    """
    if row.get("receipt") is None:
        return row.get("received_at") in {None, row["opened_at"]}
    opening = list(takewhile(lambda event: event.at == events[0].at and event.body.type in _OF_AN_OPENING, events))
    receipt = fold(start, opening).receipt(opening=True)
    kept = Receipt.model_validate(row["receipt"])
    return bool(row["received_at"] == row["opened_at"]) and kept in (receipt, receipt.but(asked=()))


def _are_its_columns(row: Row, request: Request, index_key: str) -> bool:
    """Whether its source, id and error code are its own; of a sealed request the id is not kept."""
    code = request.prior_attempt.error_code if request.prior_attempt else None
    is_code = _is_code(row["received_error"], code, index_key)
    return is_code and row["received_from"] == request.source and row["received_id"] in {"", request.id}


def _is_code(kept: str | None, code: str | None, index_key: str) -> bool:
    """Whether an error code is kept as it is, or as its hash; without the key of the hash any may be it."""
    if kept is None or code is None or kept == code:
        return kept == code
    return not index_key or kept == code_hash(index_key, code)
