"""Tasks beside the main loop: each runs once at a time, every end is noticed, the first failure is kept."""

import asyncio

from workflows.case.running.tasks import TaskSet


class Turns:
    """Counts how often the main loop was asked for another turn."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


async def fail(with_: BaseException) -> None:
    await asyncio.sleep(0)
    raise with_


async def test_a_piece_of_work_is_in_the_set_until_it_ends() -> None:
    turns, gone = Turns(), asyncio.Event()
    tasks = TaskSet(turns)

    async def wait() -> None:
        await gone.wait()

    tasks.start("record", wait())
    assert "record" in tasks and list(tasks) == ["record"] and turns.count == 0
    gone.set()
    await asyncio.sleep(0.01)
    assert "record" not in tasks and len(tasks) == 0 and turns.count == 1
    assert tasks.failure is None


async def test_the_first_failure_is_kept_and_cancelling_is_none() -> None:
    turns = Turns()
    tasks = TaskSet(turns)
    first = ValueError("first")
    tasks.start("one", fail(first))
    tasks.start("two", fail(ValueError("second")))
    tasks.start("three", asyncio.sleep(60))
    await asyncio.sleep(0.01)
    tasks.cancel(but="none")
    await asyncio.sleep(0.01)
    assert tasks.failure is first and turns.count == 3 and not tasks


async def test_one_task_may_be_left_running() -> None:
    tasks = TaskSet(Turns())
    tasks.start("join", asyncio.sleep(60))
    tasks.start("notice", asyncio.sleep(60))
    tasks.cancel(but="join")
    await asyncio.sleep(0.01)
    assert list(tasks) == ["join"]
    tasks.cancel(but="none")
