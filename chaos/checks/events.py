"""Events of a case as their bytes on record say them: plain JSON, read without the code that wrote it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = Mapping[str, Any]

SYSTEM = "system"
"""The role of what no person does."""


@dataclass(frozen=True)
class Event:
    """One event: its number, instant, actor and command, and what happened with its fields."""

    seq: int
    at: datetime
    actor: str
    role: str
    command_id: str | None
    type: str
    body: Json
    raw: bytes
    stands_in_for: str | None = None
    """Who is away and in whose place the actor acted."""

    @property
    def by_system(self) -> bool:
        """Whether no person caused it."""
        return self.role == SYSTEM


def read_event(raw: bytes) -> Event:
    """The event in its bytes. Raises ValueError, LookupError or TypeError for bytes that are none."""
    said = json.loads(raw)
    return Event(
        seq=said["seq"],
        at=datetime.fromisoformat(said["at"]),
        actor=said["actor"]["id"],
        role=said["actor"]["role"],
        command_id=said["command_id"],
        type=said["body"]["type"],
        body=said["body"],
        raw=bytes(raw),
        stands_in_for=said["actor"].get("stands_in_for"),
    )


def instant(text: str | None) -> datetime | None:
    """The instant in a field; None for a field without one."""
    return datetime.fromisoformat(text) if text else None
