"""The codes that were typed for a case on the pages, and the sessions that are open."""

from dataclasses import dataclass
from datetime import datetime

from activities.records.database import Connection
from models.codes import CodeOutcome

_TRIES = "SELECT at, outcome FROM one_time_try WHERE reference = %s ORDER BY id DESC LIMIT %s"
_OPEN = "SELECT count(*) AS many FROM page_session WHERE about = %s AND ended_at IS NULL AND until > now()"
_END = "SELECT end_page_sessions_of(%s) AS many"


@dataclass(frozen=True)
class CodeTry:
    """One code that somebody typed."""

    at: datetime
    outcome: CodeOutcome


def code_tries(connection: Connection, reference: str, most: int) -> list[CodeTry]:
    """The last tries, the newest first."""
    return [CodeTry(row["at"], CodeOutcome(row["outcome"])) for row in connection.execute(_TRIES, (reference, most))]


def open_sessions(connection: Connection, reference: str) -> int:
    """How many browsers may see the case now."""
    row = connection.execute(_OPEN, (reference,)).fetchone()
    return int(row["many"]) if row else 0


def end_sessions(connection: Connection, reference: str) -> int:
    """End the sessions of a case, and the code that holds; how many there were. As the administration."""
    row = connection.execute(_END, (reference,)).fetchone()
    return int(row["many"]) if row else 0
