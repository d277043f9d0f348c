"""Runs fault-injection scenarios on real servers, and checks their histories: `python -m chaos [NAME …]`.

Every scenario has servers and folders of its own. The figures go into docs/reliability.md.
"""

import argparse
import pkgutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from importlib import import_module

from chaos import provenance, report, scenarios
from chaos.outcome import Scale, TrialOutcome
from chaos.system.engines import EngineKind, choose
from workarounds.process_exit import end_process

NAMES = report.in_order(each.name for each in pkgutil.iter_modules(scenarios.__path__))
ON_A_CLUSTER = ("battles", "timers", "disaster", "change", "backlog")
"""The scenarios that speak of Temporal's server, and run on a cluster unless others are named."""


def main() -> int:
    """Run the scenarios named, or all; 1 when a promise was broken or a scenario could not be run."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], metavar="NAME", help=f"of: {', '.join(NAMES)}; all")
    parser.add_argument("--table", action="store_true", help="only write the table anew: which rows are stale by now")
    parser.add_argument("--suite", action="store_true", help="as small as in the test suite")
    parser.add_argument("--engine", choices=list(EngineKind), default=EngineKind.DEVELOPMENT, help="Temporal's server")
    options = parser.parse_args()
    choose(options.engine)
    if options.table:
        report.write_table()
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends the servers too, as Ctrl-C does
    scale = Scale.SUITE if options.suite else Scale.LONG
    names = options.names or (ON_A_CLUSTER if options.engine == EngineKind.CLUSTER else NAMES)
    failed = [name for name in names if not _run(name, scale, options.engine)]
    print(f"\nbroken: {', '.join(failed)}" if failed else "\neverything held")
    return 1 if failed else 0


def _run(name: str, scale: Scale, engine: EngineKind) -> bool:
    """Run one scenario, print its outcomes, and keep its figures; whether all promises held."""
    kept_as = f"{name}{report.ON_A_CLUSTER}" if engine == EngineKind.CLUSTER else name
    print(f"\n{kept_as} ({scale})", flush=True)
    began = time.monotonic()
    try:
        scenario = import_module(f"chaos.scenarios.{name}")
        outcomes: Sequence[TrialOutcome] = scenario.run(scale, _print_progress)
    except Exception:
        traceback.print_exc()
        return False
    for outcome in outcomes:
        _print(outcome)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    code = provenance.loaded_with(scenario.WITHIN) if hasattr(scenario, "WITHIN") else ()
    report.write(kept_as, scale, outcomes, code=code)
    return all(outcome.held for outcome in outcomes)


def _print_progress(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K  {line[:110]}", end="", file=sys.stderr, flush=True)
    else:
        print(f"  {line}", file=sys.stderr, flush=True)


def _print(outcome: TrialOutcome) -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    print(f"  {'held  ' if outcome.held else 'BROKEN'} {outcome.promise}")
    print(f"         {'; '.join(f'{name} {value}' for name, value in outcome.figures.items())}")
    for violation in outcome.violations:
        print(f"         - {violation}")


if __name__ == "__main__":
    end_process(main())
