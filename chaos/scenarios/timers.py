"""Timers through outages: reminders, breaches, rungs and closings that come due while everything is down.

A working day takes seconds here, so all of it happens in real time, seen by nobody but the case itself.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.history.collect import collect, recorded
from chaos.history.evidence import Evidence, RecordedCase
from chaos.outcome import Outcome, Scale
from chaos.system.quick_pack import quick_packs
from chaos.system.stack import StackUnderTest
from chaos.workload.operations import APPROVAL, QUESTION, House, broken, side_by_side, until
from models.case.events import Breached, Closed, Event, Reminded, RungReached
from models.codes import ClockKind, Role
from workflows.case.deadlines import next_wake

OUTAGES = {
    Scale.SUITE: (timedelta(seconds=10),),
    Scale.LONG: (timedelta(seconds=10), timedelta(seconds=60), timedelta(minutes=10)),
}
OF_EACH = {Scale.SUITE: 3, Scale.LONG: 20}
"""Cases left alone, asked, and resolved."""
DAYS = 3
"""Working days that an outage lasts. In them come the breach of the first response with two rungs, half of the
resolution, the reminder, and the closings."""
LAST_MARK = 5
"""Working days after which nothing more is due in any case."""
LATE = timedelta(seconds=60)
"""How long after the return everything must have happened."""
DOWN = ("temporal", "postgres", "worker-1", "worker-2")

ALONE, ASKED, RESOLVED = "left alone", "asked", "resolved"


@dataclass(frozen=True)
class Outage:
    """When everything was down."""

    begun: datetime
    ended: datetime


@dataclass(frozen=True)
class Due:
    """Something that time brought: what, when it fell due, and when it happened."""

    what: str
    due: datetime
    at: datetime

    def lateness(self, outage: Outage) -> timedelta:
        """How much later it happened than it could have."""
        possible = outage.ended if outage.begun <= self.due <= outage.ended else self.due
        return self.at - possible


def run(scale: Scale) -> list[Outcome]:
    """Each outage on a stack of its own, with a working day made for it."""
    return [_through(outage, OF_EACH[scale]) for outage in OUTAGES[scale]]


def _through(length: timedelta, of_each: int) -> Outcome:
    with TemporaryDirectory() as folder:
        home, day = Path(folder) / "home", length / DAYS
        quick_packs(home / "policies", day)
        with StackUnderTest(home, seed=1, workers=2) as stack:
            cases, outage, evidence = asyncio.run(_played(stack, length, day, of_each))
    return _outcome(length, cases, outage, evidence)


async def _played(
    stack: StackUnderTest, length: timedelta, day: timedelta, of_each: int
) -> tuple[Mapping[str, str], Outage, Evidence]:
    """Open cases, have everything down, and wait until the last mark of the last case has passed."""
    house = await House.at(stack.temporal_address, stack.database_url)
    opened = await side_by_side(lambda kind: _opened(house, kind), _KINDS * of_each)
    last = time.monotonic() + LAST_MARK * day.total_seconds()
    outage = await asyncio.to_thread(_everything_down, stack, length)
    await asyncio.sleep(max(0.0, last - time.monotonic()))
    await _all_of_it_came(stack.database_url)
    await house.at_rest(opened, 2 * LATE.total_seconds())
    evidence = await collect(stack.database_url, stack.temporal_address, [], [stack.accepted])
    return dict(zip(opened, _KINDS * of_each, strict=True)), outage, evidence


async def _all_of_it_came(database_url: str) -> None:
    """What fell due in the outage comes in a rush when all is back; wait until time brings no case on. Raises Never."""

    async def nothing_is_due() -> bool:
        cases, _ = await asyncio.to_thread(recorded, database_url)
        return all(next_wake(case.state) is None and not case.state.pending for case in cases.values())

    await until(nothing_is_due, "the last of what fell due", 2 * LATE.total_seconds())


async def _opened(house: House, kind: str) -> str:
    reference = (await house.open()).reference
    if kind != ALONE:
        await house.do(reference, "claim")
        await house.do(reference, "ask" if kind == ASKED else "approve", **_GIVEN[kind])
    return reference


_KINDS = (ASKED, RESOLVED, ALONE)
_GIVEN = {ASKED: QUESTION, RESOLVED: APPROVAL}


def _everything_down(stack: StackUnderTest, length: timedelta) -> Outage:
    for name in DOWN:
        stack.kill(name)
    begun = datetime.now(UTC)
    time.sleep(length.total_seconds())
    ended = datetime.now(UTC)
    for name in DOWN:
        stack.start(name)
    return Outage(begun, ended)


# -- what came of it -------------------------------------------------------------------------------------------------


def _outcome(length: timedelta, cases: Mapping[str, str], outage: Outage, evidence: Evidence) -> Outcome:
    happened = {reference: list(_brought(evidence.cases[reference])) for reference in cases}
    missed = [each for brought in happened.values() for each in brought if outage.begun <= each.due <= outage.ended]
    latest = max((each.lateness(outage) for each in missed), default=timedelta())
    wrong = [*broken(evidence), *_out_of_line(cases, evidence, happened), *_late(happened, outage)]
    kinds = Counter(each.what.split()[0] for each in missed)
    wrong += [
        f"no {kind} came due in the outage" for kind in ("rung", "breach", "reminder", "closing") if not kinds[kind]
    ]
    return Outcome(
        f"what falls due while everything is down for {length.total_seconds():.0f} s happens once, in order, never"
        " early, within 60 s of the return",
        "kill -9 of Temporal, PostgreSQL and all workers; a working day of seconds, in real time",
        {
            "cases": str(len(cases)),
            "fell due in the outage": ", ".join(f"{many} {kind}" for kind, many in sorted(kinds.items())),
            "the last of it, seconds after the return": f"{latest.total_seconds():.1f}",
        },
        tuple(wrong),
    )


def _brought(case: RecordedCase) -> Iterator[Due]:
    for event in case.events:
        if what := _what(event):
            due = next_wake(case.states[event.seq - 1])
            yield Due(what, due or datetime.max.replace(tzinfo=UTC), event.at)


def _what(event: Event) -> str | None:
    """What time brought, in words; none when a person did it."""
    match event.body:
        case RungReached(clock=clock, rung=rung):
            return f"rung {clock} {rung}"
        case Breached(clock=clock):
            return f"breach {clock}"
        case Reminded():
            return "reminder"
        case Closed(outcome=outcome) if event.actor.role is Role.SYSTEM:
            return f"closing {outcome}"
    return None


def _out_of_line(cases: Mapping[str, str], evidence: Evidence, happened: Mapping[str, list[Due]]) -> Iterator[str]:
    """Cases that did not go exactly as their pack says."""
    for reference, kind in cases.items():
        went, expected = [each.what for each in happened[reference]], _expected(evidence.cases[reference], kind)
        if went[-len(expected) :] != expected or (kind == ALONE and len(went) != len(expected)):
            yield f"{reference} ({kind}): went {went} instead of {expected}"


def _expected(case: RecordedCase, kind: str) -> list[str]:
    """Every mark of a case that is left alone, by the ladder; else what ends it."""
    if kind != ALONE:
        return ["reminder", "closing no_reply"] if kind == ASKED else [f"closing {case.state.outcome}"]
    clocks, marks = case.state.clocks, list[tuple[timedelta, int, str]]()
    for name in (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION):
        budget = clocks[name].budget
        marks.append((budget, 0, f"breach {name}"))
        rungs = (rung for rung in case.state.rules.ladder if rung.clock is name)
        marks += [(rung.threshold(budget), 1, f"rung {name} {rung.name}") for rung in rungs]
    return [what for _, _, what in sorted(marks)]


def _late(happened: Mapping[str, list[Due]], outage: Outage) -> Iterator[str]:
    for reference, brought in happened.items():
        for each in brought:
            if each.lateness(outage) > LATE:
                yield f"{reference}: {each.what} came {each.lateness(outage).total_seconds():.0f} s late"
