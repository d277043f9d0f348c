"""Invariants of commands: the answer to each is what is on record of it: acknowledged, refused, or queued."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.events import Event
from chaos.checks.repeats import is_answer_to
from chaos.checks.rows import read_receipt
from chaos.history.evidence import Workflow
from chaos.history.log import OPEN, READ, Op, Result

_NO_COMMANDS = frozenset({OPEN, READ})
_WITHOUT_EVENTS = frozenset({"calendar_changed", "migrate"})
"""A change that the case knows already is acknowledged and changes nothing."""
_NO_COMMAND = frozenset({"resend"})
"""Signals that carry no command."""
INTERRUPTED, AT_ONCE = 130, 5.0
"""How a command ends after Ctrl-C, and within how many seconds."""
LISTED = 20
"""How many refused signals a case lists; further ones are only counted."""


def every_acknowledged_command_is_on_record(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A receipt promises events of this command by this person, and has the state of the case after them."""
    for op in _commands(run, Result.OK):
        case = run.cases.get(op.reference)
        events = case.caused_by.get(op.command_id, ()) if case else ()
        if case and events:
            yield from _receipt_problems(op, case, events)
        elif case and op.command_id in case.lost:
            continue  # `what_is_lost_is_named` looks at it
        elif op.kind not in _WITHOUT_EVENTS:
            yield op.reference, f"{op.kind} of {op.actor} was acknowledged to {op.client} and is not on record"


def what_is_lost_is_named(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A lost command was given in a story that is not on record, and staff are told whose it was."""
    entries = {(row["reference"], row["about"]) for row in run.evidence.attention if row["kind"] == "command_lost"}
    for case in run.cases.values():
        given = {op.command_id: op.actor for op in run.operations_by_case.get(case.reference, ())}
        for command_id, line in case.lost.items():
            if command_id in case.caused_by:
                yield case.reference, f"the command {command_id} is named as lost and is on record"
            if line["role"] == "system":
                continue
            if given.get(command_id, line["actor"]) != line["actor"]:
                yield case.reference, f"the lost command {command_id} was {given[command_id]}'s, not {line['actor']}'s"
            if (case.reference, f"{line['kind']} by {line['actor']}, {command_id}") not in entries:
                yield case.reference, f"the lost command {command_id} of {line['actor']} is not on the attention list"


def what_was_refused_changed_nothing(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A refusal promises that the command changed nothing."""
    for op in _commands(run, Result.FAIL):
        case = run.cases.get(op.reference)
        if case and op.command_id in case.caused_by:
            yield op.reference, f"{op.kind} of {op.actor} was refused ({op.code}) and is on record"


def what_was_queued_is_handled(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A queued command reached the case, and every signal that reached it took effect or is noted as refused."""
    for reference, operations in run.operations_by_case.items():
        case, workflow = run.cases.get(reference), run.workflow(reference)
        done = case.caused_by.keys() | case.lost.keys() if case else set[str]()
        arrived = {each.command_id for one in (workflow.runs if workflow else ()) for each in one.signals}
        for command_id, kind in unanswered(operations, done).items():
            if command_id not in arrived:
                yield reference, f"{kind} ({command_id}) was queued and never reached the case"
    for reference, case in run.cases.items():
        if (workflow := run.workflow(reference)) and reference not in run.evidence.replaced:
            yield from ((reference, what) for what in _unhandled(case, workflow))


def nothing_happens_that_nobody_asked_for(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Every event of a command is of one that a client sent, or tells of what was announced to all cases by its actor.

    The system gives the commands between cases.
    """
    asked = {(op.reference, op.command_id) for op in run.evidence.operations}
    announced = {(each["calendar"], each["version"], each.get("announced_by")) for each in run.evidence.announced}
    for case in run.cases.values():
        for command_id, events in case.caused_by.items():
            told = _announcement(events[0]) in announced
            if not events[0].by_system and not told and (case.reference, command_id) not in asked:
                yield case.reference, f"event {events[0].seq} is of a command that nobody sent"


def a_command_takes_effect_once(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """The events of a command are consecutive: none of them happens again later."""
    for case in run.cases.values():
        for events in case.caused_by.values():
            first, last = events[0].seq, events[-1].seq
            types = {(event.type, event.body.get("action")) for event in events}
            if last - first >= len(events) or len(types) < len(events):
                yield case.reference, f"the command of event {first} took effect again at event {last}"


def an_interrupted_command_ends_at_once(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """After Ctrl-C a command ends within seconds, with 130, and leaves no signal behind."""
    for op in run.evidence.operations:
        if not (op.answer and op.answer.get("interrupted")):
            continue
        if op.answer["exit"] != INTERRUPTED or op.answer["seconds"] > AT_ONCE:
            yield (
                op.reference,
                f"{op.kind} was interrupted and ended {op.answer['seconds']} s later with {op.answer['exit']}",
            )
        workflow = run.workflow(op.reference)
        signals = [each.command_id for one in (workflow.runs if workflow else ()) for each in one.signals]
        if op.command_id in signals:
            yield op.reference, f"{op.kind} was interrupted and is left as a signal"


def unanswered(operations: Iterable[Op], done: AbstractSet[str]) -> Mapping[str, str]:
    """The commands that were queued, not done, and never answered on retry: their kinds by id."""
    ops = [op for op in operations if op.kind not in _NO_COMMANDS]
    answered = {op.command_id for op in ops if op.result is not Result.UNKNOWN} | done
    return {op.command_id: op.kind for op in ops if op.queued and op.command_id not in answered}


def without_effect(case: FoldedCase, workflow: Workflow) -> Mapping[str, list[str]]:
    """The signals of a case that caused no event, by kind: the ids of their commands.

    One that a later run was told again, as the run before was ended before it decided, counts once.
    """
    ids: dict[str, list[str]] = defaultdict(list)
    told = Counter[str]()
    for one in workflow.runs:
        here = Counter[str]()
        for signal in one.signals:
            causes_events = signal.name not in _NO_COMMAND and signal.kind not in _WITHOUT_EVENTS
            if not causes_events or signal.command_id in case.caused_by:
                continue
            here[str(signal.command_id)] += 1
            if signal.command_id is None or here[str(signal.command_id)] > told[str(signal.command_id)]:
                ids[signal.kind].append(str(signal.command_id))
        told |= here
    return ids


def refused_signals(case: FoldedCase) -> Counter[str]:
    """The kinds of the signals that the case noted as refused."""
    return Counter(str(event.body["command"]) for event in case.events if event.type == "refused")


def _unhandled(case: FoldedCase, workflow: Workflow) -> Iterator[str]:
    ids, refused = without_effect(case, workflow), refused_signals(case)
    counted = max(int((workflow.view or {}).get("refused", 0)), refused.total())
    arrived = sum(len(each) for each in ids.values())
    if arrived > counted:
        yield f"{arrived} signals had no effect and {counted} were refused: {', '.join(map(', '.join, ids.values()))}"
    for kind, found in ids.items():
        if refused.total() < LISTED and len(found) > refused[kind]:
            yield f"of the signals {kind} ({', '.join(found)}) {refused[kind]} were refused, and none had an effect"


def _announcement(event: Event) -> tuple[str, str, str] | None:
    """Which version of which calendar an event tells of, and who announced it."""
    change = event.body["change"] if event.type == "calendar_changed" else None
    return (change["calendar"], change["version"], event.actor) if change else None


def _commands(run: FoldedEvidence, result: Result) -> Iterator[Op]:
    return (op for op in run.evidence.operations if op.kind not in _NO_COMMANDS and op.result is result)


def _receipt_problems(op: Op, case: FoldedCase, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    last = events[-1]
    if last.actor != op.actor:
        yield op.reference, f"{op.kind} of {op.actor} is on record as {last.actor}'s"
    if not is_answer_to(case, events, read_receipt(op.answer)):
        yield op.reference, f"{op.client} got another receipt for {op.kind} than event {last.seq} leads to"
