"""Tries every kind and writes the table of docs/first-stage.md; ends with 1 when something came out wrong."""

import sys

from bench.first_stage.sweep import rows, table, write


def main() -> int:
    """Run the whole sweep."""
    found = rows(every=True)
    write(found)
    print(table(found))
    wrong = [what for each in found for what in each.wrong]
    for what in wrong[:50]:
        print(what, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
