"""A receipt that proves itself: the opening of a request with its place in the log, for whoever has the log's key.

It is a proof (`checkpoint.Proof`) whose extra data are canonical JSON of `{"event": …, "reference": …}`, the event as
the text that was hashed. So the reference needs no second way to whoever checks it.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from models.codes import ReceiptFlaw
from models.log.checkpoint import Checkpoint, Proof, proves, read_proof
from models.log.note import BadNote, Verifier, decoded


class BadReceipt(ValueError):
    """A receipt that proves nothing, and why."""

    def __init__(self, flaw: ReceiptFlaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class LoggedOpening(NamedTuple):
    """What a receipt proves: that a request was opened, and its place in the log under a signed checkpoint."""

    reference: str
    fingerprint: str
    submitted_at: datetime
    opened_at: datetime
    entry: int
    """Its number in the log, from 0."""
    checkpoint: Checkpoint


def receipt_of_opening(reference: str, proof: Proof) -> Proof:
    """The receipt of a request, from the proof of its first event."""
    event = base64.b64decode(proof.extra).decode()
    said = json.dumps({"event": event, "reference": reference}, ensure_ascii=False, separators=(",", ":"))
    return replace(proof, extra=base64.b64encode(said.encode()).decode())


def read_receipt(text: str, verifiers: Iterable[Verifier]) -> LoggedOpening:
    """What a receipt proves by these keys. Raises BadReceipt."""
    try:
        proof = read_proof(text)
        said = json.loads(decoded(proof.extra) or b"")
        reference, event = str(said["reference"]), str(said["event"])
    except (ValueError, LookupError, TypeError) as problem:
        raise BadReceipt(ReceiptFlaw.UNREADABLE) from problem
    entry = hashlib.sha256(reference.encode() + event.encode()).digest()
    try:
        checkpoint = proves(proof, entry, verifiers)
    except BadNote as problem:
        raise BadReceipt(ReceiptFlaw.NOT_SIGNED) from problem
    if checkpoint is None:
        raise BadReceipt(ReceiptFlaw.NOT_LOGGED)
    return _opening(reference, event, proof.index, checkpoint)


def _opening(reference: str, event: str, index: int, checkpoint: Checkpoint) -> LoggedOpening:
    try:
        said: dict[str, Any] = json.loads(event)
        body = said["body"]
        at, submitted_at = (datetime.fromisoformat(text) for text in (said["at"], body["submitted_at"]))
        fingerprint = str(body["fingerprint"])
    except (ValueError, LookupError, TypeError) as problem:
        raise BadReceipt(ReceiptFlaw.NO_OPENING) from problem
    return LoggedOpening(reference, fingerprint, submitted_at, at, index, checkpoint)
