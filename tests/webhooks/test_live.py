"""Events reach subscribers of a running system: signed, in order, and no more of them than each may see."""

import asyncio

from chaos.history.replays import replayer
from models.codes import WebhookScope
from tests.support.system import System, beneficiary, eventually
from tests.webhooks.support import Receiver, receiver
from workflows.webhooks.ports import webhooks_id


async def on_record(system: System, reference: str) -> list[int]:
    """The numbers of the events of a case that are on record."""
    find = "SELECT seq FROM case_event WHERE reference = %s ORDER BY seq"
    return [row["seq"] for row in await asyncio.to_thread(system.rows, find, reference)]


async def told_of_all(system: System, told: Receiver, reference: str) -> None:
    """Wait until a receiver heard of all that is on record of a case."""

    async def all_came() -> bool:
        return {*told.numbers(reference)} >= {*await on_record(system, reference)}

    await eventually(all_came)


async def test_a_subscriber_hears_of_every_event_of_a_case_in_order_and_signed(system: System) -> None:
    with receiver(system) as told:
        case = (await system.submit()).reference
        await system.do(case, "claim")
        await system.settled(await system.approve(case))
        await told_of_all(system, told, case)
        heard = told.heard(case)
    assert [each["data"]["seq"] for each in heard] == [*range(1, len(heard) + 1)]
    (resolved,) = (each for each in heard if each["type"] == "tawasul.case.resolved.v1")
    assert resolved["data"]["status"] == "processed" and resolved["data"]["stage"] == "resolved"
    assert resolved["subject"] == case and resolved["specversion"] == "1.0"
    assert all(
        each.headers["webhook-id"] == told_of["id"]
        for each, told_of in zip(told.gateway.received, told.heard(), strict=True)
    )


async def test_a_subscriber_that_answers_late_and_badly_is_told_of_everything_all_the_same(system: System) -> None:
    with receiver(system, 503, 500, 200, 429, 200, 500) as told:
        case = (await system.submit()).reference
        await system.do(case, "claim")
        await told_of_all(system, told, case)
        numbers = told.numbers(case)
        run = system.client.get_workflow_handle(webhooks_id(told.name))
        await asyncio.wait_for(run.result(), 20)
        history = await run.fetch_history()
    assert [*dict.fromkeys(numbers)] == sorted({*numbers})
    await replayer(system.config).replay_workflow(history)


async def test_who_may_see_what_beneficiaries_see_hears_no_more(system: System) -> None:
    with receiver(system, scope=WebhookScope.BENEFICIARY) as told:
        case = (await system.submit()).reference
        await system.do(case, "claim")
        await system.give(case, beneficiary("withdraw", note="حلت المشكلة"))

        async def closed() -> bool:
            return "tawasul.case.closed.v1" in {each["type"] for each in told.heard(case)}

        await eventually(closed)
        heard = told.heard(case)
    assert [each["type"].split(".")[2] for each in heard] == ["opened", "withdrawn", "closed"]
    assert not {"stage", "team", "role"} & {key for each in heard for key in each["data"]}
