"""A line on stderr for a person at a terminal who has to wait: what for, and for how long already."""

import os
import sys
from threading import Event, Thread
from types import TracebackType
from typing import Self

SHOWN_AFTER = 2.0
"""Seconds after which it is said that something takes its time."""
_AGAIN = 1.0
"""Seconds after which it is said anew."""
_WIPE = "\r\x1b[2K"


class WaitLine:
    """For the time of its `with`, from the second second on: `waiting for the case: 4 s`. Wiped at the end."""

    def __init__(self, what: str) -> None:
        self._what, self._ended = what, Event()
        watched = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._thread = Thread(target=self._tell, daemon=True) if watched else None

    def _tell(self) -> None:
        """Say it once a second, until the end."""
        seconds = SHOWN_AFTER
        while not self._ended.wait(SHOWN_AFTER if seconds == SHOWN_AFTER else _AGAIN):
            sys.stderr.write(f"{_WIPE}{self._what}: {seconds:.0f} s")
            sys.stderr.flush()
            seconds += _AGAIN

    def __enter__(self) -> Self:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()
            sys.stderr.write(_WIPE)
            sys.stderr.flush()
