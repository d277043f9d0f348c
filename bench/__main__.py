"""`python -m bench [NAME …]`: run the benchmarks, print one table, and end with 1 when a bar is missed."""

import argparse
import os
import sys
from importlib import import_module

from bench import figures
from bench.processes import machine

NAMES = ("core_speed", "cli_speed", "lists_speed", "memory", "case_cost")


def main() -> int:
    """Run those named, or all. Every benchmark has a `run()` that gives its figures."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(NAMES)}; all without one")
    names = parser.parse_args().names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    shown = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        here = machine()
        measured = import_module(f"bench.{name}").run()
        figures.keep(name, here, measured)
        shown += measured
    print(", ".join(f"{what}: {value}" for what, value in machine().items()))
    figures.show(shown)
    return int(any(figure.missed for figure in shown))


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a process that used Temporal's client may crash while it finalises
