"""Cursors: where the next page begins, as one word that says nothing to callers."""

import base64
import binascii
import json
import re
from datetime import datetime
from typing import Any

from errors import WrongUsage

_REFERENCE = re.compile(r"TW(-[0-9A-Z]{4}){3}-[0-9A-Z]")


def cursor_of(*parts: str | int) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


LARGEST = 2**53
"""What no number in a cursor reaches."""


def numbers_in(cursor: str, kind: str, length: int) -> list[int]:
    """The numbers in a cursor of some kind. Raises WrongUsage."""
    parts = _parts(cursor, kind, length)
    if not all(type(each) is int and -1 <= each < LARGEST for each in parts):
        raise _none_of_ours()
    return parts


def opening_in(cursor: str, kind: str) -> tuple[datetime, str]:
    """The opening and the reference of the case in a cursor. Raises WrongUsage."""
    try:
        at, reference = _parts(cursor, kind, 2)
        opened = datetime.fromisoformat(at)
    except (TypeError, ValueError) as error:
        raise _none_of_ours() from error
    if opened.tzinfo is None or not (isinstance(reference, str) and _REFERENCE.fullmatch(reference)):
        raise _none_of_ours()
    return opened, reference


def _none_of_ours() -> WrongUsage:
    return WrongUsage("the cursor is none of this list in this order: begin again without one")


def _parts(cursor: str, kind: str, length: int) -> list[Any]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length + 1 or parts[0] != kind:
        raise _none_of_ours()
    return parts[1:]
