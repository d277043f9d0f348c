"""Whole lives of cases on the real servers: Temporal, PostgreSQL, a worker, virtual time."""

import asyncio
import gc
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

import worker
from client import timeline, view
from errors import NoSuchCase, Queued, Refused
from models.case.commands import BENEFICIARY
from models.case.events import Escalated, RungReached
from models.case.state import Receipt
from models.codes import Effect, Outcome, RefusalCode, Stage, Status
from tests.support.requests import sample
from tests.support.simulation import LAYLA, OMAR, SALMA
from tests.support.system import APPROVAL, System, an_iqama, command, eventually
from workflows import options

ASK: dict[str, Any] = {
    "reason": "documents_missing",
    "reply": {"text": "نأمل إرفاق صورة الجواز"},
    "documents": ("passport_copy",),
}
REJECTION: dict[str, Any] = {"reason": "window_passed", "reply": {"text": "تعذر الإلغاء لتجاوز المدة"}}


async def claimed(system: System, **changes: object) -> str:
    receipt = await system.submit(**changes)
    await system.do(receipt.reference, "claim")
    return receipt.reference


async def test_a_request_is_opened_assessed_claimed_approved_and_closed(system: System) -> None:
    receipt = await system.submit()
    assert (receipt.stage, receipt.status, receipt.effect) == (Stage.QUEUED, Status.UNDER_PROCESSING, Effect.ROUTE)
    assert receipt.due is not None
    await system.do(receipt.reference, "claim")
    resolved = await system.approve(receipt.reference)
    assert (resolved.stage, resolved.outcome) == (Stage.RESOLVED, Outcome.OBSTACLE_REMOVED)
    end = await system.end(receipt.reference)
    assert end["receipt"]["stage"] == "closed"
    assert await system.types(receipt.reference) == ["opened", "assessed", "claimed", "resolved", "closed"]


async def test_the_same_submission_gets_the_same_receipt_in_any_stage(system: System) -> None:
    request = system.request()
    first = await system.open(request)
    await system.do(request.reference, "claim")
    assert await system.open(request) == first
    await system.approve(request.reference)
    await system.pass_time(request.reference, days=40)
    assert await system.open(request) == first


async def test_the_same_submission_in_parallel_opens_one_case(system: System) -> None:
    request = system.request()
    receipts = await asyncio.gather(*(system.open(request) for _ in range(8)))
    assert len({receipt.model_dump_json() for receipt in receipts if isinstance(receipt, Receipt)}) == 1


@pytest.mark.parametrize("closed", [False, True])
async def test_a_changed_payload_under_the_same_id_is_a_conflict(system: System, closed: bool) -> None:
    same = {"id": f"changed-{closed}", "applicant__id_number": an_iqama()}
    receipt = await system.submit(**same)
    if closed:
        await system.do(receipt.reference, "withdraw", BENEFICIARY)
        await system.end(receipt.reference)
    with pytest.raises(Refused) as refused:
        await system.submit(**same, text_ar="نص آخر")
    assert refused.value.code == RefusalCode.CONFLICT


async def test_two_officers_at_once_make_one_decision(system: System) -> None:
    reference = await claimed(system)
    answers = await asyncio.gather(
        system.approve(reference, OMAR),
        system.do(reference, "reject", LAYLA, **REJECTION),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1 and refused[0].code == RefusalCode.ALREADY_DECIDED
    assert (await system.types(reference)).count("resolved") == 1


async def test_a_refused_command_leaves_no_event_in_the_history(system: System) -> None:
    reference = await claimed(system)
    before = await settled_history_length(system, reference)
    assert await system.refusal(reference, "confirm", SALMA) is RefusalCode.WRONG_STAGE
    assert await settled_history_length(system, reference) == before


async def test_what_a_task_decides_is_written_in_a_later_one(system: System) -> None:
    """A worker may die before the server knows what a task decided: then the records must not know it either."""
    reference = (await system.submit()).reference
    for kind in ("claim", "release", "claim"):
        await system.settled(await system.do(reference, kind))
    tasks: list[list[EventType.ValueType]] = []
    async for event in system.handle(reference).fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            tasks.append([])
        elif tasks:
            tasks[-1].append(event.event_type)
    deciding = [task for task in tasks[1:] if EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED in task]
    assert len(deciding) == 3
    assert not any(EventType.EVENT_TYPE_MARKER_RECORDED in task for task in deciding)


async def settled_history_length(system: System, reference: str) -> int:
    """The number of events in the history, once it has not changed for longer than events wait to be written."""
    seen = 0
    while seen != (seen := len((await system.handle(reference).fetch_history()).events)):  # noqa: ASYNC110
        await asyncio.sleep(2 * options.RECORDS_PAUSE.total_seconds())
    return seen


async def test_a_second_person_confirms_what_needs_two(system: System) -> None:
    receipt = await system.submit(**sample("SR-13"))
    officer = OMAR.model_copy(update={"teams": (receipt.team,)})
    supervisor = SALMA.model_copy(update={"teams": (receipt.team,)})
    await system.do(receipt.reference, "claim", officer)
    proposed = await system.approve(receipt.reference, officer)
    assert proposed.stage is Stage.AWAITING_APPROVAL
    assert await system.refusal(receipt.reference, "confirm", officer) is RefusalCode.SAME_PERSON
    confirmed = await system.do(receipt.reference, "confirm", supervisor)
    assert confirmed.stage is Stage.RESOLVED


async def test_a_returned_case_reminds_and_closes_in_silence(system: System) -> None:
    reference = await claimed(system)
    asked = await system.do(reference, "ask", **ASK)
    assert (asked.stage, asked.status) == (Stage.AWAITING_BENEFICIARY, Status.RETURNED_TO_APPLICANT)
    end = await system.end(reference)
    assert end["receipt"]["outcome"] == "no_reply"
    assert (await system.types(reference))[-2:] == ["reminded", "closed"]


async def test_an_answer_gives_the_case_back_to_the_same_officer(system: System) -> None:
    reference = await claimed(system)
    await system.do(reference, "ask", **ASK)
    await system.pass_time(reference, days=1)
    replied = await system.do(reference, "reply", BENEFICIARY, text="مرفق")
    assert (replied.stage, replied.status) == (Stage.REPLIED, Status.RETURNED_FROM_APPLICANT)
    seen = await system.view(reference)
    assert seen.assignee and seen.assignee.id == "omar"
    assert not seen.row.paused


async def test_every_rung_of_the_ladder_is_reached_once_and_reaches_people(system: System) -> None:
    receipt = await system.submit()
    await system.pass_time(receipt.reference, days=30)
    bodies = [event.body for event in await timeline(system.client, receipt.reference)]
    reached = [body.rung for body in bodies if isinstance(body, RungReached)]
    ladder = [rung.name for clock in await system.clocks(receipt.reference) for rung in clock.rungs]
    assert sorted(reached) == sorted(ladder) and len(reached) == len(set(reached)) > 2
    escalated = [body for body in bodies if isinstance(body, Escalated)]
    assert all(body.people or body.fallback or body.priority or body.team for body in escalated)


async def test_a_beneficiary_reopens_and_rates(system: System) -> None:
    reference = await claimed(system)
    await system.approve(reference)
    reopened = await system.do(reference, "reopen", BENEFICIARY, text="فشلت", retry_failed=True)
    assert reopened.stage is Stage.QUEUED
    await system.do(reference, "claim")
    await system.approve(reference)
    await system.do(reference, "rate", BENEFICIARY, score=5)
    assert (await system.view(reference)).row.rating == 5


async def test_a_duplicate_is_joined_to_the_open_case(system: System) -> None:
    applicant = an_iqama()
    first = await system.submit(applicant__id_number=applicant)
    await system.recorded(first.reference, first.seq)
    second = await system.submit(applicant__id_number=applicant)
    assert (second.effect, second.outcome) == (Effect.MERGE_DUPLICATE, Outcome.MERGED)

    async def joined() -> bool:
        return (await system.view(first.reference)).joined == (second.reference,)

    await eventually(joined)


async def test_records_hold_every_event_and_the_projection(system: System) -> None:
    reference = await claimed(system)
    resolved = await system.approve(reference)
    await system.recorded(reference, resolved.seq)
    rows = system.rows("SELECT seq, type FROM case_event WHERE reference = %s ORDER BY seq", reference)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    row = system.rows("SELECT stage, outcome, assignee FROM case_row WHERE reference = %s", reference)[0]
    assert row == {"stage": "resolved", "outcome": "obstacle_removed", "assignee": "omar"}


async def test_no_case_ends_without_a_notice_of_its_result(system: System) -> None:
    reference = await claimed(system)
    await system.approve(reference)
    await system.end(reference)
    sent = system.rows("SELECT status, audience FROM notice WHERE reference = %s", reference)
    assert len(sent) >= 2
    assert {row["status"] for row in sent} == {"sent"}


async def test_an_unknown_case_is_distinguished_from_a_closed_one(system: System) -> None:
    with pytest.raises(NoSuchCase):
        await system.do("TW-0000-0000-0000-0", "claim")
    receipt = await system.submit()
    await system.do(receipt.reference, "withdraw", BENEFICIARY)
    await system.end(receipt.reference)
    assert await system.refusal(receipt.reference, "claim") is RefusalCode.NOT_OPEN
    assert await system.refusal(receipt.reference, "reopen", BENEFICIARY, text="x") is RefusalCode.WINDOW_PASSED


async def test_junk_signals_neither_wedge_nor_fail_a_case(system: System) -> None:
    reference = await claimed(system)
    handle = system.handle(reference)
    forged = {"kind": "approve", "actor": {"role": "director"}}
    every: list[Any] = [None, "junk", 7, [], {}, {"kind": "nowhere"}, forged]
    for junk in every:
        for signal in ("approve", "reject", "command"):
            await handle.signal(signal, junk)
    await handle.signal("nowhere", {"a": 1})
    resolved = await system.approve(reference)
    assert resolved.stage is Stage.RESOLVED
    assert (await system.view(reference)).refused == 22
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("approve", APPROVAL),
        ("reject", REJECTION),
        ("ask", ASK),
        ("release", {}),
        ("note", {"text": "x"}),
        ("escalate", {}),
        ("redirect", {"team": "payments", "reason": "other_team"}),
        ("merge", {"into": "TW-0000-0000-0000-0"}),
        ("prioritise", {"priority": "urgent"}),
        ("confirm", {}),
        ("send_back", {"note": "x"}),
        ("claim", {}),
    ],
)
async def test_a_message_has_the_same_outcome_as_update_and_as_signal(
    system: System, kind: str, fields: dict[str, object]
) -> None:
    by_update, by_signal = await claimed(system), await claimed(system)
    message = command(kind, OMAR, **fields)
    refusal = None
    try:
        await system.give(by_update, message)
    except Refused as refused:
        refusal = refused.code
    signal = kind if kind in ("approve", "reject") else "command"
    await system.signal(by_signal, message, signal)
    one, other = await system.view(by_update), await system.view(by_signal)
    for field in ("stage", "status", "outcome", "team", "assignee", "priority", "rounds"):
        assert getattr(one.row, field) == getattr(other.row, field)
    assert other.refused == (1 if refusal else 0)


async def test_without_a_worker_a_command_is_queued_and_done_later(idle_system: System) -> None:
    request = idle_system.request()
    opened = await idle_system.open(request, wait=timedelta(seconds=1))
    assert isinstance(opened, Queued)
    claim = command("claim")
    left = await idle_system.give(request.reference, claim, wait=timedelta(seconds=1))
    assert isinstance(left, Queued)
    async with worker.serving(idle_system.config):
        await eventually(lambda: view(idle_system.client, request.reference))
        assert isinstance(await idle_system.open(request), Receipt)
        assert await idle_system.types(request.reference) == ["opened", "assessed", "claimed"]
        assert isinstance(await idle_system.give(request.reference, claim), Receipt)
        assert await idle_system.types(request.reference) == ["opened", "assessed", "claimed"]


async def test_retries_while_no_worker_answers_leave_one_signal(idle_system: System) -> None:
    request, claim = idle_system.request(), command("claim")
    await idle_system.open(request, wait=timedelta(seconds=1))
    for _ in range(3):
        left = await idle_system.give(request.reference, claim, wait=timedelta(seconds=1))
        assert isinstance(left, Queued)
    events = idle_system.handle(request.reference).fetch_history_events()
    assert [event.event_type async for event in events].count(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED) == 1


async def test_an_opening_that_finds_no_worker_in_time_leaves_no_failure_unseen(system: System) -> None:
    unseen: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: unseen.append(context["message"]))
    try:
        opened = await system.open(system.request(), wait=timedelta(milliseconds=1))
        gc.collect()
    finally:
        loop.set_exception_handler(None)
    assert isinstance(opened, Queued)
    assert not unseen


async def test_an_announced_closure_moves_the_due_instant_of_a_running_case(system: System) -> None:
    from models.calendar.change import CalendarChange
    from models.calendar.rules import Closure, ClosureStatus
    from models.case.commands import SYSTEM

    receipt = await system.submit()
    assert receipt.due
    last_day = receipt.due.date()
    closure = Closure(
        id="storm",
        name="عاصفة",
        from_date=last_day - timedelta(days=1),
        to_date=last_day,
        source="decree",
        status=ClosureStatus.ANNOUNCED,
    )
    change = CalendarChange(calendar="passports", version="storm-1", closures=(closure,))
    moved = await system.do(receipt.reference, "calendar_changed", SYSTEM, change=change, why="storm")
    assert moved.due and moved.due > receipt.due
