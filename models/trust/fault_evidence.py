"""Whether the events of a fault were signed by whom they name, checked with the keys of all times. Pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from models.case.commands import SYSTEM
from models.faults import events as e
from models.faults.commands import FAULT_COMMAND
from models.faults.events import FaultEvent
from models.trust.evidence import Archive, person_who_signed
from models.trust.keys import decoded, verifies
from models.trust.statement import AUTH, Auth, CaseAddress, Said, statement

_BY_COMMAND: Mapping[type[Any], str] = {
    e.FaultOpened: "open",
    e.FaultOwned: "own",
    e.FaultBecameKnown: "known",
    e.FaultMended: "mend",
    e.FaultClosed: "close",
}
"""What nothing but a command brings about, with its kind."""
_SAME = ("error_code", "number", "title", "to", "note", "reason", "reply")
"""Fields that an event has as its command had them."""


def first_unsigned_of_fault(archive: Archive, reference: str, events: Iterable[FaultEvent]) -> int | None:
    """The number of the first event that should have a valid signature and has none, or has one and should not."""
    place = CaseAddress(archive.namespace, reference)
    return next((event.seq for event in events if not _is_in_order(archive, place, event)), None)


def _is_in_order(archive: Archive, place: CaseAddress, event: FaultEvent) -> bool:
    kind = _BY_COMMAND.get(type(event.body))
    if kind is None:  # time, or an answer of the world, brought it about
        return event.actor == SYSTEM and event.command_id is None and event.signed is None
    try:
        message = json.loads(event.signed or "")
        auth = Auth.model_validate(message[AUTH])
        signed = verifies(decoded(auth.kid), statement(place, Said.COMMAND, message), decoded(auth.sig))
        return signed and _says(message, event, kind) and _is_by(archive, auth, event)
    except (ValueError, LookupError, TypeError, ValidationError):
        return False


def _says(message: Mapping[str, Any], event: FaultEvent, kind: str) -> bool:
    """Whether a message is of this event: its kind, its id, who gives it, its words and values."""
    command, body = FAULT_COMMAND.validate_python(message), event.body
    if (command.kind, command.command_id, command.actor) != (kind, event.command_id, event.actor):
        return False
    same = (name for name in _SAME if name in type(body).model_fields and name in type(command).model_fields)
    return all(getattr(body, name) == getattr(command, name) for name in same)


def _is_by(archive: Archive, auth: Auth, event: FaultEvent) -> bool:
    if auth.token:
        return person_who_signed(archive, auth) == event.actor.id
    holder = archive.holders.get(auth.kid)
    return holder is not None and holder.role is event.actor.role
