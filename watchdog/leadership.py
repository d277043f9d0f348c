"""Leadership: of all workers the one that holds an advisory lock of PostgreSQL, on a session of its own."""

from contextlib import suppress
from datetime import datetime

import psycopg

from activities.records.database import Connection
from activities.records.sessions import OWN_SETTINGS

LOCK = 7_365_142_190
"""The number of the lock, the same for all workers."""
SESSION = "tawasul watchdog"
"""The application name of the leader's session; the instant of its last look follows."""

_OPTIONS = (
    f"{OWN_SETTINGS} -c statement_timeout=10s"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
"""A leader whose machine is gone loses the lock after a minute."""
_SESSIONS = "SELECT application_name FROM pg_stat_activity WHERE starts_with(application_name, %s)"


class Leadership:
    """The lock as one worker sees it. Plain calls, made one at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: psycopg.Connection | None = None

    def held(self) -> bool:
        """Whether this worker leads; it tries to when it does not. False while PostgreSQL is away."""
        try:
            if self._session:
                self._session.execute("SELECT 1")
            else:
                self._session = self._acquire()
        except psycopg.Error:
            self.give_up()
        return self._session is not None

    def mark(self, looked_at: datetime) -> None:
        """Say on the session when the last look was, where `doctor` finds it."""
        if self._session:
            name = f"{SESSION} {looked_at:%Y-%m-%dT%H:%M:%SZ}"
            self._session.execute("SELECT set_config('application_name', %s, false)", (name,))

    def give_up(self) -> None:
        """Leave the lead to another worker."""
        session, self._session = self._session, None
        if session:
            with suppress(psycopg.Error):
                session.close()

    def _acquire(self) -> psycopg.Connection | None:
        session = psycopg.connect(
            self._url, autocommit=True, connect_timeout=5, options=_OPTIONS, application_name=f"{SESSION} candidate"
        )
        (leads,) = session.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone() or (False,)
        if not leads:
            session.close()
            return None
        session.execute("SELECT set_config('application_name', %s, false)", (SESSION,))
        return session


def last_look(connection: Connection) -> tuple[bool, datetime | None]:
    """Whether some worker leads, and when it last looked."""
    for row in connection.execute(_SESSIONS, (SESSION,)).fetchall():
        told = row["application_name"].removeprefix(SESSION).strip()
        if told != "candidate":
            return True, datetime.strptime(f"{told}+0000", "%Y-%m-%dT%H:%M:%SZ%z") if told else None
    return False, None
