"""Permits: what somebody shows to a program that reads for them, for a while: signed with their session's key. Pure."""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from models.trust.forgery import Forgery
from models.trust.statement import AUTH, CaseAddress, Said, Signatory, signed
from models.trust.trusted import Speaker, Trusted, who_speaks

CODEC = "codec"
"""The program that unseals for Temporal's web pages, where a case is named in other statements."""
API = "api"
"""The HTTP interface, which a channel or a member of staff asks."""
MOST_SCOPES = 20
SCOPES = "scopes"
"""The field of a permit that says to what it is narrowed."""
LONGEST = timedelta(hours=1)
LONGEST_TEXT = 16_384


class Bearer(NamedTuple):
    """Who shows a permit that holds, why they read, and to what the permit is narrowed."""

    speaker: Speaker
    why: str
    scopes: frozenset[str] | None = None
    """What may be done with it; None: whatever its signer may."""


def make_permit(
    signer: Signatory, namespace: str, why: str, until: datetime, *, program: str = CODEC, scopes: Iterable[str] = ()
) -> str:
    """A permit for a program of a namespace, as one word. `scopes` narrow it; without any it is as its signer is."""
    said: dict[str, Any] = {"until": until.isoformat(), "why": why}
    said |= {SCOPES: sorted(scopes)} if scopes else {}
    whole = signed(signer, CaseAddress(namespace, program), Said.PERMIT, said)
    return base64.urlsafe_b64encode(json.dumps(whole, separators=(",", ":")).encode()).decode()


def bearer_of(
    text: str, namespace: str, trusted: Callable[[str], Trusted], now: datetime, *, program: str = CODEC
) -> Bearer | Forgery:
    """Whose permit it is, by the list of the trusted as it is now for a token; else why it is nobody's."""
    said = _read(text)
    if said is None:
        return Forgery.UNREADABLE
    speaker = who_speaks(trusted(_token(said)), CaseAddress(namespace, program), Said.PERMIT, said, now)
    if isinstance(speaker, Forgery):
        return speaker
    until, why = datetime.fromisoformat(said["until"]), said["why"]
    scopes = frozenset(said[SCOPES]) if SCOPES in said else None
    return Bearer(speaker, why, scopes) if now < until <= now + LONGEST else Forgery.BAD_TOKEN


def _token(said: dict[str, Any]) -> str:
    auth = said[AUTH]
    return str(auth.get("token", "")) if isinstance(auth, dict) else ""


def _read(text: str) -> dict[str, Any] | None:
    """What a permit says, when it has the form of one."""
    if len(text) > LONGEST_TEXT:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(text))
        until = datetime.fromisoformat(said["until"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() - {SCOPES} != {"until", "why", AUTH}:
        return None
    usable = until.tzinfo and isinstance(said["why"], str) and _are_scopes(said.get(SCOPES, []))
    return said if usable else None


def _are_scopes(given: object) -> bool:
    return isinstance(given, list) and len(given) <= MOST_SCOPES and all(isinstance(each, str) for each in given)
