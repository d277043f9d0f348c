"""Measured figures with their limits: the table of all, and the JSON files with the results."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from commands.common import terminal

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measurement. `bar` is its limit; without one it is shown for information."""

    what: str
    measured: float
    unit: str
    bar: float | None = None
    detail: str = ""

    @property
    def missed(self) -> bool:
        """Whether the measurement exceeds the bar."""
        return self.bar is not None and self.measured > self.bar

    @property
    def verdict(self) -> terminal.Span:
        """The verdict as the table shows it."""
        if self.bar is None:
            return terminal.dim("–")
        return terminal.bad("MISSED") if self.missed else terminal.good("ok")


def show(figures: Iterable[Figure]) -> None:
    """Print the table."""
    rows = [
        (each.what, f"{each.measured:.3g} {each.unit}", _bar(each), each.verdict, terminal.dim(each.detail))
        for each in figures
    ]
    terminal.table(("what", "measured", "bar", "verdict", "detail"), rows)


def keep(name: str, machine: dict[str, str], figures: Sequence[Figure]) -> None:
    """Write the figures of one benchmark as JSON."""
    RESULTS.mkdir(exist_ok=True)
    content = {"machine": machine, "figures": [asdict(each) | {"missed": each.missed} for each in figures]}
    (RESULTS / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def spread(samples: Sequence[float], scale: float = 1.0) -> str:
    """`n=9, p10 1.1, p99 1.3`, in the unit the scale makes."""
    ordered = sorted(samples)
    return f"n={len(ordered)}, p10 {_at(ordered, 0.10) * scale:.3g}, p99 {_at(ordered, 0.99) * scale:.3g}"


def median(samples: Sequence[float]) -> float:
    """The middle of the samples."""
    return statistics.median(samples)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _bar(figure: Figure) -> str:
    return "" if figure.bar is None else f"≤ {figure.bar:g} {figure.unit}"
