"""The rounds of a case, each a register that is written once by its decision, and the accesses of clients to it.

A round begins with the opening, a reopening, or the recall of a decision. Its decision is the `resolved` event, or the
closing of a case that was never resolved in it: withdrawn, merged, or given up for want of an answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from math import inf

from chaos.checks.events import Event
from chaos.checks.linearisability import Access, Kind
from chaos.checks.standing import UNDECIDED
from chaos.history.log import OPEN, Op, Result

DECIDING = frozenset({"approve", "reject", "confirm", "redirect", "merge", "withdraw", "withdraw_for"})
"""Commands that can decide a round."""

_ALREADY_DECIDED = "already_decided"
_ENDED = frozenset({"not_open", "window_passed"})
_UNDECIDED = frozenset({_ALREADY_DECIDED, "wrong_stage", "same_person"})
"""Codes of a refusal in a round without a decision: it is proposed, at another stage, or for another person."""
_OF_A_RESULT = frozenset({"reopen", "reopen_for", "close", "rate", "appeal", "appeal_for", "recall"})
"""Commands about a result: such a refusal of them tells nothing of the decision."""


@dataclass(frozen=True)
class Round:
    """One round: its first event, and the events that decide it, of which there may be one at most."""

    first: Event
    decisions: tuple[Event, ...]


def rounds_of(events: Sequence[Event]) -> tuple[Round, ...]:
    """The rounds of a case, oldest first."""
    starts = [0, *(place for place, event in enumerate(events) if _begins(event, events))]
    pieces = (events[start:end] for start, end in pairwise([*starts, len(events)]))
    return tuple(Round(piece[0], _decisions(piece)) for piece in pieces if piece)


def _begins(event: Event, events: Sequence[Event]) -> bool:
    """Whether a round begins with an event: the result before it stands no more."""
    recalled = event.type == "recalled" and events[event.body["reply"] - 1].type == "resolved"
    return recalled or event.type == "reopened"


def spans(operations: Iterable[Op], rounds: Sequence[Round]) -> list[tuple[float, float]]:
    """Since when and until when each round can have lasted: from the request to reopen it to the next one's answer.

    Every answer about a round was true at an instant in between.
    """
    known = {op.command_id: op for op in merged(operations) if op.result is Result.OK}
    begun = [known.get(each.first.command_id or "") for each in rounds]
    since = [op.invoked if op else -inf for op in begun]
    return list(zip(since, [*(op.returned if op else inf for op in begun[1:]), inf], strict=True))


def _decisions(events: Iterable[Event]) -> tuple[Event, ...]:
    decisions: list[Event] = []
    for event in events:
        follows = any(decision.type == "resolved" for decision in decisions)
        if event.type == "resolved" or (event.type == "closed" and not follows):
            decisions.append(event)
    return tuple(decisions)


def accesses(operations: Iterable[Op], rounds: Sequence[Round]) -> Iterator[tuple[int, Access]]:
    """The accesses of the operations on a case to its rounds, each with the place of its round in `rounds`.

    The value of a decision is its actor. Answers without any information about a decision are left out.
    """
    for op in merged(op for op in operations if op.kind != OPEN):
        if op.result is Result.OK:
            yield _access_by_answer(op, rounds)
        elif op.result is Result.FAIL:
            yield from _access_by_refusal(op, rounds)
        elif op.kind in DECIDING:
            access = Access(Kind.MAY_HAVE_WRITTEN, op.invoked, inf, op.actor)
            yield from ((place, access) for place in range(len(rounds)))
    for place, played in enumerate(rounds):
        if any(decision.by_system for decision in played.decisions):
            yield place, Access(Kind.MAY_HAVE_WRITTEN, -inf, inf, "system")


def merged(operations: Iterable[Op]) -> tuple[Op, ...]:
    """The operations, those of one command merged: it was invoked with the first of them."""
    commands: dict[tuple[str, str], list[Op]] = {}
    for op in operations:
        commands.setdefault((op.reference, op.command_id), []).append(op)
    return tuple(_merged(ops) for ops in commands.values())


def _merged(ops: Sequence[Op]) -> Op:
    known = [op for op in ops if op.result is not Result.UNKNOWN]
    first = min(ops, key=lambda op: op.invoked)
    answered = min(known, key=lambda op: op.returned, default=first)
    return replace(answered, invoked=first.invoked, invoked_at=first.invoked_at)


def _access_by_answer(op: Op, rounds: Sequence[Round]) -> tuple[int, Access]:
    """The access of a command with a receipt, or of a read: the round follows from the number of the last event."""
    answer = op.answer or {}
    seq, stage = answer["seq"], answer["stage"]
    wrote = (Kind.WROTE, op.actor) if op.kind in DECIDING else (Kind.FOUND, None)
    kind, value = (Kind.FOUND_EMPTY, None) if stage in UNDECIDED else wrote
    return sum(each.first.seq <= seq for each in rounds) - 1, Access(kind, op.invoked, op.returned, value)


def _access_by_refusal(op: Op, rounds: Sequence[Round]) -> Iterator[tuple[int, Access]]:
    """The access of a refused command. Only the instant of a decision identifies the round, so a refusal without one
    counts where there is a single round."""
    last, decision = len(rounds) - 1, _decision_in(op)
    if op.kind == "recall":
        return  # it tells of the reply: one that went out may be of a round before
    if op.code == _ALREADY_DECIDED and decision:
        places = _decided_so(rounds, *decision) or [last]
        if len(places) == 1:
            yield places[0], Access(Kind.FOUND, op.invoked, op.returned, decision[0])
    elif op.code in _ENDED:
        yield last, Access(Kind.FOUND, op.invoked, op.returned)
    elif op.code in _UNDECIDED and op.kind not in _OF_A_RESULT and last == 0:
        yield last, Access(Kind.FOUND_EMPTY, op.invoked, op.returned)


def _decision_in(op: Op) -> tuple[str, datetime] | None:
    """Who decided, and when, by the fields of a refusal; None without an outcome: there is a proposal only."""
    answer = op.answer or {}
    if answer.get("by") and answer.get("at") and answer.get("outcome"):
        return answer["by"], datetime.fromisoformat(answer["at"])
    return None


def _decided_so(rounds: Sequence[Round], actor: str, at: datetime) -> list[int]:
    """The places of the rounds that a person decided at an instant."""
    decided = [{(each.actor, each.at) for each in one.decisions} for one in rounds]
    return [place for place, decisions in enumerate(decided) if (actor, at) in decisions]
