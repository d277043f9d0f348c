"""What a token says of itself, before anybody has verified it: which key it is by, and until when it holds."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from models.trust.keys import decoded


class BadToken(ValueError):
    """A token that says nothing: its text is the reason, as a code."""


class Stated(NamedTuple):
    """What a token says of itself, believed by nobody but its own holder."""

    kid: str
    """The key of the issuer."""
    expires_at: datetime


def stated(token: str) -> Stated | None:
    """What a token says of itself; None where it cannot be read."""
    try:
        expires_at = datetime.fromtimestamp(float(payload(token)["exp"]), UTC)
        return Stated(str(header(token).get("kid")), expires_at)
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return None


def header(token: str) -> dict[str, Any]:
    """The header of a token. Raises BadToken."""
    return _part(token, 0)


def payload(token: str) -> dict[str, Any]:
    """What a token claims. Raises BadToken."""
    return _part(token, 1)


def _part(token: str, place: int) -> dict[str, Any]:
    try:
        read = json.loads(decoded(token.split(".")[place]))
    except (ValueError, IndexError) as problem:
        raise BadToken("unreadable") from problem
    return read if isinstance(read, dict) else {}
