"""Check of battles under kills: nothing is lost, nothing happens twice, and what was acknowledged is on record."""

from collections import Counter
from collections.abc import Iterator, Sequence

from chaos.checks.battle_result import BattleResult, total_kills, total_seconds
from chaos.checks.invariants import INVARIANTS
from chaos.history.log import Result
from chaos.outcome import TrialOutcome, Violation

PROMISE = "no request, decision or message is lost, and none happens twice, whatever part dies"
HOW = (
    "two workers, Temporal, PostgreSQL and the clients are killed with -9 or stopped at random, one in ten times two at"
    " once; mail, SMS and portal lose 10 % of their acknowledgements, refuse 5 % and hang on 2 %; then records,"
    f" histories, gateways and clients' logs are held against each other ({len(INVARIANTS)} invariants)"
)


def outcome(battles: Sequence[BattleResult]) -> TrialOutcome:
    """The outcome for the uncontested cases, and for the battles as a whole."""
    violations = [str(each) for one in battles for each in (*_of_uncontested(one), *_refusals(one))]
    return TrialOutcome(PROMISE, HOW, _figures(battles), tuple(violations), tuple(battle.seed for battle in battles))


def _of_uncontested(battle: BattleResult) -> Iterator[Violation]:
    return (each for each in battle.violations if each.reference not in battle.contested)


def _refusals(battle: BattleResult) -> Iterator[Violation]:
    """In an uncontested case each step is possible when it is taken: a refusal means that it was taken twice."""
    for op in battle.evidence.operations:
        if op.result is Result.FAIL and op.reference not in battle.contested:
            yield Violation("no step of an uncontested case is refused", op.reference, f"{op.kind}: {op.code}")


def _figures(battles: Sequence[BattleResult]) -> dict[str, str]:
    kills, seen = total_kills(battles), sum((one.seen for one in battles), Counter[str]())
    operations = [op for one in battles for op in one.evidence.operations]
    accepted = Counter(message.key for one in battles for message in one.evidence.accepted)
    known = sum(op.result is not Result.UNKNOWN for op in operations)
    cases, contested = sum(len(one.evidence.cases) for one in battles), sum(len(one.contested) for one in battles)
    return {
        "battles": f"{len(battles)}, each with a seed of its own",
        "cases": f"{cases}, {contested} contested",
        "kills": f"{kills.total()} ({', '.join(f'{count} {kind}' for kind, count in sorted(kills.items()))})",
        "pauses": str(sum(one.pauses for one in battles)),
        "operations": f"{len(operations)}, {100 * known / max(len(operations), 1):.1f} % answered",
        "messages": f"{len(accepted)}, {sum(count > 1 for count in accepted.values())} repeated under their key",
        "histories replayed": str(sum(one.replayed for one in battles)),
        "had to be checked": ", ".join(f"{count} {kind}" for kind, count in sorted(seen.items())),
        "seconds": f"{total_seconds(battles):.0f}",
    }
