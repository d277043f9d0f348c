"""Appeals on the real servers: a case of its own, decided by others; the appealed case lives until it is over."""

from typing import Any

from temporalio.client import WorkflowExecutionStatus

import client
from activities.records.database import connect
from activities.trust.evidence import unproved_on_record
from models.case.commands import BENEFICIARY, Actor
from models.case.events import AppealConcluded, AppealOpened, Opened
from models.case.state import Receipt
from models.codes import Outcome, RefusalCode, Role, Stage
from recovery.starting import start_again
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.system import System, command, eventually

REJECTION: dict[str, Any] = {"reason": "window_passed", "reply": {"text": "تعذر الإلغاء"}}
UPHELD: dict[str, Any] = {"reason": "decision_upheld", "reply": {"template": "appeal_denied"}}
ACCEPTED: dict[str, Any] = {"reason": "grounds_accepted", "reply": {"template": "appeal_accepted"}}
HIND = Actor(id="hind", role=Role.DIRECTOR)
AHMAD = Actor(id="ahmad", role=Role.MANAGER)
ASKED_FOR: dict[str, Any] = {"requested_by": "applicant", "way": "phone"}


async def refused(system: System) -> str:
    receipt = await system.submit()
    await system.do(receipt.reference, "claim")
    await system.do(receipt.reference, "reject", **REJECTION)
    return receipt.reference


async def closed(system: System) -> str:
    reference = await refused(system)
    await system.do(reference, "close", SALMA, **ASKED_FOR)
    await system.handle(reference).result()
    return reference


async def appealed(system: System, reference: str) -> str:
    """The reference of the appeal, once its case is open."""
    receipt = await system.do(reference, "appeal", BENEFICIARY, text="لم ينظر في الصك")
    assert receipt.appeal
    await knows(system, reference, AppealOpened)
    return receipt.appeal


async def knows(system: System, reference: str, kind: type[Any], times: int = 1) -> None:
    """Wait until a case has so many events of a kind."""

    async def there() -> bool:
        events = await client.timeline(system.client, reference)
        return sum(isinstance(each.body, kind) for each in events) >= times

    await eventually(there, seconds=60)


async def is_running(system: System, reference: str) -> bool:
    described = await system.handle(reference).describe()
    return described.status is WorkflowExecutionStatus.RUNNING


async def test_an_appeal_is_a_case_of_its_own_that_others_decide(system: System) -> None:
    reference = await refused(system)
    appeal = await appealed(system, reference)
    seen = await system.view(appeal)
    assert (seen.row.appeal_of, seen.row.stage, seen.row.priority) == (reference, Stage.QUEUED, "normal")
    [opened] = [each.body for each in await client.timeline(system.client, appeal) if isinstance(each.body, Opened)]
    assert opened.appeal_of is not None
    assert opened.appeal_of.took_part == ("omar",)
    assert await system.refusal(appeal, "claim", OMAR) is RefusalCode.SAME_PERSON
    assert await system.refusal(appeal, "assign", SALMA, to=OMAR) is RefusalCode.SAME_PERSON
    assert opened.appeal_of.levels == (Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)
    assert await system.refusal(appeal, "claim", LAYLA) is RefusalCode.NOT_AUTHORISED
    assert await system.refusal(appeal, "assign", SALMA, to=LAYLA) is RefusalCode.NOT_AUTHORISED
    await system.do(appeal, "claim", SALMA)
    assert await system.refusal(appeal, "reject", SALMA, **UPHELD) is RefusalCode.NOT_AUTHORISED
    decided = await system.do(appeal, "approve", DIRECTOR, **ACCEPTED)
    assert decided.outcome is Outcome.DONE
    await knows(system, reference, AppealConcluded)
    first = await system.view(reference)
    assert [(each.reference, each.outcome, each.over) for each in first.appeals] == [(appeal, Outcome.DONE, False)]
    assert (first.row.outcome, first.row.appeal) == (Outcome.REFUSED, appeal)


async def test_what_a_director_decided_is_appealed_to_somebody_above(system: System) -> None:
    receipt = await system.submit()
    await system.do(receipt.reference, "claim", DIRECTOR)
    await system.do(receipt.reference, "reject", DIRECTOR, **REJECTION)
    appeal = await appealed(system, receipt.reference)
    assert await system.refusal(appeal, "claim", HIND) is RefusalCode.NOT_AUTHORISED
    assert await system.refusal(appeal, "assign", HIND, to=HIND) is RefusalCode.NOT_AUTHORISED
    await system.do(appeal, "claim", AHMAD)
    assert await system.refusal(appeal, "reject", HIND, **UPHELD) is RefusalCode.NOT_AUTHORISED
    assert await system.refusal(appeal, "reject", DIRECTOR, **UPHELD) is RefusalCode.SAME_PERSON
    assert (await system.do(appeal, "reject", AHMAD, **UPHELD)).outcome is Outcome.REFUSED


async def test_the_appealed_case_runs_until_the_appeal_is_over_also_when_it_is_closed(system: System) -> None:
    reference = await refused(system)
    appeal = await appealed(system, reference)
    await system.do(reference, "close", SALMA, **ASKED_FOR)
    assert (await system.view(reference)).row.stage is Stage.CLOSED
    assert await is_running(system, reference)
    await system.do(appeal, "withdraw", BENEFICIARY)
    end = await system.handle(reference).result()
    assert end["receipt"]["outcome"] == Outcome.REFUSED
    [told] = [
        each.body for each in await client.timeline(system.client, reference) if each.body.type == "appeal_concluded"
    ]
    assert told == AppealConcluded(appeal=appeal, outcome=Outcome.WITHDRAWN, over=True)


async def test_a_case_that_has_ended_runs_again_for_its_appeal(system: System) -> None:
    reference = await closed(system)
    assert not await is_running(system, reference)
    given = command("appeal", BENEFICIARY, text="لم ينظر في الصك")
    receipt = await system.give(reference, given)
    assert isinstance(receipt, Receipt) and receipt.appeal
    await knows(system, reference, AppealOpened)
    assert await is_running(system, reference)
    assert (await system.give(reference, given)).appeal == receipt.appeal  # type: ignore[union-attr]
    assert await system.refusal(reference, "appeal", BENEFICIARY, text="x") is RefusalCode.LIMIT_REACHED
    await system.do(receipt.appeal, "withdraw", BENEFICIARY)
    await system.handle(reference).result()


async def test_what_the_rules_refuse_starts_no_case_again(system: System) -> None:
    reference = await closed(system)
    before = (await system.handle(reference).describe()).run_id
    assert await system.refusal(reference, "appeal", BENEFICIARY, text=" ") is RefusalCode.MALFORMED
    assert await system.refusal(reference, "note", text="x") is RefusalCode.NOT_OPEN
    assert (await system.handle(reference).describe()).run_id == before


async def test_staff_appeal_for_a_beneficiary_against_a_merge(system: System) -> None:
    first, receipt = await system.submit(), await system.submit()
    await system.do(receipt.reference, "claim")
    await system.do(receipt.reference, "merge", into=first.reference)
    await system.handle(receipt.reference).result()
    done = await system.do(receipt.reference, "appeal_for", SALMA, text="ليس الطلب نفسه", **ASKED_FOR)
    assert done.appeal
    await knows(system, receipt.reference, AppealOpened)
    assert (await system.view(done.appeal)).row.appeal_of == receipt.reference
    await system.do(done.appeal, "withdraw", BENEFICIARY)
    await system.handle(receipt.reference).result()


async def test_every_event_of_both_cases_proves_itself(system: System) -> None:
    reference = await refused(system)
    appeal = await appealed(system, reference)
    await system.do(appeal, "claim", SALMA)
    await system.settled(await system.do(appeal, "reject", DIRECTOR, **UPHELD))
    await knows(system, reference, AppealConcluded)
    for each in (reference, appeal):
        await system.caught_up(each)
        assert unproved_on_record(system.stack.database_url, system.client.namespace, each) is None
    with connect(system.stack.database_url) as connection:
        rows = connection.execute(
            "SELECT appeal_of, appeal, appeal_open FROM case_row WHERE reference = ANY(%s) ORDER BY appeal",
            ([reference, appeal],),
        ).fetchall()
    assert [(row["appeal_of"], row["appeal"], row["appeal_open"]) for row in rows] == [
        (None, appeal, True),
        (reference, None, False),
    ]


async def test_an_appeal_and_the_appealed_case_go_on_when_their_runs_are_lost(system: System) -> None:
    reference = await refused(system)
    appeal = await appealed(system, reference)
    await system.do(reference, "close", SALMA, **ASKED_FOR)
    for each in (reference, appeal):
        await system.caught_up(each)
        await system.handle(each).terminate()
    for each in (reference, appeal):
        assert await start_again(system.client, system.stack.database_url, each)
    await system.do(appeal, "claim", SALMA)
    await system.do(appeal, "reject", DIRECTOR, **UPHELD)
    await knows(system, reference, AppealConcluded)


async def test_an_open_appeal_is_no_duplicate_of_the_next_request(system: System) -> None:
    request = system.request()
    first = await system.open(request)
    assert isinstance(first, Receipt)
    await system.do(first.reference, "claim")
    await system.do(first.reference, "reject", **REJECTION)
    await appealed(system, first.reference)
    again = await system.submit(applicant__id_number=request.applicant.id_number)
    assert again.effect == "route"
