"""Speed of simulations on one core: clocks and ladders alone, whole lives from a recorded first stage, and with it."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import repeat

from activities.packs import load_pack
from bench import cases
from bench.figures import Figure
from models.case.commands import BENEFICIARY, Answer, AnyCommand, Ask, Reply
from models.case.events import Event
from models.case.state import CaseState
from models.intake.request import Request
from models.policy import CasePolicy
from settings import load
from simulation.clocks import ClockRun, clock_result, clock_runs
from simulation.figures import figures_of
from simulation.from_events import recorded_case
from simulation.lives import Life, relive
from simulation.policies import PackPolicies
from simulation.recorded import GivenOrder, Order, PastCase

CASES, PASSES = 600, 3
CLOCKS_BAR, LIVES_BAR, FIRST_STAGE_BAR = 1e6 / 20_000, 1e6 / 2_500, 1e6 / 1_200
"""Microseconds for a case: 20,000, 2,500 and 1,200 of them in a second."""
LONGEST_DELAY = 8
"""Days until somebody takes a case, decides or answers, at most."""


def run() -> list[Figure]:
    """Measure in this process; of several passes the quickest counts."""
    return [*_levels()]


def _levels() -> Iterator[Figure]:
    pack = load_pack(load().policies / "passports")
    again = PackPolicies(pack, again=True)
    plain = PackPolicies(pack)
    recorded = [on_record(plain, number, request) for number, request in enumerate(cases.requests(CASES, "lives"))]
    until = max(act.at for case in recorded for act in case.acts) + timedelta(days=30)
    runs = [(clocks, policy) for case in recorded for clocks, policy in [clocks_of(case, again, until)]]
    yield _figure("clocks and ladders alone", lambda: _clocks_alone(runs), CLOCKS_BAR)
    yield _figure("whole lives from a recorded first stage", lambda: _lives(recorded, plain, until), LIVES_BAR)
    yield _figure("whole lives with the first stage", lambda: _lives(recorded, again, until), FIRST_STAGE_BAR)


def _clocks_alone(runs: Sequence[tuple[Sequence[ClockRun], CasePolicy]]) -> None:
    for clocks, policy in runs:
        for each in clocks:
            clock_result(each, policy)


def _lives(recorded: Sequence[PastCase], policies: PackPolicies, until: datetime) -> None:
    for case in recorded:
        life = relive(case, policies, until)
        if isinstance(life, Life):
            figures_of(life, until)


def on_record(policies: PackPolicies, number: int, request: Request) -> PastCase:
    """A case as the records would have it: taken, mostly decided, a quarter of them returned once, with delays."""
    generator = random.Random(number)  # noqa: S311 - the same lives in every run
    at, acts = request.submitted_at, list[GivenOrder]()
    commands: list[AnyCommand] = [cases.claim(request.id), cases.approve(request.id)]
    if number % 4 == 0:
        asked = Ask(
            command_id=f"ask-{request.id}",
            actor=cases.OFFICER,
            reason="documents_missing",
            reply=Reply(text="نأمل إرفاق المستند المطلوب."),
            questions=("متى؟",),
        )
        commands[1:1] = [asked, Answer(command_id=f"reply-{request.id}", text="مرفق", actor=BENEFICIARY)]
    for command in commands:
        at += timedelta(days=LONGEST_DELAY / len(commands)) * generator.random()
        acts.append(GivenOrder(at, Order(command)))
    case = PastCase(
        request.reference,
        request.reference,
        request.submitted_at,
        request=request,
        service=request.service,
        acts=(*acts,),
    )
    life = relive(case, policies, at)
    if not isinstance(life, Life) or life.refused:
        raise RuntimeError("a life of the benchmark is refused")
    return recorded_case(request.reference, None, _in_order(life.events), request)


def _in_order(events: Sequence[Event]) -> Sequence[Event]:
    return [event.but(seq=seq) for seq, event in enumerate(events, start=1)]


def clocks_of(case: PastCase, policies: PackPolicies, until: datetime) -> tuple[Sequence[ClockRun], CasePolicy]:
    """The clocks of a case, and its policy."""
    life = relive(case, policies, until)
    assert isinstance(life, Life)  # noqa: S101
    policy = policies.of(case)
    return clock_runs(CaseState(reference=case.reference, policy=policy), life.events, until), policy


def _figure(what: str, work: Callable[[], None], bar: float) -> Figure:
    taken = []
    for _ in repeat(None, PASSES):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    each = min(taken) / CASES * 1e6
    return Figure(
        what=f"a simulated case: {what}", measured=each, unit="µs", bar=bar, detail=f"{1e6 / each:,.0f} a second"
    )
