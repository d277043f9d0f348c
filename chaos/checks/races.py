"""Check of contested cases: of many officers who decide one case at once, one decides and all others are refused."""

from collections import Counter
from collections.abc import Iterator, Sequence

from chaos.checks.battle_result import BattleResult, total_kills, total_seconds
from chaos.checks.rounds import merged
from chaos.history.log import Op, Result
from chaos.outcome import TrialOutcome, Violation

PROMISE = "of many who decide one case at once exactly one decides, and every other is refused with one code"
HOW = (
    "2 to 50 officers approve, reject, ask or reassign one case at once from three processes, under the kills; their"
    " answers are held against a register that is written once (linearisability), the records and the histories"
)

DECIDING = frozenset({"approve", "reject", "ask"})
"""Commands that take a case out of review: the first of them to arrive is the last that is accepted."""
LOSER_CODES = frozenset({"already_decided", "wrong_stage"})
"""The codes of a refusal after a decision: decided, or returned to the beneficiary."""


def outcome(battles: Sequence[BattleResult]) -> TrialOutcome:
    """The outcome for the contested cases."""
    violations = [str(each) for one in battles for each in (*_of_contested(one), *_winners(one), *_codes(one))]
    return TrialOutcome(PROMISE, HOW, _figures(battles), tuple(violations), tuple(battle.seed for battle in battles))


def _of_contested(battle: BattleResult) -> Iterator[Violation]:
    contested = battle.contested
    return (each for each in battle.violations if each.reference in contested or not each.reference)


def _winners(battle: BattleResult) -> Iterator[Violation]:
    """Contests without exactly one winner; a winner may be missing when an answer is."""
    for reference, ops in _contests(battle).items():
        deciding = [op for op in ops if op.kind in DECIDING]
        winners = [op for op in deciding if op.result is Result.OK]
        all_known = all(op.result is not Result.UNKNOWN for op in deciding)
        if len(winners) > 1 or (all_known and not winners):
            names = ", ".join(f"{op.kind} of {op.actor}" for op in winners) or "nobody"
            yield Violation("exactly one decides", reference, f"winners: {names}")


def _codes(battle: BattleResult) -> Iterator[Violation]:
    for reference, ops in _contests(battle).items():
        for op in ops:
            if op.result is Result.FAIL and op.code not in LOSER_CODES:
                what = f"{op.kind} of {op.actor}: {op.code}"
                yield Violation("every loser is refused with one code", reference, what)


def _contests(battle: BattleResult) -> dict[str, list[Op]]:
    """The operations on each contested case."""
    contests: dict[str, list[Op]] = {reference: [] for reference in battle.contested}
    for op in merged(battle.evidence.operations):
        if op.reference in contests:
            contests[op.reference].append(op)
    return contests


def _figures(battles: Sequence[BattleResult]) -> dict[str, str]:
    contests = [ops for one in battles for ops in _contests(one).values()]
    crowds = [[op for op in ops if op.kind in DECIDING | {"assign"}] for ops in contests]
    contending, sizes = [op for crowd in crowds for op in crowd], list(map(len, crowds))
    codes = Counter(op.code for op in contending if op.result is Result.FAIL)
    return {
        "contested cases": str(len(contests)),
        "contenders": f"{len(contending)}, {min(sizes, default=0)} to {max(sizes, default=0)} a case",
        "winners": str(sum(op.result is Result.OK and op.kind in DECIDING for op in contending)),
        "refused": ", ".join(f"{count} {code}" for code, count in codes.most_common()),
        "kills": str(total_kills(battles).total()),
        "seconds": f"{total_seconds(battles):.0f}",
    }
