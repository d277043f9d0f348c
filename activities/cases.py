"""Local activities of a case: open it, record its events, find staff. All are idempotent."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.intake import Intake
from activities.records import merging
from activities.records.attention import call_attention, mark_failed
from activities.records.store import REFUSED, Records
from activities.staff import PRESENT, present, present_parameters
from models.case.commands import Actor
from models.case.events import Event, NoticeFailed
from models.case.row import project
from models.codes import AttentionKind
from models.policy import Target
from workflows.case.attention import attention_for
from workflows.ports import (
    CaseActivity,
    FindStaff,
    Preparation,
    PrepareCase,
    Recorded,
    RecordEvents,
    StaffFound,
)


@dataclass(frozen=True)
class CaseWork:
    """The activities by which a case uses the records. Plain functions, run in a pool of threads."""

    records: Records
    intake: Intake

    @activity.defn(name=CaseActivity.OPEN, no_thread_cancel_exception=True)
    def open_case(self, order: PrepareCase) -> Preparation:
        """Run the first stage and put the opening on record, so that the next request finds the case.

        A retry by the run that wrote an opening returns it as it was written, whatever has changed since.
        """
        with self._reported_to_staff(order.reference):
            prepared, opened = self.intake.prepare(order, _run_id())
            if opened:
                self._append(
                    RecordEvents(
                        reference=order.reference,
                        events=prepared.events,
                        row=project(opened),
                        receipt=opened.opening,
                        request=prepared.request,
                        policy=opened.policy,
                    )
                )
            return prepared

    @activity.defn(name=CaseActivity.RECORD, no_thread_cancel_exception=True)
    def record(self, work: RecordEvents) -> Recorded:
        """Append events, and put what a person must see on the attention list. A retry changes nothing."""
        with self._reported_to_staff(work.reference):
            recorded = self._append(work)
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

    def _append(self, work: RecordEvents) -> Recorded:
        recorded = self.records.append(work, run_id=_run_id())
        for event in work.events:
            self._list_for_attention(work.reference, event)
        return recorded

    def _list_for_attention(self, reference: str, event: Event) -> None:
        """Put an event on the attention list, if a person must see it."""
        if isinstance(event.body, NoticeFailed):
            mark_failed(self.records, event.body.key, event.body.error, event.at)
        elif (entry := attention_for(event.body)) and self._is_needed(reference, entry.kind, entry.about):
            call_attention(self.records, entry.kind, reference, entry.about, event.at)

    def _is_needed(self, reference: str, kind: AttentionKind, about: str) -> bool:
        """False for a merge into a valid target; True otherwise."""
        if kind is not AttentionKind.MERGED_ASTRAY:
            return True
        rows = self.records.all(merging.QUESTION, {"reference": reference, "into": about})
        return any(merging.objection(row._mapping, about) for row in rows)

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
        rows = self.records.all(PRESENT, present_parameters(target.role, team, order.at))
        return present(row._mapping for row in rows)


def _now() -> datetime:
    return activity.info().current_attempt_scheduled_time


def _run_id() -> str:
    return activity.info().workflow_run_id or ""
