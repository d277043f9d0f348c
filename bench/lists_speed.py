"""Duration of the lists in records of a million cases, a hundred thousand of them open.

Inbox and board have a bar; the other lists are shown beside them. The bar is on what PostgreSQL and its client take, on
a warm connection; the command's own start is in `cli_speed`.
"""

from datetime import UTC, datetime

from activities.records.migrate import upgrade
from bench import seed_cases
from bench.figures import Figure
from bench.stacks import fresh_stack

BAR = 150.0
"""Milliseconds."""
CASES, OPEN_CASES, REPEATS = 1_000_000, 100_000, 9


def run() -> list[Figure]:
    """Fill the records of a stack of its own, and measure."""
    now = datetime.now(UTC)
    with fresh_stack(worker=False) as stack:
        upgrade(stack.migration_url)
        seed_cases.load(stack.migration_url, now, CASES, OPEN_CASES)
        medians = seed_cases.measure(stack.database_url, now, REPEATS)
    detail = f"{CASES:,} cases, {OPEN_CASES:,} open, median of {REPEATS}"
    return [
        Figure(
            what=name,
            measured=taken,
            unit="ms",
            bar=BAR if name.startswith(("inbox", "board")) else None,
            detail=detail,
        )
        for name, taken in medians.items()
    ]
