"""What of a case is sealed on record: the events that hold texts, the request, the notices, the note of a restart.

Codes, instants and ids of staff stay in clear beside it: lists, reports and the chain of hashes need no key. The chain
goes over the bytes as they are kept, so it is whole also when a key is gone.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from activities.keys.parts import PartSealer, place_of_event
from models.case.events import Event, Opened
from models.intake.person_hash import code_hash
from models.intake.request import Request
from models.intake.stopgaps import STOPGAP
from models.keys.parts import PartKind, Place

_STOPGAP = re.compile(STOPGAP)


def event_bytes(event: Event) -> bytes:
    """An event as it is read, and hashed where it is not sealed."""
    return event.model_dump_json().encode()


@dataclass(frozen=True)
class KeptEvent:
    """An event as it is kept; `head` is what is known of it without its key, for the columns, where it is sealed."""

    body: bytes
    head: dict[str, Any] | None


def kept_event(sealer: PartSealer | None, reference: str, event: Event) -> KeptEvent:
    """An event as it is kept: sealed when it may hold a text, or the command that its sender signed.

    Raises NoCaseKey, Unreachable.
    """
    plain = event_bytes(event)
    if sealer is None or _holds_codes_only(event):
        return KeptEvent(plain, None)
    return KeptEvent(sealer.sealed(place_of_event(reference, event.seq), plain), _head(event, plain))


def _holds_codes_only(event: Event) -> bool:
    """Whether nothing in an event is what people wrote. What is signed of an opening is the fingerprint alone, and its
    beneficiary proves by it that it was logged; of an appeal it is the command with its words.
    """
    is_filed = isinstance(event.body, Opened) and event.body.appeal_of is None
    return event.body.in_clear and (event.signed is None or is_filed)


def _head(event: Event, plain: bytes) -> dict[str, Any]:
    """The columns of a sealed event, in the form of its JSON; `plain` compares it with one kept in clear before."""
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": {"id": event.actor.id, "role": event.actor.role},
        "command_id": event.command_id,
        "body": {"type": event.body.type},
        "plain": hashlib.sha256(plain).hexdigest(),
    }


@dataclass(frozen=True)
class KeptRequest:
    """The columns of a request that hold what its sender wrote."""

    received: dict[str, Any]
    source_id: str
    error_code: str | None


def kept_request(sealer: PartSealer | None, index_key: str, request: Request) -> KeptRequest:
    """A request as it is kept. Raises NoCaseKey, Unreachable."""
    received = request.model_dump(mode="json", exclude_none=True)
    code = request.prior_attempt.error_code if request.prior_attempt else None
    if sealer is None:
        return KeptRequest(received, request.id, code)
    place = Place(request.reference, PartKind.REQUEST)
    kept = sealer.sealed_json(place, received, codes_of_request(request))
    return KeptRequest(kept, "", code_hash(index_key, code) if code else None)


def codes_of_request(request: Request) -> dict[str, Any]:
    """What queries ask of requests: the service, and the kind of the number of whom it is for, if it tells anybody."""
    person = request.on_behalf_of
    told = person and person.id_type and not _STOPGAP.search(person.id_number or "")
    return {"service": request.service} | ({"on_behalf_of": {"id_type": person.id_type}} if person and told else {})
