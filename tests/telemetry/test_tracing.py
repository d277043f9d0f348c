"""One trace from a call over HTTP through the update to the activities; nothing personal in it; none from a replay."""

import sys
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio.api.common.v1 import Payload
from temporalio.worker import Interceptor, Replayer

from errors import WrongUsage
from settings import load
from telemetry.calls import LONGEST_HEADER
from telemetry.causes import Causes
from telemetry.in_workflows import MessageCause, cause_of, with_cause
from telemetry.process import Program, telemetry_of
from telemetry.tracing import tracing_by
from tests.support.system import eventually
from tests.telemetry.conftest import CALLERS_TRACE, TEXT, Told
from worker import workflow_runner
from workflows.case.workflow import CaseWorkflow

PARENT = f"00-{CALLERS_TRACE}-0123456789abcdef-01"


async def test_a_call_its_update_and_its_activities_are_one_trace_which_the_caller_began(told: Told) -> None:
    spans = [span for span in told.spans() if span.trace == CALLERS_TRACE]
    above = {span.id: span for span in spans}
    [activity] = [span for span in spans if span.name == "RunActivity:open_case"]
    way = [activity]
    while way[-1].above in above:
        way.append(above[way[-1].above])
    names = ["RunActivity:open_case", "RunWorkflow:CaseWorkflow"]
    assert [span.name for span in way] == [*names, "StartUpdateWithStartWorkflow:CaseWorkflow", "POST /v1/requests"]
    assert [span.program for span in way] == ["tawasul-worker"] * 2 + ["tawasul-web"] * 2
    assert way[-1].above == "0123456789abcdef"
    assert {span.attributes.get("temporalWorkflowID", told.reference) for span in way} == {told.reference}


async def test_what_a_command_brought_about_is_in_the_trace_of_its_call_and_of_no_other(told: Told) -> None:
    async def recorded() -> bool:
        return bool(await reopening(told))

    await eventually(recorded)
    [trace] = {span.trace for span in told.spans() if span.name == "POST /v1/cases/{reference}/reopen"}
    names = {span.name for span in told.spans() if span.trace == trace}
    assert {"StartWorkflowUpdate:apply", "HandleUpdate:apply", "RunActivity:record"} <= names
    assert "RunActivity:open_case" not in names and trace != CALLERS_TRACE


async def reopening(told: Told) -> list[str]:
    spans = told.spans()
    traces = {span.trace for span in spans if span.name == "POST /v1/cases/{reference}/reopen"}
    return [span.id for span in spans if span.name == "RunActivity:record" and span.trace in traces]


async def test_commands_that_came_without_a_trace_are_in_none_that_somebody_else_began(told: Told) -> None:
    traced = {span.trace for span in told.spans() if span.program == "tawasul-web"}
    alone = [span for span in told.spans() if span.name == "RunActivity:record" and span.trace not in traced]
    assert alone and not [span for span in alone if span.above]


async def test_no_span_has_anything_that_somebody_wrote(told: Told) -> None:
    assert told.collector.received
    for call in told.collector.received:
        assert TEXT.encode() not in call.body and b"baggage" not in call.body
    for span in told.spans():
        assert not span.said and not span.events, span
    calls = [span for span in told.spans() if span.name.startswith("GET")]
    assert [span.attributes["tawasul.request_id"] for span in calls] == ["asked-for-nothing"]
    assert "TW-0000" not in str(calls)


async def test_a_replay_makes_no_span_and_takes_the_same_way_as_without_tracing(told: Told) -> None:
    exporter = InMemorySpanExporter()
    tracing = tracing_by(SimpleSpanProcessor(exporter), "worker")
    history = await told.system.handle(told.reference).fetch_history()
    ways: tuple[list[Interceptor], ...] = ([Causes(), tracing.interceptor], [Causes()], [])
    for interceptors in ways:
        replayer = Replayer(
            workflows=[CaseWorkflow],
            data_converter=told.system.client.data_converter,
            workflow_runner=workflow_runner(),
            namespace="default",
            interceptors=interceptors,
        )
        await replayer.replay_workflow(history)
    assert exporter.get_finished_spans() == ()


def test_a_header_that_is_no_trace_or_no_call_is_none() -> None:
    headers = with_cause({}, MessageCause(PARENT, "call-0001"))
    assert cause_of(headers) == MessageCause(PARENT, "call-0001") and cause_of({}) == MessageCause()
    assert cause_of(with_cause({}, MessageCause("x" * LONGEST_HEADER, "سر منيرة"))) == MessageCause()
    junk = (b"", b"\xff", b"[]", b"1", b'{"traceparent": 1}', b'{"traceparent": "00-1-2-3"}', b"[" * 400)
    for data in junk:
        payload = Payload(metadata={"encoding": b"json/plain"}, data=data)
        assert cause_of(dict.fromkeys(headers, payload)) == MessageCause()
    sealed = {name: Payload(metadata={"encoding": b"other"}, data=each.data) for name, each in headers.items()}
    assert cause_of(sealed) == MessageCause()


def test_without_an_address_nothing_of_it_is_loaded_and_without_the_extra_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = load({"TAWASUL_DATABASE_URL": "postgresql://a/b"})
    for program in Program:
        told = telemetry_of(config, program)
        assert told.runtime is None and told.tracing is None and len(told.interceptors) == 1
        told.end()
    monkeypatch.setitem(sys.modules, "telemetry.tracing", None)
    with pytest.raises(WrongUsage, match="install the extra `traces`"):
        telemetry_of(replace(config, traces="http://127.0.0.1:1"), Program.WEB)
