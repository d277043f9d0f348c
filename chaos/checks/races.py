"""What battles prove of races: of a crowd that decides one case at once one wins, and every other hears so."""

from collections import Counter
from collections.abc import Iterable, Iterator

from chaos.checks.invariants import Violation
from chaos.history.log import Op, Result
from chaos.history.rounds import merged
from chaos.outcome import Outcome
from chaos.workload.battle import Fought
from models.codes import RefusalCode

PROMISE = "of many who decide one case at once exactly one decides, and every other is told so by one code"
HOW = (
    "2 to 50 officers approve, reject, ask or reassign one case at once from three processes, under the kills; their"
    " answers are held against a register that is written once (linearisability), the records and the histories"
)

DECIDING = frozenset({"approve", "reject", "ask"})
"""What takes a case out of review: the first of these to arrive is the last."""
TOLD = frozenset({RefusalCode.ALREADY_DECIDED, RefusalCode.WRONG_STAGE})
"""What a loser is told: decided, or returned to the beneficiary."""


def judge(fought: Iterable[Fought]) -> Outcome:
    """What battles prove of the contested cases."""
    runs = list(fought)
    violations = [str(each) for one in runs for each in (*_own(one), *_one_winner(one), *_one_code(one))]
    return Outcome(PROMISE, HOW, _figures(runs), tuple(violations))


def _own(fought: Fought) -> Iterator[Violation]:
    contested = fought.plan.contested
    return (each for each in fought.violations if each.reference in contested or not each.reference)


def _one_winner(fought: Fought) -> Iterator[Violation]:
    """Unknown answers are not counted: then nobody may have won, as far as anybody was told."""
    for reference, ops in _contests(fought).items():
        deciding = [op for op in ops if op.kind in DECIDING]
        winners = [op for op in deciding if op.result is Result.OK]
        all_known = all(op.result is not Result.UNKNOWN for op in deciding)
        if len(winners) > 1 or (all_known and not winners):
            names = ", ".join(f"{op.kind} of {op.actor}" for op in winners) or "nobody"
            yield Violation("exactly one decides", reference, f"winners: {names}")


def _one_code(fought: Fought) -> Iterator[Violation]:
    for reference, ops in _contests(fought).items():
        for op in ops:
            if op.result is Result.FAIL and op.code not in TOLD:
                yield Violation("every loser is told by one code", reference, f"{op.kind} of {op.actor}: {op.code}")


def _contests(fought: Fought) -> dict[str, list[Op]]:
    """What was asked of each contested case."""
    contests: dict[str, list[Op]] = {reference: [] for reference in fought.plan.contested}
    for op in merged(fought.evidence.operations):
        if op.reference in contests:
            contests[op.reference].append(op)
    return contests


def _figures(runs: list[Fought]) -> dict[str, str]:
    contests = [ops for one in runs for ops in _contests(one).values()]
    contending = [op for ops in contests for op in ops if op.kind in DECIDING | {"assign"}]
    crowds = [len([op for op in ops if op.kind in DECIDING | {"assign"}]) for ops in contests]
    codes = Counter(op.code for op in contending if op.result is Result.FAIL)
    return {
        "contested cases": str(len(contests)),
        "contenders": f"{len(contending)}, {min(crowds, default=0)} to {max(crowds, default=0)} a case",
        "winners": str(sum(op.result is Result.OK and op.kind in DECIDING for op in contending)),
        "refused": ", ".join(f"{count} {code}" for code, count in codes.most_common()),
        "kills": str(sum(one.kills.total() for one in runs)),
        "seconds": f"{sum(sum(one.seconds.values()) for one in runs):.0f}",
    }
