"""Kills: workers, Temporal, PostgreSQL and clients die and stand still at any moment, and every far side is unreliable.

Nothing may be lost, nothing may happen twice, and what was acknowledged must be there.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chaos.battle import Battle, Fought, fight
from chaos.invariants import INVARIANTS, Violation
from chaos.log import Result
from chaos.outcome import Outcome, Scale
from settings import PROJECT

HISTORIES = PROJECT / ".chaos" / "histories"
"""Where long runs leave histories of the cases they made."""

PROMISE = "no request, decision or message is lost, and none happens twice, whatever part dies"
HOW = (
    "two workers, Temporal, PostgreSQL and the clients are killed with -9 or stopped at random, one in ten times two at"
    " once; mail, SMS and portal lose 10 % of their acknowledgements, refuse 5 % and hang on 2 %; then records,"
    f" histories, far sides and clients' logs are held against each other ({len(INVARIANTS)} invariants)"
)


@dataclass(frozen=True)
class Figures:
    """How much is played: cases and kills for each seed."""

    cases: int
    kills: int
    seeds: tuple[int, ...]


FIGURES = {Scale.SUITE: Figures(500, 60, (1,)), Scale.LONG: Figures(1_000, 90, tuple(range(1, 11)))}


def run(scale: Scale, progress: Callable[[str], None] = lambda line: None) -> list[Outcome]:
    """Play with every seed, on a fresh stack each."""
    figures = FIGURES[scale]
    return judge([_fight(scale, figures, seed, progress) for seed in figures.seeds])


def _fight(scale: Scale, figures: Figures, seed: int, progress: Callable[[str], None]) -> Fought:
    histories = HISTORIES if scale is Scale.LONG else None
    with tempfile.TemporaryDirectory(prefix="tawasul-kills-") as folder:
        return fight(Battle(seed, Path(folder) / "run", figures.cases, 0, figures.kills, histories), progress)


def judge(fought: Iterable[Fought]) -> list[Outcome]:
    """What runs prove of the cases that nobody contended for, and of the runs as a whole."""
    runs = list(fought)
    violations = [str(each) for one in runs for each in (*_own(one), *_refused(one))]
    return [Outcome(PROMISE, HOW, figures(runs), tuple(violations))]


def _own(fought: Fought) -> Iterator[Violation]:
    return (each for each in fought.violations if each.reference not in fought.plan.contested)


def _refused(fought: Fought) -> Iterator[Violation]:
    """Where nobody contends each step is possible when it is taken: a refusal means that it was taken twice."""
    for op in fought.evidence.operations:
        if op.result is Result.FAIL and op.reference not in fought.plan.contested:
            yield Violation("nobody is refused what is his", op.reference, f"{op.kind}: {op.code}")


def figures(runs: list[Fought]) -> dict[str, str]:
    """What was done, in numbers."""
    kills = sum((one.kills for one in runs), Counter[str]())
    operations = [op for one in runs for op in one.evidence.operations]
    accepted = Counter(message.key for one in runs for message in one.evidence.accepted)
    known = sum(op.result is not Result.UNKNOWN for op in operations)
    return {
        "cases": str(sum(len(one.evidence.cases) for one in runs)),
        "kills": f"{kills.total()} ({', '.join(f'{count} {kind}' for kind, count in sorted(kills.items()))})",
        "pauses": str(sum(one.pauses for one in runs)),
        "operations": f"{len(operations)}, {100 * known / max(len(operations), 1):.1f} % answered",
        "messages": f"{len(accepted)}, {sum(count > 1 for count in accepted.values())} repeated under their key",
        "histories replayed": str(sum(one.replayed for one in runs)),
        "seconds": f"{sum(sum(one.seconds.values()) for one in runs):.0f}",
    }
