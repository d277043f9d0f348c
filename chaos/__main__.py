"""Try hard to break the real stack, and judge the result from outside: `make chaos`, or `python -m chaos battles soak`.

Everything runs here on servers of its own, in folders of its own. The figures go into docs/reliability.md.
"""

import argparse
import importlib
import inspect
import os
import pkgutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from typing import Any

from chaos import report, scenarios
from chaos.outcome import Outcome, Scale

NAMES = report.in_order(each.name for each in pkgutil.iter_modules(scenarios.__path__))


def main() -> int:
    """Run what is asked for; 1 when a promise was broken or a scenario could not be carried out."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], metavar="NAME", help=f"of: {', '.join(NAMES)}; all")
    parser.add_argument("--suite", action="store_true", help="as small as in the test suite")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # servers end with us, as by Ctrl-C
    scale = Scale.SUITE if options.suite else Scale.LONG
    failed = [name for name in options.names or NAMES if not _carried_out(name, scale)]
    print(f"\nbroken: {', '.join(failed)}" if failed else "\neverything held")
    return 1 if failed else 0


def _carried_out(name: str, scale: Scale) -> bool:
    """Run one scenario, tell how it went, and keep its figures."""
    print(f"\n{name} ({scale})", flush=True)
    began = time.monotonic()
    try:
        outcomes = _run(importlib.import_module(f"chaos.scenarios.{name}").run, scale)
    except Exception:
        traceback.print_exc()
        return False
    for outcome in outcomes:
        _tell(outcome)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    report.write(name, scale, outcomes)
    return all(outcome.held for outcome in outcomes)


def _run(run: Any, scale: Scale) -> Sequence[Outcome]:
    """A scenario that takes long says how far it is, if it takes somebody to tell."""
    outcomes: Sequence[Outcome] = run(scale, *([_progress] if "progress" in inspect.signature(run).parameters else []))
    return outcomes


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K  {line[:110]}", end="", file=sys.stderr, flush=True)
    else:
        print(f"  {line}", file=sys.stderr, flush=True)


def _tell(outcome: Outcome) -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    print(f"  {'held  ' if outcome.held else 'BROKEN'} {outcome.promise}")
    print(f"         {'; '.join(f'{name} {value}' for name, value in outcome.figures.items())}")
    for violation in outcome.violations:
        print(f"         - {violation}")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
