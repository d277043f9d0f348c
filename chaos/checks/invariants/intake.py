"""Invariants of intake: every acknowledged request has exactly one case, and always the same receipt."""

from collections import Counter
from collections.abc import Iterator

from chaos.history.evidence import Evidence, RecordedCase, Workflow
from chaos.history.log import OPEN, Op, Result
from models.case.events import Opened
from models.case.state import Receipt


def every_acknowledged_intake_has_one_case(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A receipt, or the answer «queued», promises a case: of this request, opened once, by one workflow."""
    for op in evidence.operations:
        if op.kind == OPEN and (op.result is Result.OK or op.queued):
            yield from _intake_problems(op, evidence.cases.get(op.reference))
    for case in evidence.readable_cases.values():
        openings = sum(isinstance(event.body, Opened) for event in case.events)
        if openings != 1:
            yield case.reference, f"was opened {openings} times"
    for workflow in evidence.workflows.values():
        if (started := _started(workflow)) > 1:
            yield workflow.reference, f"{started} workflows were started for it"
    yield from _filed_twice(evidence)


def every_intake_of_a_request_gets_the_same_receipt(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The receipt of an opening is the stored one, however often the request is sent."""
    for op in evidence.operations:
        case = evidence.cases.get(op.reference)
        stored = case.request["receipt"] if case and case.request else None
        if op.kind == OPEN and op.result is Result.OK and stored:
            if Receipt.model_validate(op.answer) != Receipt.model_validate(stored):
                yield op.reference, f"{op.client} got another receipt than the stored one"


def _intake_problems(op: Op, case: RecordedCase | None) -> Iterator[tuple[str, str]]:
    if case is None or case.row is None:
        yield op.reference, f"{op.client} had it acknowledged ({op.result}) and there is no case"
    elif op.result is Result.OK and op.command_id != f"open-{case.row['fingerprint']}":
        yield op.reference, f"{op.client} had it acknowledged and it is the case of another request"


def _started(workflow: Workflow) -> int:
    """How many chains of runs there were, without those that were terminated to be replaced or opened no case."""
    replaced = {run.first_run for run in workflow.runs if run.status in ("TERMINATED", "FAILED")}
    return len({run.first_run for run in workflow.runs} - replaced)


def _filed_twice(evidence: Evidence) -> Iterator[tuple[str, str]]:
    requests = [case.request for case in evidence.cases.values() if case.request]
    times = Counter((request["source"], request["source_id"]) for request in requests)
    for request in requests:
        if times[request["source"], request["source_id"]] > 1:
            yield request["reference"], "the same request has another case too"
