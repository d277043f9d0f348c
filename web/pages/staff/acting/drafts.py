"""Drafts: what somebody has typed of a command to a case, kept on the server for them alone until it is given."""

import json
from datetime import datetime
from typing import NamedTuple

from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.records.database import Connection
from errors import NoCaseKey
from models.keys.parts import PartKind, Place
from settings import Settings

Typed = dict[str, list[str]]
"""What was typed: the values of each field of a form."""

_SAVE = """
INSERT INTO staff_draft (staff, reference, kind, sealed) VALUES (%s, %s, %s, %s)
ON CONFLICT (staff, reference, kind) DO UPDATE SET sealed = excluded.sealed, saved_at = now()
"""
_LOAD = "SELECT sealed FROM staff_draft WHERE staff = %s AND reference = %s AND kind = %s"
_DROP = "DELETE FROM staff_draft WHERE staff = %s AND reference = %s AND kind = %s"
_OF_CASE = "SELECT kind, saved_at FROM staff_draft WHERE staff = %s AND reference = %s ORDER BY saved_at DESC"


class DraftPlace(NamedTuple):
    """Whose draft, of which command, to which case."""

    staff: str
    reference: str
    kind: str

    @property
    def part(self) -> Place:
        """Where it is sealed for."""
        return Place(self.reference, PartKind.DRAFT, f"{self.staff}:{self.kind}")


def save_draft(connection: Connection, config: Settings, place: DraftPlace, typed: Typed) -> None:
    """Keep a draft, in place of the one before; nothing of a case that has no key any more. Raises Unreachable."""
    try:
        sealed = PartSealer(case_keys_of(config)).sealed(place.part, json.dumps(typed, ensure_ascii=False).encode())
    except NoCaseKey:
        return
    connection.execute(_SAVE, (*place, sealed))


def load_draft(connection: Connection, config: Settings, place: DraftPlace) -> Typed:
    """A draft; nothing where there is none. Raises Unreachable."""
    row = connection.execute(_LOAD, tuple(place)).fetchone()
    plain = PartSealer(case_keys_of(config)).opened(bytes(row["sealed"])) if row else b""
    return dict(json.loads(plain)) if plain else {}


def drop_draft(connection: Connection, place: DraftPlace) -> None:
    """Forget a draft."""
    connection.execute(_DROP, tuple(place))


def drafts_of(connection: Connection, staff: str, reference: str) -> dict[str, datetime]:
    """Of which commands to a case somebody has drafts, and since when."""
    return {row["kind"]: row["saved_at"] for row in connection.execute(_OF_CASE, (staff, reference))}
