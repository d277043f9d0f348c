"""The base of all closed sets."""

from enum import StrEnum


class Code(StrEnum):
    """Base of the closed sets. Hashed like plain text, since an enum's own hash is computed in Python and slower."""

    __hash__ = str.__hash__
