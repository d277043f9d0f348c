"""Whom to trust, as the records said moments ago: what is taken off the list is refused within seconds."""

import threading
import time
from datetime import UTC, datetime

from activities.trust.session import trusted_now
from commands.common.context import provider_of
from models.trust.forgery import Forgery
from models.trust.permits import API, Bearer, bearer_of
from models.trust.trusted import Trusted
from settings import Settings
from web.connections import RecordsPool

STANDS = 2.0
"""Seconds for which a list that was read is believed."""
REMEMBERED = 1_000
"""Permits that are remembered while a list stands: one of many calls is verified once."""


class TrustMemory:
    """Whose a permit is. Thread-safe. While the records are away nobody is known, and every call is refused as such."""

    def __init__(self, config: Settings, pool: RecordsPool) -> None:
        self._config, self._pool = config, pool
        self._lock = threading.Lock()
        self._bearers: dict[str, tuple[Bearer, float]] = {}

    def bearer(self, permit: str) -> Bearer | Forgery:
        """Who shows a permit, or why it is nobody's. Raises Unreachable, Damaged."""
        known, until = self._bearers.get(permit, (None, 0.0))
        if known and time.monotonic() < until:
            return known
        found = self._asked(permit)
        if isinstance(found, Bearer):
            with self._lock:
                now = time.monotonic()
                kept = {each: value for each, value in self._bearers.items() if value[1] > now}
                self._bearers = (kept if len(kept) < REMEMBERED else {}) | {permit: (found, now + STANDS)}
        return found

    def _asked(self, permit: str) -> Bearer | Forgery:
        now = datetime.now(UTC)
        provider = provider_of(self._config, now)

        def trusted(token: str) -> Trusted:
            with self._pool.connection() as connection:
                return trusted_now(connection, token, now, provider)

        return bearer_of(permit, self._config.namespace, trusted, now, program=API)
