"""Speed of the pure core: the calendar, the first stage, and decide with evolve, under the real policy."""

import itertools
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from activities.packs import load_pack
from bench import cases
from bench.figures import Figure, median, spread
from bench.first_stage.phrases.kinds import KINDS as DATES
from bench.first_stage.phrases.kinds import phrases_of
from bench.long_texts import longest_request, request_with, sentences_with_dates, with_dates, without_dates
from models.case.commands import BENEFICIARY, Answer, AnyCommand, Ask, Note, Prioritise, Rate, Release, Reply
from models.case.state import CaseState, Refusal
from models.codes import Priority
from models.intake.request import Request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack
from models.triage.assessment import KnownFromRecords
from settings import load
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.case.opening import decide_opening
from workflows.triage.assess import assess

ADD_BAR, FIRST_STAGE_BAR, DATES_BAR, DECIDE_BAR = 10.0, 1_000.0, 5_000.0, 100.0
"""Microseconds."""
DISTANCES = (1, 1_700, 20_000)
"""Hours of working time."""
WARM_UP, CALLS, CASES = 200, 5_000, 300
_FEW_DATES = 25
"""In one text: more than anybody needs to say when who travels and what expires."""
PASSES, REPEATS = 5, 3
"""How often each decision is made, at once and again later. Its shortest time counts, as with `timeit`: the rest is the
machine's, which here takes up to twice as long for seconds on end."""


def run() -> list[Figure]:
    """Measure in this process; every call is timed by itself, and a decision more than once."""
    pack = load_pack(load().policies / "passports")
    return [*_calendar(pack), *_first_stage(pack), *_long_texts(pack), *_decisions(pack)]


def _calendar(pack: Pack) -> Iterator[Figure]:
    calendar = case_policy(pack, "exit_reentry_issue").working_calendar
    year = datetime(2026, 1, 1, tzinfo=UTC)
    generator = random.Random(1)  # noqa: S311 - the same instants in every run
    starts = [year + timedelta(seconds=generator.randrange(365 * 86_400)) for _ in range(CALLS)]
    for hours in DISTANCES:
        amount = timedelta(hours=hours)
        samples = _timed(partial(calendar.add, start, amount) for start in starts)
        yield _figure(f"calendar: add {hours:,} working hours", samples, ADD_BAR)


def _first_stage(pack: Pack) -> Iterator[Figure]:
    """Of plain requests, and of the same with a phrase of dates in their text, of every kind."""
    policy, triage = case_policy(pack, "exit_reentry_issue"), triage_policy(pack, "exit_reentry_issue")
    now, calendar = datetime.now(UTC), policy.working_calendar
    requests = list(cases.requests(CASES + WARM_UP, "stage"))
    dated = [
        request.model_copy(update={"text_ar": f"{request.text_ar}. {phrase.text}"})
        for request, phrase in zip(
            requests, itertools.cycle(phrase for kind in DATES for phrase in phrases_of(kind, 10)), strict=False
        )
    ]
    for what, bar, each in (
        ("a request", FIRST_STAGE_BAR, requests),
        ("a request with dates in its text", DATES_BAR, dated),
    ):
        samples = _timed(partial(assess, one, KnownFromRecords(), triage, calendar, now) for one in each)
        yield _figure(f"first stage of {what}", samples, bar)


def _long_texts(pack: Pack) -> Iterator[Figure]:
    """Of requests with texts of the greatest length, of the shapes that cost most; those of nothing but dates are shown
    for information."""
    plain, of_dates = (
        {shape: request_with(text) for shape, text in texts().items()} for texts in (without_dates, with_dates)
    )
    plain["sentences in every field"] = longest_request(without_dates()["sentences"])
    few = {"25 dates in sentences": request_with(sentences_with_dates(_FEW_DATES))}
    for of_what, requests, bar in (
        ("a long text", plain, DATES_BAR),
        ("a long text with dates", few, DATES_BAR),
        ("a text of nothing but dates", of_dates, None),
    ):
        seconds = {shape: _least(request, pack) for shape, request in requests.items()}
        slowest = max(seconds, key=lambda shape: seconds[shape])
        detail = ", ".join(f"{shape} {each * 1e6:,.0f}" for shape, each in seconds.items())
        what = f"first stage of {of_what}, the slowest: {slowest}"
        yield Figure(what=what, measured=seconds[slowest] * 1e6, unit="µs", bar=bar, detail=detail)


def _least(request: Request, pack: Pack) -> float:
    """The processor seconds of the quickest of some tries."""
    policy, triage = case_policy(pack, request.service), triage_policy(pack, request.service)
    taken = []
    for _ in range(PASSES * REPEATS):
        began = time.process_time()
        assess(request, KnownFromRecords(), triage, policy.working_calendar, request.submitted_at)
        taken.append(time.process_time() - began)
    return min(taken)


def _decisions(pack: Pack) -> Iterator[Figure]:
    """Every command of a case with everything in it, on cases of their own; and all of them together."""
    opened = list(_opened_cases(pack))  # all of them first, so that no first stage runs between what is timed
    passes = [[_played(request, state) for request, state in opened] for _ in range(PASSES)]
    taken: dict[str, list[float]] = {}
    for same_case in zip(*passes, strict=True):
        for same_command in zip(*same_case, strict=True):
            taken.setdefault(same_command[0][0], []).append(min(seconds for _, seconds in same_command))
    slowest = max(taken, key=lambda kind: median(taken[kind]))
    yield _figure("decide + evolve: any command", [each for samples in taken.values() for each in samples], DECIDE_BAR)
    yield _figure(f"decide + evolve: the slowest ({slowest})", taken[slowest], DECIDE_BAR)


def _opened_cases(pack: Pack) -> Iterator[tuple[Request, CaseState]]:
    policy, triage = case_policy(pack, "exit_reentry_issue"), triage_policy(pack, "exit_reentry_issue")
    for request in cases.requests(CASES, "decide"):
        now = request.submitted_at
        assessment = assess(request, KnownFromRecords(), triage, policy.working_calendar, now)
        state, _ = decide_opening(request, policy, assessment, now)
        yield request, state


def _played(request: Request, state: CaseState) -> list[tuple[str, float]]:
    """The seconds of each command of a case's life."""
    taken = list[tuple[str, float]]()
    for command in _a_full_life(request.id):
        tries = [_decide(state, command, request.submitted_at) for _ in range(REPEATS)]
        taken.append((command.kind, min(seconds for _, seconds in tries)))
        state = tries[0][0]
    return taken


def _decide(state: CaseState, command: AnyCommand, at: datetime) -> tuple[CaseState, float]:
    began = time.perf_counter()
    verdict = decide(state, command, at)
    if isinstance(verdict, Refusal):
        raise RuntimeError(f"{command.kind} was refused: {verdict.detail}")
    state = fold(state, verdict)
    return state, time.perf_counter() - began


def _a_full_life(name: str) -> Iterator[AnyCommand]:
    """The commands of a case that is claimed, noted, asked, answered, resolved and rated."""
    officer: dict[str, Any] = {"actor": cases.OFFICER}
    reply = Reply(text="نأمل إرفاق المستند المطلوب.")
    yield cases.claim(name)
    yield Note(command_id=f"note-{name}", text="checked", **officer)
    yield Prioritise(command_id=f"prioritise-{name}", priority=Priority.HIGH, **officer)
    yield Release(command_id=f"release-{name}", **officer)
    yield cases.claim(f"{name}-again")
    yield Ask(command_id=f"ask-{name}", reason="documents_missing", reply=reply, questions=("متى؟",), **officer)
    yield Answer(command_id=f"reply-{name}", text="مرفق", actor=BENEFICIARY)
    yield cases.approve(name)
    yield Rate(command_id=f"rate-{name}", score=5, actor=BENEFICIARY)


def _timed(calls: Iterable[Callable[[], Any]]) -> list[float]:
    """Seconds of each call after the warm-up."""
    samples = []
    for call in calls:
        began = time.perf_counter()
        call()
        samples.append(time.perf_counter() - began)
    return samples[WARM_UP:]


def _figure(what: str, samples: list[float], bar: float) -> Figure:
    return Figure(what=what, measured=median(samples) * 1e6, unit="µs", bar=bar, detail=spread(samples, 1e6))
