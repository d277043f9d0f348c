"""Invariants of the records: whole, equal to what the workflows decided, and with a live workflow for open cases."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from chaos.checks import chain
from chaos.checks.cases import FoldedCase, FoldedEvidence, is_open
from chaos.checks.events import Event
from chaos.checks.lost import reconciliations
from chaos.checks.packs import policy_problems
from chaos.checks.repeats import is_answer_to
from chaos.checks.rows import differences, gave_receipt, read_receipt, receipt_of
from chaos.history.evidence import Json, RecordedCase, Replayed, Run, Workflow

_ENDED_WELL = frozenset({"RUNNING", "COMPLETED", "CONTINUED_AS_NEW", "TERMINATED"})
"""A terminated run was replaced after a disaster: its chain must have a successor that runs."""
_WITHOUT_EVENTS = frozenset({"calendar_changed", "migrate"})
"""Commands that may be acknowledged and change nothing."""
_WRITTEN_LATER = "notice_sent"
"""The event that may be missing on record: it is written with what comes next."""


def every_case_can_be_read(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """The events of a case can be read and folded: no other check says anything about a case of which they cannot."""
    for reference, why in run.unreadable.items():
        yield reference, f"its events cannot be folded: {why}"


def the_records_are_what_the_workflow_decided(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """The timeline of a case, its answers to updates, the commands in its histories and its last receipt agree with the
    events on record, whether it lives or has ended."""
    for case in run.cases.values():
        if workflow := run.workflow(case.reference):
            answering = workflow.runs[-1:] if case.reference in run.evidence.stale else workflow.runs
            yield from ((case.reference, what) for what in _disagreements(case, workflow, answering))
            if workflow.runs[0].inputs == 1 and case.reference not in run.evidence.replaced:
                yield from ((case.reference, what) for what in _not_in_history(case, workflow))


def a_replay_says_what_is_on_record(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A worker without memory replays a case to the events on record, byte for byte, and to the row."""
    replayed = run.evidence.replayed
    if replayed is None:
        return
    for case in run.cases.values():
        workflow = run.workflow(case.reference)
        if workflow and not (_refused_its_request(workflow.runs[-1]) or gave_receipt(case.record, workflow.runs[-1])):
            answer = replayed.get(case.reference, Replayed(None, None))
            yield from ((case.reference, what) for what in _differences_after_a_replay(case, answer))


def the_audit_is_whole(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """No event is missing or changed, the chain is right, and the row is what the events lead to."""
    for record in run.evidence.cases.values():
        for seq, what in chain.problems(record.reference, record.event_rows, record.row):
            yield record.reference, f"event {seq}: {what}"
    for case in run.cases.values():
        if case.record.row and (columns := differences(case.record.row, case.last)):
            yield case.reference, f"the row differs in {', '.join(columns)}"
        if any(later.at < earlier.at for earlier, later in pairwise(case.events)):
            yield case.reference, "an event is dated before the one that it follows"


def every_case_has_its_rows(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A case has its request with the receipt, and no event of it was written again with another content, unless its
    timeline says afterwards which one counts."""
    for case in run.evidence.cases.values():
        if case.request is None or not case.request["receipt"]:
            yield case.reference, "has no request with its receipt on record"
    for listed in run.evidence.attention:
        case_events = run.cases[listed["reference"]].events if listed["reference"] in run.cases else ()
        over = listed.get("handled_at")  # `reconcile` found that the case agrees with the records, by their hashes
        if listed["kind"] == "records_diverged" and not over and not _went_on_after(int(listed["about"]), case_events):
            yield listed["reference"], f"event {listed['about']} was written again with another content"


def every_policy_is_that_of_its_pack(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A case was opened under the policy that the files of its pack give for its service."""
    evidence, found = run.evidence, dict[tuple[str, ...], list[str]]()
    for case in run.cases.values():
        pack, request = evidence.packs.get(case.policy.pack), (case.record.request or {}).get("received")
        if evidence.packs and pack is None:
            yield case.reference, f"its pack {case.policy.pack} is none of those there are"
        if pack and request:
            appeal, opened = case.last.appeal_of is not None, case.events[0].at
            name = (case.policy.digest, request["service"], str(request.get("seed_kind")), str(appeal))
            if name not in found:
                problems = policy_problems(
                    case.policy, pack, request, evidence.announced, opened.date(), of_appeal=appeal
                )
                found[name] = list(problems)
            yield from ((case.reference, what) for what in found[name])


def what_is_open_is_alive_and_the_reverse(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A case that is open, or has notices to send, has a live workflow that answers; any other workflow has ended."""
    for reference in run.evidence.cases.keys() | run.evidence.workflows.keys():
        yield from ((reference, what) for what in _life_problems(run.evidence.cases.get(reference), run, reference))


def _disagreements(case: FoldedCase, workflow: Workflow, answering: Iterable[Run]) -> Iterator[str]:
    yield from _timeline_disagreements(case.events, workflow.timeline or ())
    row = (workflow.view or {}).get("row")
    if row and row["seq"] == len(case.events) and differences(row, case.last):
        yield f"the query `view` differs from what the events lead to in {', '.join(differences(row, case.last))}"
    for one in answering:
        for update_id, receipt in one.answers.items():
            yield from _answer_problems(case, update_id, receipt, one.commands.get(update_id, {}))
        if one.receipt and not gave_receipt(case.record, one) and read_receipt(one.receipt) != receipt_of(case.last):
            yield "the workflow ended with another receipt than is on record"


def _answer_problems(case: FoldedCase, update_id: str, answer: Json, command: Json) -> Iterator[str]:
    """How an update was answered otherwise than is on record."""
    command_id = str(command.get("command_id"))
    receipt, events = read_receipt(answer), case.caused_by.get(command_id)
    if update_id.startswith("open-"):
        if receipt != read_receipt((case.record.request or {}).get("receipt")):
            yield "the opening was answered otherwise than is on record"
    elif events and not is_answer_to(case, events, receipt):
        yield f"the update at event {receipt['seq']} was answered otherwise than is on record"
    elif not events and command.get("kind") not in _WITHOUT_EVENTS and command_id not in case.lost:
        yield f"the command {command_id} was accepted and is not on record"


def _not_in_history(case: FoldedCase, workflow: Workflow) -> Iterator[str]:
    """The commands on record that no history has, as an update or a signal, by the same person."""
    sent = {str(command.get("command_id")): command for one in workflow.runs for command in one.commands.values()}
    sent |= {
        str(each.command_id): each.value for one in workflow.runs for each in one.signals if each.command_id is not None
    }
    sent |= {str(one.imported["command_id"]): one.imported for one in workflow.runs if one.imported}
    for command_id, events in case.caused_by.items():
        if command_id not in sent:
            yield f"event {events[0].seq} is of a command that no history has"
        elif sent[command_id]["actor"]["id"] != events[0].actor and not _found_on_record(events[0]):
            yield f"event {events[0].seq} is of another person than its command in the history"


def _found_on_record(event: Event) -> bool:
    """Whether it is a closure that the opening of the case found on record, before its announcer reached the case."""
    return event.type == "calendar_changed" and event.actor == "system"


def _timeline_disagreements(recorded: Sequence[Event], timeline: Sequence[Json]) -> Iterator[str]:
    head = len(recorded)
    if timeline and timeline[-1]["seq"] < head:
        yield f"event {timeline[-1]['seq'] + 1} is on record and the workflow does not know it"
    for event in timeline:
        if event["seq"] > head and event["body"]["type"] != _WRITTEN_LATER:
            yield f"event {event['seq']} of the workflow is not on record: {json.dumps(event, ensure_ascii=False)}"
        elif event["seq"] <= head and event != json.loads(kept := recorded[event["seq"] - 1].raw):
            yield f"event {event['seq']} is {json.dumps(event, ensure_ascii=False)}, on record {kept.decode()}"


def _differences_after_a_replay(case: FoldedCase, answer: Replayed) -> Iterator[str]:
    if answer.timeline is None or answer.view is None:
        yield "gave no answer after a replay"
        return
    events = json.loads(answer.timeline)
    recorded = case.events[events[0]["seq"] - 1 :] if events else case.events
    yield from _timeline_disagreements(case.events, events)
    expected = b"[" + b",".join(event.raw for event in recorded)
    if not events or not answer.timeline.startswith((expected + b"]", expected + b",")):
        yield "its events after a replay are not the bytes on record"
    row = answer.view["row"]
    if row["seq"] == len(case.events) and (columns := differences(row, case.last)):
        yield f"the query `view` after a replay differs from what is on record in {', '.join(columns)}"


def _went_on_after(seq: int, case_events: Sequence[Event]) -> bool:
    """Whether the timeline says that the case went on after another event was to be written under a number."""
    return any(each.body["first"] <= seq <= each.seq for each in reconciliations(case_events))


def _life_problems(record: RecordedCase | None, run: FoldedEvidence, reference: str) -> Iterator[str]:
    workflow, waits = run.workflow(reference), is_open(record.row if record else None)
    live = bool(workflow and workflow.live)
    if waits and not live:
        yield "is open on record and no workflow runs for it"
    if live and not waits:
        yield "has a running workflow and is not open on record"
    if live and workflow and workflow.timeline is None:
        yield "has a running workflow that gives no answer"
    for one in workflow.runs if workflow else ():
        last = workflow is not None and one.first_run == workflow.runs[-1].first_run
        if one.status not in _ENDED_WELL and not (_refused_its_request(one) and not (waits and last)):
            yield f"has a run that {one.status.lower()}"


def _refused_its_request(one: Run) -> bool:
    """Whether a run failed because its request was refused: it answered nothing, and opened no case."""
    return one.status == "FAILED" and one.inputs == 1 and not one.answers and not one.commands
