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
        claims = json.loads(decoded(token.split(".")[1]))
        return Stated(str(header(token).get("kid")), datetime.fromtimestamp(float(claims["exp"]), UTC))
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return None


def header(token: str) -> dict[str, Any]:
    """The header of a token. Raises BadToken."""
    try:
        read = json.loads(decoded(token.split(".", 1)[0]))
    except ValueError as problem:
        raise BadToken("unreadable") from problem
    return read if isinstance(read, dict) else {}
