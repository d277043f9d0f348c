"""A worker whose clock is wrong: Python's clocks of wall time are shifted by some hours before the worker is imported.

    python -m chaos.system.shifted_clock --hours=-7

Only Python's: the SDK's core, written in Rust, keeps the machine's. It takes no wall time but for its log.
"""

import argparse
import datetime
import runpy
import sys
import time
from typing import Any

_TIME, _TIME_NS = time.time, time.time_ns
_NS = 1_000_000_000


def shift(by: datetime.timedelta) -> None:
    """Shift `time.time`, `datetime.now` and those like them for everything that is imported from now on."""
    time.time = lambda: _TIME() + by.total_seconds()
    time.time_ns = lambda: _TIME_NS() + int(by.total_seconds()) * _NS

    from datetime import datetime as real

    class AnyDatetime(type):
        """What is an instant by the real class is one by the shifted class too."""

        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return issubclass(subclass, real)

    class Shifted(real, metaclass=AnyDatetime):
        """The class `datetime` with another present; what it makes of that are plain instants."""

        __slots__ = ()

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return real.now(tz) + by

        @classmethod
        def utcnow(cls) -> Any:
            return real.now(datetime.UTC).replace(tzinfo=None) + by

        @classmethod
        def today(cls) -> Any:
            return cls.now()

    Shifted.__name__ = Shifted.__qualname__ = "datetime"
    Shifted.__module__ = "datetime"
    datetime.datetime = Shifted  # type: ignore[misc]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, required=True)
    options = parser.parse_args()
    sys.argv = ["worker"]
    shift(datetime.timedelta(hours=options.hours))
    runpy.run_module("worker", run_name="__main__")


if __name__ == "__main__":
    main()
