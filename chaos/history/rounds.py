"""A case's rounds, each a register that is written once by its decision, and what clients learned of it.

A round begins with the opening or a reopening. Its decision is the `resolved` event, or the closing of a case that
was never resolved in it: withdrawn, merged, or given up for want of an answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from chaos.checks.linearisability import Access, Kind
from chaos.history.log import OPEN, Op, Result
from models.case.events import Closed, Event, Reopened, Resolved
from models.codes import UNDECIDED, RefusalCode, Role, Stage

DECIDING = frozenset({"approve", "reject", "confirm", "redirect", "merge", "withdraw"})
"""Commands that can decide a round."""

_DECIDED_BY = re.compile(r"(?!proposed)\w+ by (?P<actor>\S+) at (?P<at>\S+)")
"""How `already_decided` tells who decided and when; while a second person is awaited it begins with `proposed`."""

_ENDED = frozenset({RefusalCode.NOT_OPEN, RefusalCode.WINDOW_PASSED})
_UNDECIDED = frozenset({RefusalCode.ALREADY_DECIDED, RefusalCode.WRONG_STAGE, RefusalCode.SAME_PERSON})
"""Refusals that speak of a round without a decision: it is proposed, at another stage, or for another person."""


@dataclass(frozen=True)
class Round:
    """One round: its first event, and those that decide it. There may be one at most of these."""

    first: Event
    decisions: tuple[Event, ...]


def rounds_of(events: Sequence[Event]) -> tuple[Round, ...]:
    """The rounds of a case, oldest first."""
    starts = [0, *(place for place, event in enumerate(events) if isinstance(event.body, Reopened))]
    pieces = (events[start:end] for start, end in pairwise([*starts, len(events)]))
    return tuple(Round(piece[0], _decisions(piece)) for piece in pieces if piece)


def spans(operations: Iterable[Op], rounds: Sequence[Round]) -> list[tuple[float, float]]:
    """Since when and until when each round can have lasted: from the asking for its reopening to the next one's answer.

    What clients were told of a round was true at an instant in between.
    """
    known = {op.command_id: op for op in merged(operations) if op.result is Result.OK}
    begun = [known.get(each.first.command_id or "") for each in rounds]
    since = [op.invoked if op else -inf for op in begun]
    return list(zip(since, [*(op.returned if op else inf for op in begun[1:]), inf], strict=True))


def _decisions(events: Iterable[Event]) -> tuple[Event, ...]:
    decisions: list[Event] = []
    for event in events:
        follows = any(isinstance(decision.body, Resolved) for decision in decisions)
        if isinstance(event.body, Resolved) or (isinstance(event.body, Closed) and not follows):
            decisions.append(event)
    return tuple(decisions)


def accesses(operations: Iterable[Op], rounds: Sequence[Round]) -> Iterator[tuple[int, Access]]:
    """What each operation on a case says about the decision of which round, by the round's place in `rounds`.

    The value of a decision is who made it. Answers that say nothing about it are left out.
    """
    for op in merged(op for op in operations if op.kind != OPEN):
        if op.result is Result.OK:
            yield from _told(op, rounds)
        elif op.result is Result.FAIL:
            yield from _refused(op, rounds)
        elif op.kind in DECIDING:
            access = Access(Kind.MAY_HAVE_WRITTEN, op.invoked, inf, op.actor)
            yield from ((place, access) for place in range(len(rounds)))
    for place, played in enumerate(rounds):
        if any(decision.actor.role is Role.SYSTEM for decision in played.decisions):
            yield place, Access(Kind.MAY_HAVE_WRITTEN, -inf, inf, "system")


def merged(operations: Iterable[Op]) -> tuple[Op, ...]:
    """The operations with those of one command taken together: it may have begun with the first of them."""
    commands: dict[tuple[str, str], list[Op]] = {}
    for op in operations:
        commands.setdefault((op.reference, op.command_id), []).append(op)
    return tuple(_one(ops) for ops in commands.values())


def _one(ops: Sequence[Op]) -> Op:
    known = [op for op in ops if op.result is not Result.UNKNOWN]
    first = min(ops, key=lambda op: op.invoked)
    answered = min(known, key=lambda op: op.returned, default=first)
    return replace(answered, invoked=first.invoked, invoked_at=first.invoked_at)


def _told(op: Op, rounds: Sequence[Round]) -> Iterator[tuple[int, Access]]:
    """By a receipt or a look: the number of the last event tells the round."""
    seq, stage = (op.answer or {})["seq"], Stage((op.answer or {})["stage"])
    wrote = (Kind.WROTE, op.actor) if op.kind in DECIDING else (Kind.FOUND, None)
    kind, value = (Kind.FOUND_EMPTY, None) if stage in UNDECIDED else wrote
    yield sum(each.first.seq <= seq for each in rounds) - 1, Access(kind, op.invoked, op.returned, value)


def _refused(op: Op, rounds: Sequence[Round]) -> Iterator[tuple[int, Access]]:
    """By a refusal: it tells the round only by when that was decided, so what else it says counts in a single one."""
    last, decided = len(rounds) - 1, _DECIDED_BY.match(str((op.answer or {}).get("detail")))
    if op.code == RefusalCode.ALREADY_DECIDED and decided:
        places = _decided_so(rounds, **decided.groupdict()) or [last]
        if len(places) == 1:
            yield places[0], Access(Kind.FOUND, op.invoked, op.returned, decided["actor"])
    elif op.code in _ENDED:
        yield last, Access(Kind.FOUND, op.invoked, op.returned)
    elif op.code in _UNDECIDED and last == 0:
        yield last, Access(Kind.FOUND_EMPTY, op.invoked, op.returned)


def _decided_so(rounds: Sequence[Round], actor: str, at: str) -> list[int]:
    """The places of the rounds decided by a person at an instant, given to the second."""
    told = [{(each.actor.id, each.at.isoformat(timespec="seconds")) for each in played.decisions} for played in rounds]
    return [place for place, decisions in enumerate(told) if (actor, at) in decisions]
