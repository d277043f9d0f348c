"""Invariants of intake: every acknowledged request has exactly one case, its own reference, and always one receipt."""

from collections import Counter
from collections.abc import Iterator

from chaos.checks.cases import OPENINGS, FoldedCase, FoldedEvidence
from chaos.checks.references import fingerprint_of, reference_of
from chaos.checks.rows import gave_receipt, read_receipt, receipt_of
from chaos.history.evidence import Evidence, RecordedCase, Workflow
from chaos.history.log import OPEN, Op, Result


def every_acknowledged_intake_has_one_case(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A receipt, or the answer «queued», promises a case: of this request, opened once, by one workflow."""
    evidence = run.evidence
    for op in evidence.operations:
        if op.kind == OPEN and (op.result is Result.OK or op.queued):
            yield from _intake_problems(op, evidence.cases.get(op.reference))
    for case in run.cases.values():
        openings = sum(event.type in OPENINGS for event in case.events)
        if openings != 1:
            yield case.reference, f"was opened {openings} times"
    for workflow in evidence.workflows.values():
        appeals = run.cases[workflow.reference].last.appeals if workflow.reference in run.cases else ()
        if (started := _started(workflow, evidence)) > 1 + len(appeals):  # an appeal starts a case again that has ended
            yield workflow.reference, f"{started} workflows were started for it"
    yield from _filed_twice(evidence)


def every_reference_is_that_of_its_request(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Reference and fingerprint follow from what the source sent, and from what is on record as received."""
    for op in run.evidence.operations:
        if op.kind == OPEN and (sent := op.value.get("request")):
            if op.reference != reference_of(sent["channel"], sent["id"]):
                yield op.reference, f"{op.client} has this reference for a request of another one"
            if op.command_id != f"open-{fingerprint_of(sent)}":
                yield op.reference, f"{op.client} sent another fingerprint than that of its request"
    for case in run.cases.values():
        if case.record.request:
            yield from ((case.reference, what) for what in _identity_problems(case))


def every_intake_of_a_request_gets_the_same_receipt(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """The receipt of an opening is the stored one, however often the request is sent, and follows from the events."""
    for op in run.evidence.operations:
        record = run.evidence.cases.get(op.reference)
        stored = record.request["receipt"] if record and record.request else None
        opened = op.kind == OPEN and op.result is Result.OK
        if opened and stored and read_receipt(op.answer) != read_receipt(stored):
            yield op.reference, f"{op.client} got another receipt than the stored one"
    for case in run.cases.values():
        stored = case.record.request["receipt"] if case.record.request else None
        if stored and not _is_receipt_of_opening(case, read_receipt(stored)):
            yield case.reference, "has another receipt stored than its opening leads to"


def _intake_problems(op: Op, case: RecordedCase | None) -> Iterator[tuple[str, str]]:
    if case is None or case.row is None:
        yield op.reference, f"{op.client} had it acknowledged ({op.result}) and there is no case"
    elif op.result is Result.OK and op.command_id != f"open-{case.row['fingerprint']}":
        yield op.reference, f"{op.client} had it acknowledged and it is the case of another request"


def _identity_problems(case: FoldedCase) -> Iterator[str]:
    request, row = case.record.request or {}, case.record.row or {}
    received = request["received"]
    if reference_of(request["source"], request["source_id"]) != case.reference:
        yield "has another reference than its source and number lead to"
    if (received["channel"], received["id"]) != (request["source"], request["source_id"]):
        yield "was received under another number than it is listed under"
    claimed = {request["fingerprint"], row.get("fingerprint"), case.events[0].body["fingerprint"]}
    if claimed != {fingerprint_of(received)}:
        yield "has another fingerprint than what was received"


def _is_receipt_of_opening(case: FoldedCase, stored: dict[str, object]) -> bool:
    seq = stored["seq"]
    inside = isinstance(seq, int) and 0 < seq < len(case.standings)
    return inside and stored == receipt_of(case.standings[int(str(seq))], opening=True)


def _started(workflow: Workflow, evidence: Evidence) -> int:
    """How many chains of runs there were, without those terminated by hand to be replaced, or that opened no case."""
    ignored = ("TERMINATED", "FAILED") if workflow.reference in evidence.replaced else ("FAILED",)
    replaced = {run.first_run for run in workflow.runs if run.status in ignored}
    case = evidence.cases.get(workflow.reference)
    begun = [run for run in workflow.runs if run.run_id == run.first_run]
    answered = {run.first_run for run in begun if case and gave_receipt(case, run)}
    return len({run.first_run for run in workflow.runs} - replaced - answered)


def _filed_twice(evidence: Evidence) -> Iterator[tuple[str, str]]:
    requests = [case.request for case in evidence.cases.values() if case.request]
    times = Counter((request["source"], request["source_id"]) for request in requests)
    for request in requests:
        if times[request["source"], request["source_id"]] > 1:
            yield request["reference"], "the same request has another case too"
