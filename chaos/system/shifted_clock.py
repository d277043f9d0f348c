"""A worker whose clock is wrong: what the product's modules take for the present is some hours off.

    python -m chaos.system.shifted_clock --hours=-7

Only they, and `time.time` of everybody: libraries keep the class `datetime` that they compare with, and the SDK's core,
written in Rust, the machine's clock.
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import worker

PRODUCT = ("activities", "client", "commands", "models", "recovery", "watchdog", "worker", "workflows")
_TIME, _TIME_NS = time.time, time.time_ns
_NS = 1_000_000_000


class AnyDatetime(type):
    """What is an instant by the real class is one by the shifted class too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


def shift(by: timedelta) -> list[str]:
    """Shift the clocks of every module of the product that is imported; the names of those that have one."""

    class Shifted(datetime, metaclass=AnyDatetime):
        """The class `datetime` with another present; what it gives are plain instants."""

        __slots__ = ()

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + by

        @classmethod
        def utcnow(cls) -> Any:
            return datetime.now(UTC).replace(tzinfo=None) + by

    time.time = lambda: _TIME() + by.total_seconds()
    time.time_ns = lambda: _TIME_NS() + int(by.total_seconds()) * _NS
    modules = [each for name, each in sys.modules.items() if name.partition(".")[0] in PRODUCT]
    having = [each for each in modules if getattr(each, "datetime", None) is datetime]
    for module in having:
        module.datetime = Shifted  # type: ignore[attr-defined]
    return [module.__name__ for module in having]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, required=True)
    shift(timedelta(hours=parser.parse_args().hours))
    worker.main()


if __name__ == "__main__":
    main()
