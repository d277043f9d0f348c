"""Explores the small world with the decider: `python -m chaos.search [--states N] [--seconds S] …]`.

Ends with 1 when an invariant does not hold, and prints the shortest sequence of actions that shows it.
"""

import argparse
import sys
from pathlib import Path

from chaos.search.explore import PROMISES, Limits, Report, explore
from chaos.search.kept import kept_in


def main() -> int:
    """Explore, print what was seen, and say whether everything held."""
    parser = argparse.ArgumentParser(prog="python -m chaos.search", description=__doc__)
    parser.add_argument("--states", type=int, default=Limits.states, help="stop at so many states")
    parser.add_argument("--seconds", type=float, default=Limits.seconds, help="stop after so many seconds")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--first", action="store_true", help="stop at the first violation")
    parser.add_argument("--keep", type=Path, help="a folder, to go on where an earlier run of the same code stopped")
    options = parser.parse_args()
    limits = Limits(options.states, options.seconds, options.first)
    kept = kept_in(options.keep) if options.keep else None
    report = explore(limits, options.workers, lambda line: print(line, file=sys.stderr, flush=True), kept)
    _print(report)
    return 1 if report.violations else 0


def _print(report: Report) -> None:
    print(f"states       {report.states:,} ({'the whole world' if report.whole else 'not the whole world'})")
    print(f"expanded     {report.expanded:,}")
    print(f"transitions  {report.transitions:,}")
    print(f"depth        {report.depth}")
    print(f"seconds      {report.seconds:.0f}, {report.rate:,.0f} states expanded a second")
    print(f"undetermined {report.undetermined:,} (whether an end can be reached)")
    for promise in PROMISES:
        broken = [violation for violation in report.violations if violation.invariant == promise]
        print(f"{'BROKEN' if broken else 'held  '}       {promise.replace('_', ' ')}")
        for violation in broken:
            print(f"             {violation.what}: {' → '.join(violation.actions)}")


if __name__ == "__main__":
    sys.exit(main())
