"""Runs the benchmarks and prints their figures: `python -m bench [NAME …]`; ends with 1 when a bar is missed."""

import argparse
import sys
from importlib import import_module

from bench import figures
from bench.processes import machine
from workarounds.process_exit import end_process

_ABOUT_LISTS = ("lists_speed", "report_speed", "desk_speed", "page_speed")
_ABOUT_CASES = ("memory", "simulation_speed", "simulation_memory", "case_cost", "sealing_cost")
NAMES = ("core_speed", "cli_speed", "web_speed", *_ABOUT_LISTS, *_ABOUT_CASES)


def main() -> int:
    """Run the benchmarks named, or all. Every benchmark module has a `run()` that gives its figures."""
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
    end_process(main())
