"""Continue-as-new: a case goes through several runs, and nothing of it is lost or done twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.service import RPCError

from models.case.commands import BENEFICIARY
from models.codes import Stage
from tests.case.running.test_life import ASK
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.system import System, command, eventually, running
from workflows import options

FLOOD = 1_200


@pytest.fixture(scope="module")
async def short_runs(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system whose server suggests a new run after 50 events of history."""
    folder = tmp_path_factory.mktemp("runs")
    hint = "limit.historyCount.suggestContinueAsNew=50"
    with http_gateway() as gateway:
        async with running(folder / "home", hint, sms_url=gateway.url) as system:
            system.gateway = gateway  # type: ignore[attr-defined]
            yield system


async def wait_for_runs(system: System, reference: str, runs: int) -> None:
    """Wait until the case has had at least so many runs."""

    async def listed() -> bool:
        return len([each async for each in system.client.list_workflows(f"WorkflowId='{reference}'")]) >= runs

    await eventually(listed)


async def clocks(system: System, reference: str) -> list[object]:
    return [(clock.kind, clock.budget, clock.due, clock.segments) for clock in await system.clocks(reference)]


async def test_a_case_goes_through_several_runs_and_nothing_is_lost_or_done_twice(short_runs: System) -> None:
    receipt = await short_runs.submit(applicant__mobile="+966512340001")
    reference, claim = receipt.reference, command("claim")
    claimed = await short_runs.give(reference, claim)
    before = await clocks(short_runs, reference)
    for number in range(30):
        await short_runs.do(reference, "note", text=f"note {number}")

    await wait_for_runs(short_runs, reference, 3)
    assert await clocks(short_runs, reference) == before
    assert await short_runs.give(reference, claim) == claimed
    asked = await short_runs.do(reference, "ask", **ASK)
    await short_runs.do(reference, "reply", BENEFICIARY, text="مرفق")
    resolved = await short_runs.approve(reference)
    assert (asked.stage, resolved.stage) == (Stage.AWAITING_BENEFICIARY, Stage.RESOLVED)
    await short_runs.recorded(reference, resolved.seq)

    expected = ["opened", "assessed", "claimed", *["noted"] * 30, "asked", "replied", "resolved"]
    assert await short_runs.types(reference) == expected
    recorded = short_runs.rows("SELECT seq FROM case_event WHERE reference = %s ORDER BY seq", reference)
    assert [row["seq"] for row in recorded][: resolved.seq] == list(range(1, resolved.seq + 1))


async def test_no_notice_goes_out_twice_across_runs(short_runs: System) -> None:
    receipt = await short_runs.submit(applicant__mobile="+966512340002")
    await short_runs.do(receipt.reference, "claim")
    for _ in range(3):
        await asyncio.gather(*(short_runs.do(receipt.reference, "note", text="note") for _ in range(8)))
    await short_runs.approve(receipt.reference)

    async def all_sent() -> bool:
        return not (await short_runs.view(receipt.reference)).notices_waiting

    await eventually(all_sent)
    await wait_for_runs(short_runs, receipt.reference, 2)
    view = await short_runs.view(receipt.reference)
    assert view.failed_notices == ()
    posted = [each.headers["idempotency-key"] for each in short_runs.gateway.received]  # type: ignore[attr-defined]
    ours = [key for key in posted if key.startswith(receipt.reference)]
    assert len(ours) == len(set(ours)) == 2


async def test_a_notice_that_waits_goes_out_from_the_next_run(short_runs: System) -> None:
    gateway: FakeHttpGateway = short_runs.gateway  # type: ignore[attr-defined]
    gateway.otherwise = 503
    receipt = await short_runs.submit(applicant__mobile="+966512340003")
    await short_runs.do(receipt.reference, "claim")
    for number in range(30):
        await short_runs.do(receipt.reference, "note", text=f"note {number}")
    await wait_for_runs(short_runs, receipt.reference, 2)
    tried = len(gateway.received)
    gateway.otherwise = 200

    async def sent() -> bool:
        return any(each.headers["idempotency-key"].startswith(receipt.reference) for each in gateway.received[tried:])

    await eventually(sent)


async def test_a_flood_of_junk_leaves_a_case_decidable_and_its_history_short(system: System) -> None:
    """The server's hint is far away: a run ends long before, and the server takes 1,000 signals for one."""
    receipt, claim = await system.submit(), command("claim")
    claimed = await system.give(receipt.reference, claim)
    handle = system.handle(receipt.reference)

    async def send() -> None:
        while True:
            try:
                return await handle.signal("approve", {"kind": "approve", "junk": "x" * 50})
            except RPCError:  # this run can take no more: the next one will
                await asyncio.sleep(0.5)

    for _ in range(FLOOD // 100):
        await asyncio.gather(*(send() for _ in range(100)))
    assert (await system.approve(receipt.reference)).stage is Stage.RESOLVED

    async def counted() -> bool:
        return (await system.view(receipt.reference)).refused == FLOOD

    await eventually(counted)
    await wait_for_runs(system, receipt.reference, 2)
    assert await system.give(receipt.reference, claim) == claimed
    assert (await system.types(receipt.reference)).count("refused") == options.REFUSALS_LISTED
    async for run in system.client.list_workflows(f"WorkflowId='{receipt.reference}'"):
        pinned = system.client.get_workflow_handle(receipt.reference, run_id=run.run_id)
        assert len((await pinned.fetch_history()).events) < 2_048
