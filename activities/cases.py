"""Local activities of a case: open it, record its events, find staff. All are idempotent."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.advice.advisor import Advisor, Concluded
from activities.appeals import AppealCases
from activities.classification import Classification
from activities.files.wanting import WantedFiles
from activities.intake import Intake, Prepared
from activities.official_letters.work import LetterWork
from activities.records.attention import call_attention
from activities.records.lag import UNMEASURED, WriteLag
from activities.records.lists import put_on_lists
from activities.records.store import REFUSED, Records
from activities.sharing import share_out
from activities.splits import Splits
from activities.staff import PRESENT, present, present_parameters
from models.case.actor import Actor
from models.case.events import Appealed, Closed, Event, Reopened, ReplyFinal, Resolved
from models.case.projection import project
from models.codes import AttentionKind
from models.intake.request import Request
from models.policy import CasePolicy, Target
from workflows.case.running.generation import NEWEST
from workflows.ports import (
    AppealOnRecord,
    CaseActivity,
    FindStaff,
    FindTerms,
    OpenAppeal,
    OpenSecond,
    Preparation,
    PrepareCase,
    Recorded,
    RecordEvents,
    SecondOnRecord,
    ShareOut,
    Sharing,
    StaffFound,
    TermsFound,
)


@dataclass(frozen=True)
class CaseWork:
    """The activities by which a case uses the records. Plain functions, run in a pool of threads."""

    records: Records
    intake: Intake
    advisor: Advisor | None = None
    generation: int = NEWEST
    """Of the runs that begin here."""
    letters: LetterWork | None = None
    """Numbers the letters on decisions; without it there are none."""
    files: WantedFiles | None = None
    """Puts on record which files are to be fetched; without it none is."""
    lag: WriteLag = UNMEASURED

    @activity.defn(name=CaseActivity.OPEN, no_thread_cancel_exception=True)
    def open_case(self, order: PrepareCase) -> Preparation:
        """Run the first stage and put the opening on record, so that the next request finds the case.

        A retry by the run that wrote an opening returns it as it was written, whatever has changed since.
        """
        with self._reported_to_staff(order.reference):
            return self._as_of(order.at)._open_case(order).but(generation=self.generation)

    def _open_case(self, order: PrepareCase) -> Preparation:
        request = self.intake.read(order)
        if isinstance(request, Preparation):
            return request
        with self.records.in_turn(self.intake.matter(request)) as records:
            prepared = self._using(records)._open(request, order)
        self._advise(prepared)
        policy = prepared.opened.policy if prepared.opened else None
        return self._with_announcements(prepared.answer, policy)

    @activity.defn(name=CaseActivity.READ, no_thread_cancel_exception=True)
    def read_request(self, order: PrepareCase) -> Preparation:
        """The fingerprint of a request in its normal form, or why it has none. Nothing is opened."""
        request = self.intake.as_of(order.at).read(order)
        return request if isinstance(request, Preparation) else Preparation(known_fingerprint=request.fingerprint)

    @activity.defn(name=CaseActivity.RECORD, no_thread_cancel_exception=True)
    def record(self, work: RecordEvents) -> Recorded:
        """Append events, and put what a person must see on the attention list. A retry changes nothing."""
        with self._reported_to_staff(work.reference):
            recorded = self._compared(work, self._append(work))
            self.lag.measure(work)
            if recorded.head + 1 < work.known_from:
                about = str(recorded.head)
                call_attention(self.records, AttentionKind.RECORDS_BEHIND, work.reference, about, _now())
            return recorded

    @activity.defn(name=CaseActivity.FIND_STAFF, no_thread_cancel_exception=True)
    def find_staff(self, order: FindStaff) -> StaffFound:
        """Who can be reached for an escalation; with nobody there, the pack's fall-back."""
        with self._reported_to_staff(order.reference):
            if found := self._people_present(order, order.target):
                return StaffFound(people=found)
            return StaffFound(people=self._people_present(order, order.fallback), fallback=True)

    @activity.defn(name=CaseActivity.FIND_TERMS, no_thread_cancel_exception=True)
    def find_terms(self, order: FindTerms) -> TermsFound:
        """What the pack says of a corrected classification. Nothing is written."""
        with self._reported_to_staff(order.reference):
            using = self._as_of(order.at)
            using._check_usable(order.pack)
            return Classification(self.records, using.intake.packs, using.intake.announced_since).find_terms(order)

    @activity.defn(name=CaseActivity.SHARE_OUT, no_thread_cancel_exception=True)
    def share_out(self, order: ShareOut) -> Sharing:
        """To whom of its team a case is given: chosen and reserved in one transaction. A retry finds the same."""
        with self._reported_to_staff(order.reference):
            return share_out(self.records, order)

    @activity.defn(name=CaseActivity.OPEN_APPEAL, no_thread_cancel_exception=True)
    def open_appeal(self, order: OpenAppeal) -> AppealOnRecord:
        """Put the case of an appeal on record. A retry finds it there."""
        with self._reported_to_staff(order.reference), self.records.in_turn(order.appeal) as records:
            using = self._using(records)._as_of(order.at)
            opening = AppealCases(records, using.intake.packs, using.intake.announced_since).opening(order)
            if isinstance(opening, AppealOnRecord):
                return opening
            using._append(opening)
            return AppealOnRecord(team=opening.row.team)

    @activity.defn(name=CaseActivity.OPEN_SECOND, no_thread_cancel_exception=True)
    def open_second(self, order: OpenSecond) -> SecondOnRecord:
        """Put the case of a second matter on record. A retry finds it there."""
        with self._reported_to_staff(order.reference), self.records.in_turn(order.second.reference) as records:
            using = self._using(records)._as_of(order.at)
            using._check_usable(order.pack)
            opening = Splits(records, using.intake.packs, using.intake.announced_since).opening(order)
            if isinstance(opening, SecondOnRecord):
                return opening
            using._append(opening)
            return SecondOnRecord(team=opening.row.team or "")

    def _check_usable(self, pack: str) -> None:
        """Raise ApplicationError for a pack that may be one of those that cannot be used until they are mended.

        It is tried again until then: what the pack says of the case is asked of nothing else.
        """
        if pack not in self.intake.packs and self.intake.some_unusable:
            raise ApplicationError(f"the pack {pack} cannot be used", type=REFUSED, non_retryable=True)

    def _using(self, records: Records) -> "CaseWork":
        return replace(self, records=records, intake=replace(self.intake, records=records))

    def _as_of(self, instant: datetime) -> "CaseWork":
        """The same under the packs in force at an instant."""
        return replace(self, intake=self.intake.as_of(instant))

    def _open(self, request: Request, order: PrepareCase) -> Prepared:
        prepared = self.intake.prepare(request, order, _run_id())
        if opened := prepared.opened:
            self._append(
                RecordEvents(
                    reference=request.reference,
                    events=prepared.answer.events,
                    row=project(opened),
                    receipt=opened.opening,
                    request=prepared.answer.request,
                    policy=opened.policy,
                )
            )
        return prepared

    def _advise(self, prepared: Prepared) -> None:
        """Let the classifier say what a new request is about; its opening is on record, which this never hinders."""
        answer, opened = prepared.answer, prepared.opened
        if self.advisor and opened and answer.request and answer.assessment and answer.at:
            rules = opened.rules
            conclusion = Concluded(rules.pack, rules.service, answer.assessment.problem, prepared.confident)
            self.advisor.advise(self.records, answer.request, conclusion, answer.at)

    def _append(self, work: RecordEvents) -> Recorded:
        duplicate_key = self.intake.duplicate_key(work.request) if work.request else None
        recorded = self.records.append(work, run_id=_run_id(), duplicate_key=duplicate_key)
        for event in work.events if recorded.diverged_at is None else ():
            put_on_lists(self.records, work.reference, event)
        if self.letters and recorded.diverged_at is None and any(map(_may_settle_a_decision, work.events)):
            self.letters.number_decisions(work.reference, work.row.pack, work.row.service)
        if self.files and recorded.diverged_at is None:
            self.files.want(work)
        return recorded

    def _with_announcements(self, prepared: Preparation, policy: CasePolicy | None) -> Preparation:
        """The same with the changes of the calendar that were announced before the opening was on record.

        Whoever announces a change puts it on record and then signals the cases on record. So what is not found here,
        after the opening, will be signalled.
        """
        policy = policy or (prepared.policy.read() if prepared.policy else None)
        return prepared.but(announced=self.intake.announced_since(policy)) if policy else prepared

    def _compared(self, work: RecordEvents, recorded: Recorded) -> Recorded:
        """The same; a case whose records go on after its last event has diverged from them too."""
        if recorded.diverged_at or recorded.head <= work.row.seq:
            return recorded
        first = work.row.seq + 1
        call_attention(self.records, AttentionKind.RECORDS_DIVERGED, work.reference, str(first), _now())
        return recorded.but(diverged_at=first)

    @contextmanager
    def _reported_to_staff(self, reference: str) -> Iterator[None]:
        """Put work that the records refuse, or that finds unreadable rows, on the attention list, and raise its error.

        The case can only retry until somebody has repaired the records. An error repeats no value.
        """
        try:
            yield
        except ApplicationError as failure:
            if failure.type == REFUSED:
                self._report(reference, failure.message)
            raise
        except (ValueError, LookupError, TypeError) as unreadable:
            what = unreadable.title if isinstance(unreadable, ValidationError) else type(unreadable).__name__
            self._report(reference, f"cannot be read: {what}")
            raise ApplicationError(f"{what} cannot be read", type=REFUSED, non_retryable=True) from None

    def _report(self, reference: str, about: str) -> None:
        with suppress(ApplicationError):  # the records are unavailable: the next try reports it
            call_attention(self.records, AttentionKind.RECORDS_REFUSED, reference, about, _now())

    def _people_present(self, order: FindStaff, target: Target) -> tuple[Actor, ...]:
        team = target.team or order.team
        rows = self.records.all(PRESENT, present_parameters(target.role, team, order.at, order.pack))
        found = present(row._mapping for row in rows)
        return tuple(person for person in found if person.persons.isdisjoint(order.apart_from))


def _may_settle_a_decision(event: Event) -> bool:
    """Whether a decision may stand from an event on: it is one, or ends the wait of its official reply."""
    return isinstance(event.body, Resolved | ReplyFinal | Reopened | Closed | Appealed)


def _now() -> datetime:
    return activity.info().current_attempt_scheduled_time


def _run_id() -> str:
    return activity.info().workflow_run_id or ""
