"""Invariants of commands: the answer to each is what is on record of it: acknowledged, refused, or queued."""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from chaos.history.evidence import Evidence, RecordedCase
from chaos.history.log import OPEN, READ, Op, Result
from models.case.events import Event, SignalRefused
from models.case.state import Receipt
from models.codes import Role
from workflows.options import REFUSALS_LISTED

_NO_COMMANDS = frozenset({OPEN, READ})
_WITHOUT_EVENTS = frozenset({"calendar_changed"})
"""A change that the case knows already is acknowledged and changes nothing."""


def every_acknowledged_command_is_on_record(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A receipt promises events of this command by this person, and has the state of the case after them."""
    for op in _commands(evidence, Result.OK):
        case = evidence.readable_cases.get(op.reference)
        events = case.caused_by.get(op.command_id, ()) if case else ()
        if case and events:
            yield from _receipt_problems(op, case, events[-1])
        elif op.kind not in _WITHOUT_EVENTS:
            yield op.reference, f"{op.kind} of {op.actor} was acknowledged to {op.client} and is not on record"


def what_was_refused_changed_nothing(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A refusal promises that the command changed nothing."""
    for op in _commands(evidence, Result.FAIL):
        case = evidence.readable_cases.get(op.reference)
        if case and op.command_id in case.caused_by:
            yield op.reference, f"{op.kind} of {op.actor} was refused ({op.code}) and is on record"


def what_was_queued_is_handled(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A queued command took effect later, or the case noted that it refused one of its kind."""
    for reference, operations in evidence.operations_by_case.items():
        case = evidence.readable_cases.get(reference)
        refused = _refused_signals(case) if case else Counter[str]()
        done = case.caused_by.keys() if case else set[str]()
        if refused.total() < REFUSALS_LISTED:
            for kind in _never_answered(operations, done) - refused:
                yield reference, f"{kind} was queued, and neither done nor refused"


def nothing_happens_that_nobody_asked_for(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Every event of a command is of one that a client sent, except for the commands between cases."""
    asked = {(op.reference, op.command_id) for op in evidence.operations}
    for case in evidence.readable_cases.values():
        for command_id, events in case.caused_by.items():
            if events[0].actor.role is not Role.SYSTEM and (case.reference, command_id) not in asked:
                yield case.reference, f"event {events[0].seq} is of a command that nobody sent"


def a_command_takes_effect_once(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The events of a command are consecutive: none of them happens again later."""
    for case in evidence.readable_cases.values():
        for events in case.caused_by.values():
            first, last, types = events[0].seq, events[-1].seq, {event.body.type for event in events}
            if last - first >= len(events) or len(types) < len(events):
                yield case.reference, f"the command of event {first} took effect again at event {last}"


def _commands(evidence: Evidence, result: Result) -> Iterator[Op]:
    return (op for op in evidence.operations if op.kind not in _NO_COMMANDS and op.result is result)


def _never_answered(operations: Iterable[Op], done: AbstractSet[str]) -> Counter[str]:
    """The kinds of the commands that were queued, not done, and never answered on retry."""
    answered = {op.command_id for op in operations if op.result is not Result.UNKNOWN}
    queued = {op.command_id: op.kind for op in operations if op.queued and op.kind not in _NO_COMMANDS}
    return Counter(kind for command_id, kind in queued.items() if command_id not in answered | done)


def _refused_signals(case: RecordedCase) -> Counter[str]:
    """The kinds of the commands that came as signals and were refused."""
    return Counter(event.body.command for event in case.events if isinstance(event.body, SignalRefused))


def _receipt_problems(op: Op, case: RecordedCase, last: Event) -> Iterator[tuple[str, str]]:
    if last.actor.id != op.actor:
        yield op.reference, f"{op.kind} of {op.actor} is on record as {last.actor.id}'s"
    if Receipt.model_validate(op.answer) != case.states[last.seq].receipt():
        yield op.reference, f"{op.client} got another receipt for {op.kind} than event {last.seq} leads to"
