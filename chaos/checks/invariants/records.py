"""Invariants of the records: whole, equal to what the workflows decided, and with a live workflow for open cases."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from activities.records.audit import Row, first_flaw
from chaos.history.evidence import Evidence, RecordedCase, Workflow
from models.case.events import Event, NoticeSent
from models.case.row import CaseRow
from models.case.state import Receipt
from models.codes import AttentionKind, Stage

_ENDED_WELL = frozenset({"RUNNING", "COMPLETED", "CONTINUED_AS_NEW", "TERMINATED"})
"""A terminated run was replaced after a disaster: its chain must have a successor that runs."""


def the_records_are_what_the_workflow_decided(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The timeline of a case, its answers to updates and its last receipt agree with the events on record."""
    for case in evidence.readable_cases.values():
        if workflow := evidence.workflows.get(case.reference):
            yield from ((case.reference, what) for what in _disagreements(case, workflow))


def the_audit_is_whole(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """No event is missing or changed, the chain is right, and the projection is what the events lead to."""
    for case in evidence.cases.values():
        if flaw := first_flaw(case.reference, case.event_rows, case.row, case.policy_by):
            yield case.reference, f"event {flaw.seq}: {flaw.what}"
        if any(later.at < earlier.at for earlier, later in pairwise(case.events if case.readable else ())):
            yield case.reference, "an event is dated before the one that it follows"


def every_case_has_its_rows(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A case has its request with the receipt, and no event of it was written again with another content."""
    for case in evidence.cases.values():
        if case.request is None or not case.request["receipt"]:
            yield case.reference, "has no request with its receipt on record"
    for listed in evidence.attention:
        if listed["kind"] == AttentionKind.RECORDS_DIVERGED:
            yield listed["reference"], f"event {listed['about']} was written again with another content"


def what_is_open_is_alive_and_the_reverse(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A case that is open, or has notices to send, has a live workflow that answers; any other workflow has ended."""
    for reference in evidence.cases.keys() | evidence.workflows.keys():
        case, workflow = evidence.cases.get(reference), evidence.workflows.get(reference)
        yield from ((reference, what) for what in _life_problems(case, workflow))


def _disagreements(case: RecordedCase, workflow: Workflow) -> Iterator[str]:
    yield from _timeline_disagreements(case.events, workflow.timeline or ())
    view = workflow.view
    if case.row and view and view.row.seq == len(case.events) and view.row != _row(case.row):
        yield "the query `view` of the workflow differs from the row on record"
    for run in workflow.runs:
        for update_id, receipt in run.answers.items():
            if receipt != _recorded_answer(case, update_id, receipt):
                yield f"the update at event {receipt.seq} was answered otherwise than is on record"
        if run.receipt and run.receipt != case.state.receipt():
            yield "the workflow ended with another receipt than is on record"


def _timeline_disagreements(recorded: Sequence[Event], timeline: Sequence[Event]) -> Iterator[str]:
    head = len(recorded)
    if timeline and timeline[-1].seq < head:
        yield f"event {timeline[-1].seq + 1} is on record and the workflow does not know it"
    for event in timeline:
        if event.seq > head and not _may_wait(event):
            yield f"event {event.seq} of the workflow is not on record: {_json(event)}"
        elif event.seq <= head and event != (kept := recorded[event.seq - 1]):
            yield f"event {event.seq} is {_json(event)} by the workflow, {_json(kept)} on record"


def _may_wait(event: Event) -> bool:
    """Whether an event may be missing on record: that a notice was sent is written with what comes next."""
    return isinstance(event.body, NoticeSent)


def _recorded_answer(case: RecordedCase, update_id: str, receipt: Receipt) -> Receipt | None:
    """The answer to an update by the records; an update that caused no event is believed."""
    if update_id.startswith("open-"):
        stored = case.request["receipt"] if case.request else None
        return Receipt.model_validate(stored) if stored else None
    events = case.caused_by.get(update_id)
    return case.states[events[-1].seq].receipt() if events else receipt


def _life_problems(case: RecordedCase | None, workflow: Workflow | None) -> Iterator[str]:
    row, live = case.row if case else None, bool(workflow and workflow.live)
    waits = bool(row and (row["stage"] != Stage.CLOSED or row["notices_waiting"]))
    if waits and not live:
        yield "is open on record and no workflow runs for it"
    if live and not waits:
        yield "has a running workflow and is not open on record"
    if live and workflow and workflow.timeline is None:
        yield "has a running workflow that gives no answer"
    for run in workflow.runs if workflow else ():
        if run.status not in _ENDED_WELL:
            yield f"has a run that {run.status.lower()}"


def _row(row: Row) -> CaseRow:
    return CaseRow.model_validate({name: row[name] for name in CaseRow.model_fields})


def _json(event: Event) -> str:
    return event.model_dump_json(exclude_none=True)
