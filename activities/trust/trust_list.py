"""The list of the trusted in a worker's memory: a thread reads it anew, so that what is taken off is soon not trusted.

While the records are away the last list stays in force, and a metric tells its age. The time is that of the records.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from temporalio.common import MetricMeter

from activities.records.store import Records
from activities.trust.clock import RecordsClock
from activities.trust.forgeries import ForgeryTally
from activities.trust.provider import ProviderKeys
from activities.trust.reading import TRUST, trusted_of
from models.trust.forgery import OF_AN_OLD_LIST, Forgery
from models.trust.hearing import Heard, forgery_in, forgery_in_request
from models.trust.statement import CaseAddress
from models.trust.tokens import Claims, IssuerKey, verified_token
from models.trust.trusted import Trusted

TOKENS_KEPT = 4_096
"""Tokens whose signature is verified once: about as many sessions are open at a time."""
DOUBTFUL_KEPT = 1_000
"""Messages that a newer list is asked about before they count as forgeries."""
FRESH = timedelta(milliseconds=500)
"""A list as young is not read again for one message."""

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class TrustList:
    """The list of one worker, and whether messages are authentic by it. Thread-safe: it is replaced as a whole."""

    def __init__(
        self,
        records: Records,
        meter: MetricMeter | None = None,
        provider: ProviderKeys | None = None,
    ) -> None:
        self._records, self._clock, self._provider = records, RecordsClock(records), provider
        self._list, self._memory = Trusted(), _TokenMemory({}, [])
        self._missing = False
        self._doubtful = deque[tuple[Heard, datetime]]()
        self._reading = threading.Lock()
        self._tally = ForgeryTally(records, meter)
        self._age = (meter or MetricMeter.noop).create_gauge_float(
            "tawasul_trust_list_age", "Seconds since the list of the trusted was read"
        )

    @property
    def was_read(self) -> bool:
        """Whether the list was read at all."""
        return self._list.as_of is not None

    def age(self) -> float:
        """Seconds since the list was read; none where the clock went back since."""
        return max((self._clock.now() - (self._list.as_of or _NEVER)).total_seconds(), 0.0)

    def read(self) -> None:
        """Read the list anew. Raises ApplicationError when the records are away."""
        with self._reading:
            at = self._clock.ask()
            (row,) = self._records.all(TRUST, {"at": at})
            on_record, provided = trusted_of(row._mapping, at), self._provided(at)
            newest = replace(on_record, issuers={**provided, **on_record.issuers})
            keys = [provided, *(key for key in row.keys if key["kid"] in on_record.issuers)]
            if keys != self._memory.keys:
                self._memory = _TokenMemory(newest.issuers, keys)
            self._list = newest

    def _provided(self, at: datetime) -> Mapping[str, IssuerKey]:
        """The keys of the provider; they are asked for earlier after a token by a key that is not known."""
        missing, self._missing = self._missing, False
        return self._provider.look(at, missing) if self._provider else {}

    def forgery_in(self, heard: Heard) -> Forgery | None:
        """Why a command is not authentic by the list in memory; None when it is. No I/O: a validator asks this."""
        at = self._clock.now()
        found = forgery_in(self._list, heard, at, verified=self._memory)
        self._missing |= found is Forgery.BAD_TOKEN
        if found in OF_AN_OLD_LIST and len(self._doubtful) < DOUBTFUL_KEPT:
            self._doubtful.append((heard, at))
            return found
        return self._counted(found, heard.place)

    def forgery_in_signal(self, heard: Heard) -> Forgery | None:
        """The same, by a list that is read again where an older one may be why. Raises ApplicationError."""
        found = self._asked_again(lambda: forgery_in(self._list, heard, self._clock.now(), verified=self._memory))
        return self._counted(found, heard.place)

    def signed_fingerprint(
        self, place: CaseAddress, channel: str, raw: dict[str, Any], fingerprints: tuple[str, ...]
    ) -> Forgery | str:
        """The fingerprint of a request that somebody signed who may file it; else why nobody did."""

        def ask() -> Forgery | str:
            return forgery_in_request(
                self._list, place, channel, raw, fingerprints, now=self._clock.now(), verified=self._memory
            )

        found = self._asked_again(ask)
        if isinstance(found, Forgery):
            self._counted(found, place)
        return found

    def _judge_doubtful(self) -> None:
        """Count what the newest list refuses too: what only an older one did was said by somebody taken on just now."""
        for _ in range(len(self._doubtful)):
            heard, at = self._doubtful.popleft()
            if at > (self._list.as_of or at):
                self._doubtful.append((heard, at))
            else:
                self._counted(forgery_in(self._list, heard, at, verified=self._memory), heard.place)

    def _asked_again(self, ask: Callable[[], Answer]) -> Answer:
        answer = ask()
        if (answer in OF_AN_OLD_LIST or not self.was_read) and self._clock.now() - (self._list.as_of or _NEVER) > FRESH:
            self.read()
            answer = ask()
        return answer

    def _counted(self, found: Forgery | None, place: CaseAddress) -> Forgery | None:
        if found:
            self._missing |= found is Forgery.BAD_TOKEN
            self._tally.count(found, place.reference, self._clock.now())
        return found

    @contextmanager
    def kept_fresh(self, seconds: float) -> Iterator[None]:
        """Read the list every few seconds for as long as the block runs."""
        stop = threading.Event()
        thread = threading.Thread(target=self._keep_fresh, args=(seconds, stop), name="trust", daemon=True)
        self._try_to_read()
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self._try(self._tally.write)

    def _keep_fresh(self, seconds: float, stop: threading.Event) -> None:
        while not stop.wait(seconds):
            self._try_to_read()
            self._try(self._judge_doubtful)
            self._try(self._tally.write)

    def _try_to_read(self) -> None:
        self._try(self.read)
        self._age.set(self.age())

    def _try(self, step: Callable[[], None]) -> None:
        """Take a step that the next round takes again if it fails: the records may be away."""
        try:
            step()
        except Exception as failure:
            log.warning("trust: %s failed with %s", step.__name__, type(failure).__name__)


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _TokenMemory:
    """Tokens that were verified with the keys of one list: each is verified once."""

    def __init__(self, issuers: Mapping[str, IssuerKey], keys: list[Any]) -> None:
        self.keys = keys
        self._verified = lru_cache(TOKENS_KEPT)(lambda token: verified_token(token, issuers))

    def __call__(self, token: str, issuers: Mapping[str, IssuerKey]) -> Claims:
        """What a token says. Raises BadToken."""
        return self._verified(token)
