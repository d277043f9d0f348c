"""How a session in a browser begins: a login under way at the provider, or a link that opens it once."""

from datetime import timedelta
from typing import Any

from activities.records.database import Connection
from models.codes import EntryKind
from sessions.served.sealing import digest_of, opened_by, sealed_by

LOGIN_HOLDS = timedelta(minutes=10)
"""How long somebody has to log in at the provider."""
LINK_HOLDS = timedelta(minutes=5)

_KEEP = "INSERT INTO staff_entry (digest, kind, sealed, until) VALUES (%s, %s, %s, now() + %s)"
_TAKE = "DELETE FROM staff_entry WHERE digest = %s AND kind = %s RETURNING sealed, until > now() AS holds"
_SEE = "SELECT sealed FROM staff_entry WHERE digest = %s AND kind = %s AND until > now()"
_FORGET = "DELETE FROM staff_entry WHERE until < now()"


def keep_entry(connection: Connection, kind: EntryKind, token: str, content: dict[str, Any], holds: timedelta) -> None:
    """Keep what is needed when somebody comes with a token, and forget what nobody came for in time."""
    connection.execute(_FORGET)
    connection.execute(_KEEP, (digest_of(token), kind, sealed_by(token, content), holds))


def take_entry(connection: Connection, kind: EntryKind, token: str) -> dict[str, Any] | None:
    """What was kept for a token, once; None for a token that was used, that ran out, or that is none."""
    row = connection.execute(_TAKE, (digest_of(token), kind)).fetchone()
    return opened_by(token, row["sealed"]) if row and row["holds"] else None


def see_entry(connection: Connection, kind: EntryKind, token: str) -> dict[str, Any] | None:
    """What was kept for a token, which is not used up by it; None for one that would not be taken."""
    row = connection.execute(_SEE, (digest_of(token), kind)).fetchone()
    return opened_by(token, row["sealed"]) if row else None
