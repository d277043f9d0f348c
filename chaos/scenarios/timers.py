"""Scenario «timers»: reminders, breaches, rungs and closings that come due while every component is down.

A working day takes seconds here, so all of it happens in real time.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.checks import wait_races as races_of_waits
from chaos.checks.cases import FoldedCase, FoldedEvidence, folded
from chaos.checks.invariants import violations_of
from chaos.checks.invariants.clocks import what_fell_due
from chaos.checks.ladder import NO_REPLY, REMINDER, WINDOW, breach_of, due_at, falls_due, rung_of
from chaos.checks.standing import PROMISES
from chaos.history.collect import evidence_of, recorded, wrapping_keys
from chaos.history.evidence import Evidence
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.polling import poll_until
from chaos.system.quick_pack import quick_packs
from chaos.system.stack import StackUnderTest
from chaos.workload import wait_races
from chaos.workload.case_client import APPROVAL, QUESTION, CaseClient, side_by_side

OUTAGES = {
    Scale.SUITE: (timedelta(seconds=10),),
    Scale.LONG: (timedelta(seconds=10), timedelta(seconds=60), timedelta(minutes=10)),
}
OF_EACH = {Scale.SUITE: 3, Scale.LONG: 20}
"""Cases that are left alone, returned with a question, and resolved."""
RACES_OF_EACH = 3
"""Waits that staff end about at their limit, for each case of a kind."""
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
    """The time in which every component was down."""

    begun: datetime
    ended: datetime


@dataclass(frozen=True)
class Due:
    """Something that fell due: what, when, and when it happened."""

    what: str
    due: datetime
    at: datetime

    def lateness(self, outage: Outage) -> timedelta:
        """Delay after the earliest possible instant."""
        possible = outage.ended if outage.begun <= self.due <= outage.ended else self.due
        return self.at - possible


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Have each outage on a stack of its own, with a working day made for it."""
    return [_run_outage(outage, OF_EACH[scale], progress) for outage in OUTAGES[scale]]


def _run_outage(length: timedelta, of_each: int, progress: Progress) -> TrialOutcome:
    progress(f"an outage of {length.total_seconds():.0f} s")
    with TemporaryDirectory(prefix="tawasul-timers-") as folder:
        home, day = Path(folder) / "home", length / DAYS
        quick_packs(home / "policies", day)
        with StackUnderTest(home, seed=1, workers=2) as stack:
            played = asyncio.run(_played(stack, length, day, of_each))
    return _outcome(length, played)


@dataclass(frozen=True)
class Played:
    """What was played: the kind of each case, the answers of the races before, the outage, and the evidence."""

    cases: Mapping[str, str]
    raced: wait_races.Answers
    outage: Outage
    evidence: Evidence


async def _played(stack: StackUnderTest, length: timedelta, day: timedelta, of_each: int) -> Played:
    """Race, open cases, have the outage, and wait until the last mark of the last case has passed."""
    client = await CaseClient.of(stack)
    raced = await wait_races.race(client, RACES_OF_EACH * of_each)
    opened = await side_by_side(lambda kind: _opened(client, kind), _KINDS * of_each)
    last = time.monotonic() + LAST_MARK * day.total_seconds()
    outage = await asyncio.to_thread(_everything_down, stack, length)
    await asyncio.sleep(max(0.0, last - time.monotonic()))
    await _wait_until_nothing_is_due(stack)
    await client.wait_for_quiescence([*opened, *raced], 2 * LATE.total_seconds())
    return Played(dict(zip(opened, _KINDS * of_each, strict=True)), raced, outage, await evidence_of(stack))


async def _wait_until_nothing_is_due(stack: StackUnderTest) -> None:
    """Wait until everything that fell due in the outage has happened. Raises NotReachedInTime."""

    wrapping = wrapping_keys(stack.config)

    async def nothing_is_due() -> bool:
        records = await asyncio.to_thread(recorded, stack.database_url, wrapping)
        cases = [folded(case) for case in records.cases.values()]
        return not any(falls_due(case.last) or case.last.pending for case in cases)

    await poll_until(nothing_is_due, "the last of what fell due", 2 * LATE.total_seconds())


async def _opened(client: CaseClient, kind: str) -> str:
    reference = (await client.open()).reference
    if kind != ALONE:
        await client.do(reference, "claim")
        await client.do(reference, "ask" if kind == ASKED else "approve", **_GIVEN[kind])
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


def _outcome(length: timedelta, played: Played) -> TrialOutcome:
    cases, outage, evidence = played.cases, played.outage, played.evidence
    run, answers = FoldedEvidence(evidence), Counter(played.raced.values())
    happened = {reference: list(_fallen_due(run.cases[reference])) for reference in cases}
    missed = [each for dues in happened.values() for each in dues if outage.begun <= each.due <= outage.ended]
    latest = max((each.lateness(outage) for each in missed), default=timedelta())
    problems = [*map(str, violations_of(evidence, logged=False)), *_differences(cases, run, happened)]
    kinds = Counter(each.what.split()[0] for each in missed)
    problems += [*_late(happened, outage), *races_of_waits.problems(run.cases, played.raced, wait_races.IN_TIME)]
    problems += [
        f"no {kind} came due in the outage" for kind in ("rung", "breach", "reminder", "closing") if not kinds[kind]
    ]
    ways = (wait_races.IN_TIME, races_of_waits.TOO_LATE)
    problems += [f"nobody who ended a wait at its limit was told {way}" for way in ways if not answers[way]]
    return TrialOutcome(
        f"what falls due while everything is down for {length.total_seconds():.0f} s happens once, in order, never"
        " early, within 60 s of the return",
        "kill -9 of Temporal, PostgreSQL and all workers; a working day of seconds, in real time",
        {
            "cases": str(len(cases)),
            "fell due in the outage": ", ".join(f"{many} {kind}" for kind, many in sorted(kinds.items())),
            "waits ended by staff about at their limit": ", ".join(f"{many} {each}" for each, many in answers.items()),
            "the last of it, seconds after the return": f"{latest.total_seconds():.1f}",
        },
        tuple(problems),
    )


def _fallen_due(case: FoldedCase) -> Iterator[Due]:
    for event in case.events:
        if what := what_fell_due(event, case.before(event)):
            due = due_at(case.before(event), what)
            yield Due(what, due or datetime.max.replace(tzinfo=UTC), event.at)


def _differences(cases: Mapping[str, str], run: FoldedEvidence, happened: Mapping[str, list[Due]]) -> Iterator[str]:
    """Cases in which something else fell due than their pack defines."""
    for reference, kind in cases.items():
        found, expected = [each.what for each in happened[reference]], _expected(run.cases[reference], kind)
        if found[-len(expected) :] != expected or (kind == ALONE and len(found) != len(expected)):
            yield f"{reference} ({kind}): {found} instead of {expected}"


def _expected(case: FoldedCase, kind: str) -> list[str]:
    """Every mark of a case that is left alone, by its ladder; of another case, what ends it."""
    if kind != ALONE:
        return [REMINDER, NO_REPLY] if kind == ASKED else [WINDOW]
    marks = list[tuple[timedelta, int, str]]()
    for name in PROMISES:
        budget = case.last.clocks[name].budget
        marks.append((budget, 0, breach_of(name)))
        marks += [(rung.threshold(budget), 1, rung_of(rung.name, name)) for rung in case.policy.rungs(name)]
    return [what for _, _, what in sorted(marks)]


def _late(happened: Mapping[str, list[Due]], outage: Outage) -> Iterator[str]:
    for reference, dues in happened.items():
        for each in dues:
            if each.lateness(outage) > LATE:
                yield f"{reference}: {each.what} came {each.lateness(outage).total_seconds():.0f} s late"
