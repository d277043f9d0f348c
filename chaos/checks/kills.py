"""What battles prove of kills: nothing is lost, nothing happens twice, and what was acknowledged is there."""

from collections import Counter
from collections.abc import Iterable, Iterator

from chaos.checks.invariants import INVARIANTS, Violation
from chaos.history.log import Result
from chaos.outcome import Outcome
from chaos.workload.battle import Fought

PROMISE = "no request, decision or message is lost, and none happens twice, whatever part dies"
HOW = (
    "two workers, Temporal, PostgreSQL and the clients are killed with -9 or stopped at random, one in ten times two at"
    " once; mail, SMS and portal lose 10 % of their acknowledgements, refuse 5 % and hang on 2 %; then records,"
    f" histories, far sides and clients' logs are held against each other ({len(INVARIANTS)} invariants)"
)


def judge(fought: Iterable[Fought]) -> Outcome:
    """What battles prove of the cases that nobody contended for, and of the battles as a whole."""
    runs = list(fought)
    violations = [str(each) for one in runs for each in (*_own(one), *_refused(one))]
    return Outcome(PROMISE, HOW, _figures(runs), tuple(violations))


def _own(fought: Fought) -> Iterator[Violation]:
    return (each for each in fought.violations if each.reference not in fought.plan.contested)


def _refused(fought: Fought) -> Iterator[Violation]:
    """Where nobody contends each step is possible when it is taken: a refusal means that it was taken twice."""
    for op in fought.evidence.operations:
        if op.result is Result.FAIL and op.reference not in fought.plan.contested:
            yield Violation("nobody is refused what is his", op.reference, f"{op.kind}: {op.code}")


def _figures(runs: list[Fought]) -> dict[str, str]:
    """What was done, in numbers."""
    kills = sum((one.kills for one in runs), Counter[str]())
    operations = [op for one in runs for op in one.evidence.operations]
    accepted = Counter(message.key for one in runs for message in one.evidence.accepted)
    known = sum(op.result is not Result.UNKNOWN for op in operations)
    return {
        "battles": f"{len(runs)}, each with a seed of its own",
        "cases": f"{sum(len(one.evidence.cases) for one in runs)}, {sum(one.plan.contests for one in runs)} contested",
        "kills": f"{kills.total()} ({', '.join(f'{count} {kind}' for kind, count in sorted(kills.items()))})",
        "pauses": str(sum(one.pauses for one in runs)),
        "operations": f"{len(operations)}, {100 * known / max(len(operations), 1):.1f} % answered",
        "messages": f"{len(accepted)}, {sum(count > 1 for count in accepted.values())} repeated under their key",
        "histories replayed": str(sum(one.replayed for one in runs)),
        "seconds": f"{sum(sum(one.seconds.values()) for one in runs):.0f}",
    }
