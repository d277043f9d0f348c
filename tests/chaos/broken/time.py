"""Ways to break what is promised of clocks and ladders, and of a run that has to show enough."""

from dataclasses import replace
from datetime import timedelta

from chaos.checks.invariants import coverage
from chaos.faults.nemesis import FaultKind
from tests.chaos.breaking import (
    CONTESTED,
    GOOD,
    MOVED,
    NEGLECTED,
    UNANSWERED,
    Break,
    also,
    event,
    events,
    evidence,
    forget,
    in_an_outage,
    moved,
    without,
)
from tests.chaos.broken.parts import ANNOUNCED, UNKNOWN
from tests.chaos.made_up import AT, events_of

UNHEARD = tuple(replace(each, result=UNKNOWN, answer=None) for each in GOOD.operations[:4])
TIME: dict[str, list[Break]] = {
    "nothing falls due early": [
        moved(NEGLECTED, 3, seconds=-1),
        moved(NEGLECTED, 4, seconds=-1),
        event(NEGLECTED, 4, {"due": GOOD.at}),
        event(NEGLECTED, 8, {"due": events_of(GOOD.cases[NEGLECTED])[6].at}),
        moved(UNANSWERED, 5, seconds=-1),
        moved(UNANSWERED, 6, seconds=-1),
        moved(CONTESTED, 10, seconds=-1),
    ],
    "every open case has what was announced": [
        evidence(announced=(ANNOUNCED,)),
        evidence(announced=({**ANNOUNCED, "change": {"removed": ["founding-day"]}},)),
    ],
    "every stated instant is right": [
        event(CONTESTED, 1, {"clock_from": events_of(GOOD.cases[CONTESTED])[0].at - timedelta(hours=1)}),
        event(CONTESTED, 4, {"in_time": False}),
        event(NEGLECTED, 4, {"due": events_of(GOOD.cases[NEGLECTED])[3].at - timedelta(seconds=1)}),
        event(UNANSWERED, 5, {"due": AT}),
        event(MOVED, 4, {"due_after": AT}),
        event(MOVED, 4, {"due_before": None}),
    ],
    "everything happens once and in order": [
        also(NEGLECTED, 5, like=4),
        also(NEGLECTED, 9, like=8),
        without(MOVED, 4),
        events(NEGLECTED, in_an_outage),
    ],
    "no breach without its rungs": [without(NEGLECTED, 4, 5), without(NEGLECTED, 9, 10, 11)],
    "nothing is overdue": [without(NEGLECTED, 8, 9, 10, 11), without(NEGLECTED, 7), without(CONTESTED, 10, 11)],
    "most operations are determinate": [
        evidence(operations=(*UNHEARD, *GOOD.operations[len(UNHEARD) :])),
        evidence(operations=()),
    ],
    "every component was killed": [
        evidence(faults=GOOD.faults[1:]),
        evidence(faults=tuple(replace(fault, kind=FaultKind.PAUSE) for fault in GOOD.faults)),
        evidence(targets=("sms", *GOOD.targets)),
    ],
    "every check had something to check": [
        evidence(promised=frozenset({coverage.SIGNALS}), workflows={}),
        evidence(replayed=None),
        forget(CONTESTED),
    ],
    "every verb took effect": [
        evidence(verbs=frozenset({"merge"})),
        evidence(verbs=frozenset({"claim"}), workflows={}),
    ],
}
