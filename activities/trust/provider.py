"""The keys of a provider of OpenID Connect in a worker: fetched in the background, kept while the provider is away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import NamedTuple

import httpx

from activities.trust.http import ProviderAnswer, ask, provider_client
from errors import Cause, Component, TawasulError, Unreachable
from models.trust.provider import WELL_KNOWN, BadProvider, Provider, issuer_keys, read_provider
from models.trust.tokens import IssuerKey

SOONEST = timedelta(seconds=30)
"""How long it takes at least from one look at the keys to the next, also for a key that is not known yet."""
SHORTEST, USUAL, LONGEST = timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1)
"""How long keys are fresh: at least, where the provider does not say, and at most."""
KEPT = timedelta(hours=24)
"""How long keys are believed while the provider does not answer."""

FETCHING = "provider-keys"
"""The name of the thread that asks the provider."""
_AGE = re.compile(r"max-age=(\d{1,9})\b")


class FreshKeys(NamedTuple):
    """Keys by id, and how long they are fresh."""

    keys: Mapping[str, IssuerKey]
    fresh: timedelta


def discover(client: httpx.Client, issuer: str) -> tuple[Provider, ProviderAnswer]:
    """What a provider says of itself, and the whole answer. Raises Unreachable, BadProvider."""
    answer = _good(ask(client, "GET", issuer.rstrip("/") + WELL_KNOWN), issuer)
    return read_provider(issuer, answer.content), answer


def fetch_keys(client: httpx.Client, provider: Provider, audience: str) -> FreshKeys:
    """The keys that sign a provider's tokens. Raises Unreachable, BadProvider."""
    answer = _good(ask(client, "GET", provider.keys_at), provider.issuer)
    age = _AGE.search(answer.headers.get("Cache-Control", ""))
    fresh = timedelta(seconds=int(age[1])) if age else USUAL
    keys = issuer_keys(provider.issuer, audience, answer.content)
    return FreshKeys(keys, min(max(fresh, SHORTEST), LONGEST))


def _good(answer: ProviderAnswer, issuer: str) -> ProviderAnswer:
    if answer.status != 200:
        raise Unreachable(Component.PROVIDER, Cause.FAILED, f"{issuer}: HTTP {answer.status}")
    return answer


@dataclass
class ProviderKeys:
    """The keys of one provider in a worker. To look at them never waits: they are fetched by a thread of its own."""

    issuer: str
    audience: str
    keys: Mapping[str, IssuerKey] = field(default_factory=dict)
    """Those of the last good answer."""
    answered_at: datetime | None = None
    failed: bool = False
    """The last look brought nothing."""
    archive: Callable[[Mapping[str, IssuerKey], datetime], None] | None = field(default=None, repr=False)
    """Writes keys down; what it could not write, it is given again at the next look."""
    _due: datetime | None = None
    _tried_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def look(self, now: datetime, missing: bool = False) -> Mapping[str, IssuerKey]:
        """The keys that are believed now; `missing`: a token named another. Has them fetched when it is time."""
        if self.is_due(now, missing):
            Thread(target=self.fetch, args=(now,), name=FETCHING, daemon=True).start()
        return self.keys if self.answered_at and now - self.answered_at < KEPT else {}

    def fetch(self, now: datetime) -> None:
        """Ask the provider, and wait for it. What goes wrong is no error: the keys stay, and it is asked again."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._tried_at = now
            with provider_client(self.issuer) as client:
                found = fetch_keys(client, discover(client, self.issuer)[0], self.audience)
            self.keys, self.answered_at, self._due, self.failed = found.keys, now, now + found.fresh, False
            if self.archive:
                self.archive(found.keys, now)
        except (TawasulError, BadProvider):
            self._due, self.failed = now + SOONEST, True
        finally:
            self._lock.release()

    def is_due(self, now: datetime, missing: bool = False) -> bool:
        """Whether it is time to ask the provider again."""
        if self._tried_at is None:
            return True
        return now - self._tried_at >= SOONEST and (missing or self._due is None or now >= self._due)
