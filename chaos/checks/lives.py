"""Check of whole lives on `tawasul up`: every verb, every entry point, faults that outlast a workflow task."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from chaos.checks.battle_result import BattleResult, total_kills, total_seconds
from chaos.checks.cases import FoldedEvidence
from chaos.checks.invariants import INVARIANTS
from chaos.checks.race_rules import RULES
from chaos.checks.rounds import merged
from chaos.faults.nemesis import FaultKind
from chaos.history.log import Op, Result
from chaos.outcome import TrialOutcome, Violation

PROMISE = (
    "whole lives on `tawasul up`, by every command and entry point: nothing is lost and nothing happens twice,"
    " also when `up` itself is killed, a process sleeps for longer than a workflow task, or a worker's clock is wrong"
)
HOW = (
    "module, command line, an SDK client that knows nothing of the product and the command `temporal`, mixed at random;"
    " lives of up to three rounds; commands that are given at once; kill -9 of each child of `up`, of `up`, of workers"
    " whose clocks are hours wrong and of clients; pauses of 20 s and more; gateways that lose, refuse and hang;"
    " closures announced meanwhile; Ctrl-C in `submit` and `approve`; in the end every case is replayed by workers"
    " without memory"
    f" ({len(INVARIANTS)} invariants)"
)


def outcome(runs: Sequence[BattleResult]) -> TrialOutcome:
    """The outcome of all runs. `contested` are the cases that had a race."""
    checks = (_refusals, _refused_signals, _races)
    violations = [str(each) for one in runs for each in (*one.violations, *(v for check in checks for v in check(one)))]
    return TrialOutcome(PROMISE, HOW, _figures(runs), tuple(violations), tuple(one.seed for one in runs))


def _refusals(run: BattleResult) -> Iterator[Violation]:
    """In a life without a race each step is possible when it is taken: a refusal means that it was taken twice."""
    for op in run.evidence.operations:
        if op.result is Result.FAIL and op.reference not in run.contested:
            yield Violation("no step of a life is refused", op.reference, f"{op.kind}: {op.code}")


def _refused_signals(run: BattleResult) -> Iterator[Violation]:
    """The same of what was sent as a signal, whose sender gets no answer.

    A closure is announced to all cases that are open then, and one of them may have ended when it hears of it.
    """
    for case in FoldedEvidence(run.evidence).cases.values():
        for event in case.events:
            too_late = (event.body.get("command"), event.body.get("code")) == ("calendar_changed", "not_open")
            if event.type == "refused" and not too_late and case.reference not in run.contested:
                what = f"{event.body['command']}: {event.body['code']}"
                yield Violation("no step of a life is refused", case.reference, what)


def _races(run: BattleResult) -> Iterator[Violation]:
    """Of commands that were given at once those take effect that may together, and the others are told why not."""
    cases, given = FoldedEvidence(run.evidence).cases, defaultdict[str, list[Op]](list)
    for op in merged(run.evidence.operations):
        if op.reference in run.races and op.kind in RULES[run.races[op.reference]].kinds:
            given[op.reference].append(op)
    for reference, ops in given.items():
        effective = cases[reference].caused_by.keys() if reference in cases else ()
        for problem in RULES[run.races[reference]].problems(ops, effective):
            yield Violation(f"what is given at once has one result: {run.races[reference]}", reference, problem)


def _figures(runs: Sequence[BattleResult]) -> dict[str, str]:
    kills, seen = total_kills(runs), sum((one.seen for one in runs), Counter[str]())
    operations = [op for one in runs for op in merged(one.evidence.operations)]
    known = sum(op.result is not Result.UNKNOWN for op in operations)
    pauses = [each for one in runs for each in one.evidence.faults if each.kind is FaultKind.PAUSE]
    lengths = [round(each.seconds) for each in pauses]
    return {
        "runs": str(len(runs)),
        "cases": f"{sum(len(one.evidence.cases) for one in runs)}, {sum(len(one.contested) for one in runs)} raced",
        "races": _counted(Counter(race for one in runs for race in one.races.values())),
        "kills": f"{kills.total()} ({_counted(kills)})",
        "pauses": f"{len(pauses)} ({_counted(Counter(each.component for each in pauses))})",
        "seconds of a pause": f"{min(lengths, default=0)} to {max(lengths, default=0)}",
        "operations": f"{len(operations)}, {100 * known / max(len(operations), 1):.1f} % answered",
        "had to be checked": _counted(seen),
        "seconds": f"{total_seconds(runs):.0f}",
    }


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counter.items()))
