"""Duration of the pages of staff and of the first page, with a hundred thousand open cases on record.

A member of staff loads each page again and again over HTTP, one at a time, as browsers do; the time is that on the
clock from the call to the end of the answer. The web process runs beside PostgreSQL and this program.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx

from activities import staff
from activities.packs import load_pack
from activities.records.database import connect
from activities.records.migrate import upgrade
from activities.records.store import records_of
from bench import cases, seed_cases, seed_occurrences
from bench.figures import Figure, spread
from bench.stacks import fresh_stack
from models.case.commands import Actor
from models.case.projection import project
from models.codes import Role
from models.intake.request import read_request
from models.packs.derive import case_policy, triage_policy
from models.triage.assessment import KnownFromRecords
from models.trust.keys import SigningKey
from models.trust.tokens import issue
from sessions.served.held import begin_held
from sessions.served.sealing import new_token
from sessions.signing import BADGE_LIFE
from sessions.store import Session
from settings import load
from stack import EmbeddedStack
from web.pages.base.visits import cookie_name
from workflows.case.opening import decide_opening
from workflows.ports import RecordEvents
from workflows.triage.assess import assess

BAR = 150.0
"""Milliseconds: 95 of 100 loads of a page take no longer."""
CASES, OPEN_CASES, LOADS = 1_000_000, 100_000, 40
SERVICE = "exit_reentry_issue"
DIRECTOR = Actor(id="dana", role=Role.DIRECTOR)
SUPERVISOR = Actor(id="salma", role=Role.SUPERVISOR, teams=("team_3", "team_4", cases.TEAM))


def run() -> list[Figure]:
    """Fill the records of a stack of its own, and load."""
    return measured(CASES, OPEN_CASES)


def measured(total: int, open_cases: int, loads: int = LOADS) -> list[Figure]:
    """The figures with records of so many cases, opened over two years, the newest of them open."""
    now = datetime.now(UTC)
    with fresh_stack(worker=False, web=True) as stack:
        upgrade(stack.migration_url)
        stack.trust_own_keys()
        seed_cases.load(stack.migration_url, now, total, open_cases)
        seed_occurrences.load(stack.migration_url, now)
        reference = _whole_case(stack, now)
        detail = f"{total:,} cases, {open_cases:,} open"
        return [
            Figure(
                what=f"{who.role}: {what}",
                measured=_p95(taken),
                unit="ms",
                bar=BAR,
                detail=f"{detail}; {spread(taken)}",
            )
            for who in (DIRECTOR, SUPERVISOR)
            for what, taken in _loads(stack, who, _pages(reference), loads).items()
        ]


def _pages(reference: str) -> Mapping[str, str]:
    """What is loaded, by its address."""
    return {
        "home": "/ar",
        "inbox": "/ar/staff",
        "list of cases": "/ar/staff/cases?stage=queued",
        "board": "/ar/staff/board",
        "cases behind a figure": "/ar/staff/board/cases?figure=late",
        "a case": f"/ar/staff/case/{reference}",
    }


def _loads(stack: EmbeddedStack, who: Actor, pages: Mapping[str, str], loads: int) -> dict[str, list[float]]:
    """Milliseconds of each load of each page, the first ones left out: they fill memories."""
    with _at_desk(stack, who) as browser:
        return {what: [_load(browser, path) for _ in range(loads + 3)][3:] for what, path in pages.items()}


def _load(browser: httpx.Client, path: str) -> float:
    """Milliseconds of one load. Raises RuntimeError when it is not the page: nothing was measured then."""
    begun = time.perf_counter()
    answer = browser.get(path)
    taken = (time.perf_counter() - begun) * 1_000
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{path} was answered with {answer.status_code}")
    return taken


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


@contextmanager
def _at_desk(stack: EmbeddedStack, who: Actor) -> Iterator[httpx.Client]:
    """A browser with a session of a member of staff."""
    key, token, now = SigningKey.made(), new_token(), datetime.now(UTC)
    badge = issue(SigningKey.read(stack.signing_keys["issuer_key"]), who.id, key.kid, now, BADGE_LIFE)
    with connect(stack.admin_url) as administration:
        staff.add(administration, staff.Member(id=who.id, name=who.id, role=who.role, teams=who.teams))
    with connect(stack.desk_url) as records:
        begin_held(records, token, Session(who.id, key, badge))
    cookies = {cookie_name(secure=False, whose="staff"): token}
    with httpx.Client(base_url=str(stack.web_url), cookies=cookies, timeout=60) as browser:
        yield browser


def _whole_case(stack: EmbeddedStack, now: datetime) -> str:
    """A case that has everything, as a worker puts it on record; its reference."""
    since = now - timedelta(hours=5)
    request = read_request(cases.request_json("whole", cases.residence_number(7), since))
    pack = load_pack(load().policies / "passports")
    policy = case_policy(pack, SERVICE)
    assessment = assess(request, KnownFromRecords(), triage_policy(pack, SERVICE), policy.working_calendar, since)
    state, events = decide_opening(request, policy, assessment, since)
    opening = partial(RecordEvents, reference=request.reference, events=tuple(events), row=project(state))
    records = records_of(stack.config)
    records.append(opening(request=request, policy=policy, receipt=state.receipt(opening=True)))
    records.engine.dispose()
    return request.reference
