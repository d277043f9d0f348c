"""Options of every session with PostgreSQL."""

OWN_SETTINGS = "-c TimeZone=UTC -c search_path=public"
"""Sessions give instants in UTC; a search path that a role has set for itself, as PostgreSQL lets it, is not taken."""

LONGEST_PAUSE = 60
"""Seconds within a transaction that a session of ours may do nothing: its locks would hold up a migration."""


def session_limits(*, statement: float, lock: float) -> str:
    """Options of a session that never waits for ever: neither a statement nor a lock, nor others for its transaction.

    PostgreSQL itself ends what takes longer, so that the connection can be used again.
    """
    limits = {
        "statement_timeout": statement,
        "lock_timeout": lock,
        "idle_in_transaction_session_timeout": LONGEST_PAUSE,
    }
    return " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items())
