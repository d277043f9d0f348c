"""What takes a while to make and is shown more than once: made for all who ask, and anew in the background."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

log = logging.getLogger("web")

THREADS = 2
"""That make values anew in a process: what is asked for meanwhile waits for none of them."""


class KeptValues(Generic[Kept]):
    """Values by their keys, the ones used last. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._known: OrderedDict[Hashable, tuple[Kept, float]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The value of a key, made where there is none."""
        known = self.known(key)
        return known[0] if known else self.keep(key, make())

    def known(self, key: Hashable) -> tuple[Kept, float] | None:
        """The value of a key, and how many seconds ago it was made."""
        with self._lock:
            if key not in self._known:
                return None
            self._known.move_to_end(key)
            value, made = self._known[key]
            return value, time.monotonic() - made

    def keep(self, key: Hashable, value: Kept) -> Kept:
        """Keep a value that was made now; it is given back."""
        with self._lock:
            self._known[key] = value, time.monotonic()
            self._known.move_to_end(key)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return value


class MadeAnew(Generic[Kept]):
    """Values that grow old: one is given as it is for `stands` seconds, and until `useful` while it is made anew.

    `told` is called in any thread when one was made. Thread-safe.
    """

    def __init__(self, most: int, stands: float, useful: float, told: Callable[[], None]) -> None:
        self._values, self._stands, self._useful, self._told = KeptValues[Kept](most), stands, useful, told
        self._lock, self._making = threading.Lock(), dict[Hashable, Future[Kept]]()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="made-anew")

    def get(self, key: Hashable, make: Callable[[], Kept], patience: float) -> Kept | None:
        """The value of a key; where there is none yet it is waited for so many seconds. None when it is still being
        made then. Raises what the making raises."""
        value, age = self._values.known(key) or (None, float("inf"))
        if age < self._stands:
            return value
        making = self._begun(key, make)
        if age < self._useful:
            return value
        try:
            return making.result(patience)
        except TimeoutError:
            return None

    def _begun(self, key: Hashable, make: Callable[[], Kept]) -> Future[Kept]:
        with self._lock:
            if key not in self._making:
                self._making[key] = self._threads.submit(self._made, key, make)
            return self._making[key]

    def _made(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        try:
            value = self._values.keep(key, make())
        except Exception as failure:
            log.warning("figures wait", extra={"error": type(failure).__name__})
            raise
        finally:
            with self._lock:
                self._making.pop(key, None)
        self._told()
        return value
