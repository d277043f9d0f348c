"""Cursors: where the next page begins, as one word that says nothing to callers."""

import base64
import binascii
import json
from typing import Any

from errors import WrongUsage


def cursor_of(*parts: str | int) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def place_in(cursor: str, kind: str, length: int) -> list[Any]:
    """The parts of a cursor of some kind. Raises WrongUsage for a word that is none of ours, or of another list."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length + 1 or parts[0] != kind:
        raise WrongUsage("the cursor is none of this list in this order: begin again without one")
    return parts[1:]
