"""Prints the tables of docs/scale.md: `python -m bench.scale`, with `NAME=NUMBER` for another measure."""

import argparse
from dataclasses import replace
from typing import Any

from bench.scale.measures import Measures, described
from bench.scale.model import results


def assumptions(given: Measures) -> str:
    """The table of what goes in."""
    rows = [
        f"| `{name}` | {each.what} | {written(getattr(given, name))} {each.unit}".rstrip() + f" | {each.source} |"
        for name, each in described().items()
    ]
    return "\n".join(["| name | what | number | from |", "| --- | --- | --- | --- |", *rows])


def needs(given: Measures) -> str:
    """The table of what follows."""
    rows = [f"| {each.what} | {written(each.value)} {each.unit}".rstrip() + " |" for each in results(given)]
    return "\n".join(["| what | how much |", "| --- | --- |", *rows])


def written(value: float) -> str:
    """A number as the tables have it: whole ones in full, others with two digits that count."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.1f}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("changed", nargs="*", metavar="NAME=NUMBER", help="another number for a measure")
    pairs = (each.split("=", 1) for each in parser.parse_args().changed)
    changes: dict[str, Any] = {name: float(value) for name, value in pairs}
    if unknown := set(changes) - set(described()):
        parser.error(f"no measure {', '.join(sorted(unknown))}")
    given = replace(Measures(), **changes)
    print(assumptions(given), needs(given), sep="\n\n")


if __name__ == "__main__":
    main()
