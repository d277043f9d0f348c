"""Lines of the log: one form for worker and interface, with the work under way, and no text of an error."""

import json
import logging
from types import SimpleNamespace
from typing import Any

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio.testing import ActivityEnvironment

from telemetry.calls import call_id
from telemetry.logs import JsonLine, line_about, work_under_way
from telemetry.tracing import tracing_by

SECRET = "سر منيرة"


def line(formatter: JsonLine, **given: Any) -> dict[str, Any]:
    """A record as its line says it."""
    record = logging.makeLogRecord({"levelno": logging.WARNING, "levelname": "WARNING", "msg": "happened"} | given)
    text = formatter.format(record)
    assert "\n" not in text
    told: dict[str, Any] = json.loads(text)
    return told


def test_a_line_has_time_level_event_version_and_its_fields() -> None:
    own = call_id.set("call-0001")
    told = line(JsonLine(), created=0, code="conflict")
    call_id.reset(own)
    assert told == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "warning",
        "event": "happened",
        "version": told["version"],
        "request_id": "call-0001",
        "code": "conflict",
    }
    assert told["version"]


def test_of_an_error_the_line_has_class_and_place_alone() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        told = line(JsonLine(), exc_info=(ValueError, error, error.__traceback__))
    [place] = told["places"]
    assert told["error"] == "ValueError" and place.startswith("test_logs.py:") and SECRET not in str(told)


async def test_what_an_activity_logs_names_its_case() -> None:
    environment = ActivityEnvironment()
    info = environment.info
    told = environment.run(lambda: line(JsonLine(work_under_way)))
    assert (told["reference"], told["activity"]) == (info.workflow_id, info.activity_type)
    assert "reference" not in line(JsonLine(work_under_way))


def test_of_the_fields_of_the_sdk_the_case_is_kept() -> None:
    told = line(JsonLine(), temporal_workflow={"workflow_id": "TW-1", "memo": SECRET}, temporal_log=SECRET)
    assert told["reference"] == "TW-1" and SECRET not in str(told)


def test_what_the_core_says_of_a_run_is_kept_and_the_failures_it_repeats_are_not() -> None:
    failure = f'Failure {{ message: "[TMPRL1100] Nondeterminism error: at 5", cause: "{SECRET}" }}'
    log = SimpleNamespace(fields={"run_id": "run-1", "failure": failure})
    told = line(JsonLine(), temporal_log=log)
    assert (told["run_id"], told["why"]) == ("run-1", "[TMPRL1100] Nondeterminism error: at 5")
    assert SECRET not in str(told)
    assert "why" not in line(JsonLine(), temporal_log=SimpleNamespace(fields={"failure": SECRET}))


def test_a_line_names_the_trace_that_the_work_belongs_to() -> None:
    tracing = tracing_by(SimpleSpanProcessor(InMemorySpanExporter()), "worker")
    with tracing.call("GET", "", {}) as span:
        assert line(JsonLine())["trace_id"] == f"{span.get_span_context().trace_id:032x}"
    assert "trace_id" not in line(JsonLine())


def test_who_started_a_process_gets_a_line_of_the_same_form() -> None:
    told = json.loads(line_about("worker ready"))
    assert (told["event"], told["level"]) == ("worker ready", "info")
