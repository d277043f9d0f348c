"""Permits: what somebody shows to a program that reads for them, for a while: signed with their session's key. Pure."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from models.trust.forgery import Forgery
from models.trust.statement import AUTH, CaseAddress, Said, Signatory, signed
from models.trust.trusted import Speaker, Trusted, who_speaks

CODEC = "codec"
"""The program that unseals for Temporal's web pages, where a case is named in other statements."""
LONGEST = timedelta(hours=1)
LONGEST_TEXT = 16_384


class Bearer(NamedTuple):
    """Who shows a permit that holds, and why they read."""

    speaker: Speaker
    why: str


def make_permit(signer: Signatory, namespace: str, why: str, until: datetime) -> str:
    """A permit for the codec endpoint of a namespace, as one word."""
    said = {"until": until.isoformat(), "why": why}
    whole = signed(signer, CaseAddress(namespace, CODEC), Said.PERMIT, said)
    return base64.urlsafe_b64encode(json.dumps(whole, separators=(",", ":")).encode()).decode()


def bearer_of(text: str, namespace: str, trusted: Callable[[str], Trusted], now: datetime) -> Bearer | Forgery:
    """Whose permit it is, by the list of the trusted as it is now for a token; else why it is nobody's."""
    said = _read(text)
    if said is None:
        return Forgery.UNREADABLE
    speaker = who_speaks(trusted(_token(said)), CaseAddress(namespace, CODEC), Said.PERMIT, said, now)
    if isinstance(speaker, Forgery):
        return speaker
    until, why = datetime.fromisoformat(said["until"]), said["why"]
    return Bearer(speaker, why) if now < until <= now + LONGEST else Forgery.BAD_TOKEN


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
    if not isinstance(said, dict) or said.keys() != {"until", "why", AUTH} or not isinstance(said["why"], str):
        return None
    return said if until.tzinfo else None
