"""The local activities of a case: idempotent work in the records, by the names the workflow knows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.notices.deliver import call_attention, mark_failed
from activities.records import lookup as facts
from activities.records import merging
from activities.records.store import REFUSED, Records
from activities.staff import PRESENT, present
from models.calendar.change import CalendarChange
from models.calendar.working import WorkingCalendar
from models.case.commands import Actor
from models.case.events import Assessed, Escalated, Event, Merged, NoticeFailed, Refused
from models.case.row import project
from models.case.state import CaseState, Refusal
from models.codes import RefusalCode
from models.intake.request import InvalidRequest, Request, read_request
from models.packs.pack import Pack, UnknownChannel, pack_for
from models.policy import CasePolicy, Target, with_calendar
from models.triage.assessment import Assessment, Facts
from models.triage.rules import TriagePolicy
from workflows.ports import (
    CaseActivity,
    FindStaff,
    Preparation,
    PrepareCase,
    Recorded,
    RecordEvents,
    StaffFound,
)

KNOWN_FAULT = "known_fault"
"""On the attention list: the requests tied to the record of one fault."""

NOBODY_FOUND = "nobody_found"
"""On the attention list: neither the people of an escalation nor the pack's fall-back are there."""

FLOOD = "signals_refused"
"""On the attention list: so many signals to a case were refused that further ones are only counted."""

RECORDS_BEHIND = "records_behind"
"""On the attention list: the records lack events that the case no longer holds; only a newer copy of them helps."""

ASTRAY = "merged_astray"
"""On the attention list: joined to a case that is none, has ended, or is of other persons."""

FirstStage = Callable[[Request, Facts, TriagePolicy, WorkingCalendar, datetime], Assessment]
Opening = Callable[[Request, CasePolicy, Assessment, datetime], tuple[CaseState, tuple[Event, ...]]]
"""The automatic first stage and what it makes of a request: pure functions of the workflows' layer, handed in by who
hosts the activities."""

_OPENED = """
SELECT e.body, p.digest, p.slice
FROM case_event e JOIN case_row c USING (reference) JOIN policy p ON p.digest = c.policy
WHERE e.reference = %(reference)s AND e.seq = 2
"""


@dataclass(frozen=True)
class CaseWork:
    """Everything a case asks of the records. Plain functions, run in a pool of threads."""

    records: Records
    packs: dict[str, Pack]
    assess: FirstStage
    opening: Opening
    _cut: dict[tuple[str, ...], tuple[CasePolicy, TriagePolicy]] = field(default_factory=dict)
    """Slices already cut out of the packs: few, as they are named by what the catalogue lists."""

    @activity.defn(name=CaseActivity.OPEN, no_thread_cancel_exception=True)
    def open_case(self, order: PrepareCase) -> Preparation:
        """Conclude the first stage and put the opening on record, so that the next request finds the case.

        It may be repeated: the run that wrote an opening gets it again as it was, whatever has changed since.
        """
        with self._seen_by_staff(order.reference):
            return self._open_case(order)

    def _open_case(self, order: PrepareCase) -> Preparation:
        prepared = self.prepare(order)
        if prepared.request and prepared.policy and prepared.assessment and prepared.at:
            policy = prepared.policy.read()
            state, events = self.opening(prepared.request, policy, prepared.assessment, prepared.at)
            self._record(
                RecordEvents(
                    reference=order.reference,
                    events=events,
                    row=project(state),
                    receipt=state.opening,
                    request=prepared.request,
                    policy=policy,
                )
            )
        return prepared

    def prepare(self, order: PrepareCase) -> Preparation:
        """Read a request and conclude the first stage with what the records know; or say why it is no case."""
        try:
            request = read_request(order.request)
            pack = pack_for(self.packs, request.channel)
        except (InvalidRequest, UnknownChannel) as problem:
            return _malformed(str(problem))
        if request.reference != order.reference:
            return _malformed(f"the workflow id of this request must be {request.reference}")
        known = facts.look_up(self.records, request, pack.calendar.name, order.at)
        if receipt := known.receipt(_this_run()):
            return Preparation(known=receipt, known_fingerprint=known.fingerprint)
        if known.on_record and (before := self._opened_before(order.reference, request)):
            return before
        policy, triage = self._slices(pack, request, known.changes)
        as_of = policy.counts_from(request.submitted_at, order.at)
        assessment = self.assess(request, known.facts, triage, policy.working_calendar, as_of)
        return Preparation(request=request, policy=policy.packed, assessment=assessment, at=order.at)

    def _opened_before(self, reference: str, request: Request) -> Preparation | None:
        """The opening this run has written already."""
        for row in self.records.all(_OPENED, {"reference": reference}):
            event = Event.model_validate_json(bytes(row.body))
            if isinstance(event.body, Assessed):
                policy = CasePolicy.model_validate_json(row.slice).packed
                return Preparation(request=request, policy=policy, assessment=event.body.assessment, at=event.at)
        return None

    @activity.defn(name=CaseActivity.RECORD, no_thread_cancel_exception=True)
    def record(self, work: RecordEvents) -> Recorded:
        """Append events, and list what could not be delivered; writing them again changes nothing."""
        with self._seen_by_staff(work.reference):
            return self._record(work)

    def _record(self, work: RecordEvents) -> Recorded:
        recorded = self.records.append(work, run_id=_this_run())
        for event in work.events:
            self._call_attention(work.reference, event)
        if recorded.head + 1 < work.known_from:
            call_attention(self.records, RECORDS_BEHIND, work.reference, str(recorded.head), _now())
        return recorded

    @activity.defn(name=CaseActivity.FIND_STAFF, no_thread_cancel_exception=True)
    def find_staff(self, order: FindStaff) -> StaffFound:
        """Who can be reached for an escalation; with nobody there, the pack's fall-back."""
        with self._seen_by_staff(order.reference):
            if found := self._present(order, order.target):
                return StaffFound(people=found)
            return StaffFound(people=self._present(order, order.fallback), fallback=True)

    @contextmanager
    def _seen_by_staff(self, reference: str) -> Iterator[None]:
        """Work that the records refuse, or that meets what cannot be read in them, stands on the attention list: the
        case can only try again until somebody has mended it. An error repeats no value.
        """
        try:
            yield
        except ApplicationError as failure:
            if failure.type == REFUSED:
                self._tell(reference, failure.message)
            raise
        except (ValueError, LookupError, TypeError) as unreadable:
            what = unreadable.title if isinstance(unreadable, ValidationError) else type(unreadable).__name__
            self._tell(reference, f"cannot be read: {what}")
            raise ApplicationError(f"{what} cannot be read", type=REFUSED, non_retryable=True) from None

    def _tell(self, reference: str, about: str) -> None:
        with suppress(ApplicationError):  # the records are away: the next try tells it
            call_attention(self.records, REFUSED, reference, about, _now())

    def _call_attention(self, reference: str, event: Event) -> None:
        """What staff must see: an undelivered notice, a fault many met (R17), an escalation that reached nobody, a
        flood of refused signals."""
        body = event.body
        if isinstance(body, NoticeFailed):
            mark_failed(self.records, body.key, body.error, event.at)
        if isinstance(body, Assessed) and body.assessment.problem_record:
            call_attention(self.records, KNOWN_FAULT, reference, body.assessment.problem_record, event.at)
        if isinstance(body, Escalated) and body.fallback and not body.people:
            call_attention(self.records, NOBODY_FOUND, reference, body.rung or "by hand", event.at)
        if isinstance(body, Refused) and body.flood:
            call_attention(self.records, FLOOD, reference, body.code, event.at)
        if isinstance(body, Merged) and self._astray(reference, body.into):
            call_attention(self.records, ASTRAY, reference, body.into, event.at)

    def _astray(self, reference: str, into: str) -> bool:
        """Whether nobody will get the result of a case that was joined to another."""
        rows = self.records.all(merging.QUESTION, {"reference": reference, "into": into})
        return any(merging.objection(row._mapping, into) for row in rows)

    def _present(self, order: FindStaff, target: Target) -> tuple[Actor, ...]:
        team = target.team or order.team
        rows = self.records.all(PRESENT, {"role": target.role, "team": team, "at": order.at})
        return present(row._mapping for row in rows)

    def _slices(
        self, pack: Pack, request: Request, changes: tuple[CalendarChange, ...]
    ) -> tuple[CasePolicy, TriagePolicy]:
        """The pack's slices for a request, under the calendar as announced."""
        service, _ = pack.service(request.service)
        seed_kind = request.seed_kind if request.seed_kind in pack.seed_kinds else None
        name = (pack.name, service, seed_kind or "", *(change.version for change in changes))
        if name not in self._cut:
            calendar = reduce(lambda rules, change: change.apply(rules), changes, pack.calendar)
            policy = with_calendar(pack.case_policy(request.service, seed_kind), calendar)
            self._cut[name] = policy, pack.triage_policy(request.service)
        return self._cut[name]


def _malformed(detail: str) -> Preparation:
    return Preparation(refusal=Refusal(code=RefusalCode.MALFORMED, detail=detail[:500]))


def _now() -> datetime:
    return activity.info().current_attempt_scheduled_time


def _this_run() -> str:
    return activity.info().workflow_run_id or ""
