"""A case of another system goes on here: whether it may, and what its first event says. Pure.

Nothing that lies before the import is told to anybody: what of its clocks had passed by then is in the event, and
brings no event of its own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from models.case import commands as c
from models.case.clock import Clock
from models.case.edition import NEWEST
from models.case.events import Closed, Event, Imported, WaitEnded
from models.case.standing import Passed, Standing
from models.case.state import CaseState, Refusal, refused
from models.codes import ClockKind, RefusalCode, Role, Stage
from models.intake.reference import json_fingerprint
from models.intake.request import Request
from models.policy import CasePolicy
from workflows.case.authority import may_import
from workflows.case.deadlines import settle
from workflows.case.evolve import evolve
from workflows.case.imported import paused_since
from workflows.case.opening import opening_fields

IMPORTABLE = frozenset(
    {Stage.QUEUED, Stage.IN_REVIEW, Stage.REPLIED, Stage.AWAITING_BENEFICIARY, Stage.AWAITING_THIRD_PARTY}
)
"""The stages in which a case goes on here. What was proposed is proposed again; what is decided stays where it was."""
_MAY_HOLD = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR})


def import_fingerprint(command: c.Import) -> str:
    """The hash by which the same import is known, whoever gives it: of the request and of where it stands."""
    to = command.to.id if command.to else None
    standing = command.standing.model_dump(mode="json")
    return json_fingerprint({"request": command.fingerprint, "standing": standing, "to": to})


def decide_import(
    request: Request, policy: CasePolicy, command: c.Import, now: datetime, *, edition: int = NEWEST
) -> Event | Refusal:
    """The first event of an imported case, or why it is none."""
    empty = CaseState(reference=request.reference, policy=policy)
    if refusal := may_import(empty, command) or _problem(request, policy, command, now):
        return refusal
    body = Imported(
        **opening_fields(request, policy, edition),
        sent_fingerprint=import_fingerprint(command),
        clock_from=command.standing.opened_at,
        standing=command.standing,
        to=command.to,
    )
    event = Event(seq=1, at=now, actor=command.actor, command_id=command.command_id, body=body)
    return _with_passed(empty, event, body)


def import_again(reference: str, policy: CasePolicy, event: Event) -> Event | Refusal:
    """The first event of an imported case as another policy would have it, or why it could not stand so there."""
    body = event.body
    if not isinstance(body, Imported):
        raise TypeError(f"{reference} was not imported")
    standing = body.standing
    problems = chain(_of_people(policy, standing, body.to), _of_stage(policy, standing), _of_ledger(policy, standing))
    if found := next(problems, None):
        return found if isinstance(found, Refusal) else _malformed(found)
    changed = body.but(policy=policy.digest, service=policy.service, passed=())
    return _with_passed(CaseState(reference=reference, policy=policy), event.but(body=changed), changed)


def _with_passed(empty: CaseState, event: Event, body: Imported) -> Event | Refusal:
    """The event with what of its clocks had passed by then."""
    settled, fallen_due = settle(evolve(empty, event), event.at)
    if any(isinstance(each.body, Closed | WaitEnded) for each in fallen_due):
        return _malformed("the time for the answer that it waits for has passed: import it as queued or in_review")
    return event.but(body=body.but(passed=tuple(_passed(settled))))


def _passed(settled: CaseState) -> Iterator[Passed]:
    for clock in settled.clocks.values():
        breached = clock.breached or _ended_late(settled, clock)
        if clock.fired or breached:
            yield Passed(clock=clock.kind, marks=clock.fired, breached=breached)


def _ended_late(state: CaseState, clock: Clock) -> bool:
    """Whether a clock that had ended before, as that of the first response, had used more than its promise."""
    return not clock.live and clock.consumed > clock.allotted(state.time_of(clock))


def _malformed(detail: str) -> Refusal:
    return refused(code=RefusalCode.MALFORMED, detail=detail)


def _problem(request: Request, policy: CasePolicy, command: c.Import, now: datetime) -> Refusal | None:
    """The first thing that makes it no case that could stand so."""
    if command.fingerprint != request.fingerprint:
        return refused(code=RefusalCode.WRONG_FINGERPRINT, detail="the fingerprint is not that of the request")
    standing = command.standing
    problems: Iterator[str | Refusal] = chain(
        _of_instants(request, standing, now),
        _of_people(policy, standing, command.to),
        _of_stage(policy, standing),
        _of_ledger(policy, standing),
    )
    found = next(problems, None)
    return found if isinstance(found, Refusal) or found is None else _malformed(found)


def _of_instants(request: Request, standing: Standing, now: datetime) -> Iterator[str]:
    if request.submitted_at > standing.opened_at:
        yield "opened_at: is before submitted_at"
    if not standing.opened_at <= standing.as_of <= now:
        yield "as_of: must lie between opened_at and now"
    begun = {
        "first_responded_at": standing.first_responded_at,
        "asked.since": standing.asked.since if standing.asked else None,
        "wait.since": standing.wait.since if standing.wait else None,
    }
    for name, at in begun.items():
        if at and not standing.opened_at <= at <= standing.as_of:
            yield f"{name}: must lie between opened_at and as_of"


def _of_people(policy: CasePolicy, standing: Standing, holder: c.Actor | None) -> Iterator[str | Refusal]:
    if standing.team not in policy.teams:
        yield refused(code=RefusalCode.UNKNOWN_TEAM, detail=f"team: one of {', '.join(policy.teams)}")
    if standing.stage is Stage.IN_REVIEW and holder is None:
        yield "holder: a case in review has one; import it as queued where it has none"
    if standing.stage is Stage.QUEUED and holder is not None:
        yield "holder: a queued case has none; import it as in_review"
    if holder and (holder.role not in _MAY_HOLD or not holder.in_team(standing.team, policy.pack)):
        detail = f"holder: {holder.id} does not work for {standing.team}"
        yield refused(code=RefusalCode.NOT_AUTHORISED, detail=detail, person=holder.id, team=standing.team)


def _of_stage(policy: CasePolicy, standing: Standing) -> Iterator[str | Refusal]:
    if standing.stage not in IMPORTABLE:
        yield f"stage: one of {', '.join(stage for stage in Stage if stage in IMPORTABLE)}; what is decided stays"
    if (standing.asked is not None) != (standing.stage is Stage.AWAITING_BENEFICIARY):
        yield f"asked: belongs to {Stage.AWAITING_BENEFICIARY}, and says since when"
    if (standing.wait is not None) != (standing.stage is Stage.AWAITING_THIRD_PARTY):
        yield f"wait: belongs to {Stage.AWAITING_THIRD_PARTY}, and says for whom and since when"
    unknown = [kind for kind in (standing.asked.documents if standing.asked else ()) if kind not in policy.documents]
    if unknown:
        yield f"asked.documents: no such document in the pack: {', '.join(unknown)}"
    if standing.wait:
        yield from _of_wait(policy, standing.wait.party, standing.wait.reason)


def _of_wait(policy: CasePolicy, party: str, reason: str) -> Iterator[str | Refusal]:
    known = policy.waiting.reasons if policy.waiting else {}
    if reason not in known:
        yield refused(code=RefusalCode.UNKNOWN_REASON, detail=f"wait.reason: one of {', '.join(known) or 'none'}")
    elif policy.party_kind(party) not in known[reason].parties:
        yield refused(code=RefusalCode.UNKNOWN_TEAM, detail=f"wait.party: {reason} is not to wait for {party}")


def _of_ledger(policy: CasePolicy, standing: Standing) -> Iterator[str]:
    if bool(standing.extensions) != bool(standing.extended):
        yield "extensions, extended: say how often and how much in all, both or neither"
    if standing.asked and not standing.rounds:
        yield "rounds: counts the return that lasts"
    if standing.wait and not standing.waits:
        yield "waits: counts the wait that lasts"
    calendar = policy.time_of(policy.promise(ClockKind.RESOLUTION, standing.priority))
    until = paused_since(policy, standing) or standing.as_of
    if standing.used > (most := calendar.between(standing.opened_at, until)):
        yield f"used: {_hours(standing.used)}, and only {_hours(most)} of working time had passed"


def _hours(amount: timedelta) -> str:
    return f"{amount.total_seconds() / 3600:g} h"
