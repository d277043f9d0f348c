"""The id of a call goes with its messages to the activities that they bring about, and into the lines of their log."""

import json
from typing import Any

from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from telemetry.calls import CALL_HEADER, call_id, call_of, with_header
from telemetry.causes import Causes
from telemetry.logs import line_about
from tests.telemetry.conftest import CALL, Told
from workflows.notices.ports import DELIVER_TOGETHER


async def test_the_activities_that_a_call_brought_about_know_its_id_and_later_ones_do_not(told: Told) -> None:
    history = await told.system.handle(told.reference).fetch_history()
    known: dict[str, list[str]] = {}
    for event in history.events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            scheduled = event.activity_task_scheduled_event_attributes
            known.setdefault(scheduled.activity_type.name, []).append(call_of(scheduled.header.fields))
    assert known[DELIVER_TOGETHER][0] == CALL and known[DELIVER_TOGETHER][-1] not in {"", CALL}
    assert "" in known[DELIVER_TOGETHER]


class Logging(ActivityInboundInterceptor):
    """An activity that logs."""

    def __init__(self) -> None:
        self.said = dict[str, Any]()

    async def execute_activity(self, input: ExecuteActivityInput) -> None:
        self.said = json.loads(line_about("working"))


async def test_what_an_activity_logs_names_the_call() -> None:
    headers = with_header({}, CALL_HEADER, CALL)
    for given, known in ((headers, CALL), ({}, None)):
        activity = Logging()
        order = ExecuteActivityInput(lambda: None, (), None, given)
        await Causes().intercept_activity(activity).execute_activity(order)
        assert activity.said.get("request_id") == known and not call_id.get()
