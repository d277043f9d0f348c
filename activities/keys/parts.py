"""Parts of the records sealed and opened with the keys of their cases."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from activities.keys.case_keys import CaseKeys
from errors import NoCaseKey
from models.keys.parts import PartKind, Place, SealedPart, open_part, read_part, seal_part
from models.keys.sealing import CaseKey

SEALED = "sealed"
"""The member of a JSON column that holds what is sealed of it, beside codes that queries need."""
NOTHING = b""
"""What is read of a part whose key was erased, or that is not authentic."""


@dataclass(frozen=True)
class PartSealer:
    """Seals and opens parts of the records. Thread-safe. Raises Unreachable when a key that is ours is not at hand."""

    keys: CaseKeys
    key: CaseKey | None = None
    """Seals all that is sealed, whether or not it is on record; else the key on record of each case does."""

    def sealed(self, place: Place, plain: bytes) -> bytes:
        """Bytes sealed with the key of a case. Raises NoCaseKey."""
        key = self.key or self.keys.on_record(place.reference)
        if key is None:
            raise NoCaseKey(place.reference)
        return seal_part(key, place, plain)

    def opened(self, value: bytes) -> bytes:
        """Bytes as they were before they were sealed; those that nobody sealed as they are."""
        part = read_part(value)
        return value if part is None else self.opened_part(part)

    def opened_part(self, part: SealedPart) -> bytes:
        """The bytes of a part; nothing, when its key was erased or it is not authentic."""
        key = self.keys.of_part(part.place.reference, part.key_id)
        plain = open_part(key, part) if key else None
        return plain if isinstance(plain, bytes) else NOTHING

    def sealed_json(self, place: Place, value: Any, codes: dict[str, Any]) -> dict[str, Any]:
        """A JSON value sealed, beside the codes of it that stay in clear."""
        sealed = self.sealed(place, json.dumps(value, ensure_ascii=False).encode())
        return {**codes, SEALED: base64.b64encode(sealed).decode()}

    def opened_json(self, value: Any) -> Any:
        """A JSON value as it was before it was sealed; None, when its key was erased or it is not authentic."""
        if not is_sealed_json(value):
            return value
        try:
            plain = self.opened(base64.b64decode(value[SEALED], validate=True))
            return json.loads(plain) if plain else None
        except (ValueError, TypeError):
            return None


def is_sealed_json(value: Any) -> bool:
    """Whether a JSON value is a sealed one."""
    return isinstance(value, dict) and SEALED in value


def place_of_event(reference: str, seq: int) -> Place:
    """Where the text of an event belongs."""
    return Place(reference, PartKind.EVENT, str(seq))
