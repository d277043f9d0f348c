"""Lines of the log: one form for worker and interface, with the work under way, and no text of an error."""

import json
import logging
from typing import Any

from temporalio.testing import ActivityEnvironment

from telemetry.logs import JsonLine, line_about, work_under_way

SECRET = "سر منيرة"


def line(formatter: JsonLine, **given: Any) -> dict[str, Any]:
    """A record as its line says it."""
    record = logging.makeLogRecord({"levelno": logging.WARNING, "levelname": "WARNING", "msg": "happened"} | given)
    text = formatter.format(record)
    assert "\n" not in text
    told: dict[str, Any] = json.loads(text)
    return told


def test_a_line_has_time_level_event_version_and_its_fields() -> None:
    told = line(JsonLine(lambda: {"request_id": "r-1"}), created=0, code="conflict")
    assert told == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "warning",
        "event": "happened",
        "version": told["version"],
        "request_id": "r-1",
        "code": "conflict",
    }
    assert told["version"]


def test_of_an_error_the_line_has_the_class_alone() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        told = line(JsonLine(), exc_info=(ValueError, error, error.__traceback__))
    assert told["error"] == "ValueError" and SECRET not in str(told)


async def test_what_an_activity_logs_names_its_case() -> None:
    environment = ActivityEnvironment()
    info = environment.info
    told = environment.run(lambda: line(JsonLine(work_under_way)))
    assert (told["reference"], told["activity"]) == (info.workflow_id, info.activity_type)
    assert "reference" not in line(JsonLine(work_under_way))


def test_of_the_fields_of_the_sdk_the_case_is_kept() -> None:
    told = line(JsonLine(), temporal_workflow={"workflow_id": "TW-1", "memo": SECRET}, temporal_log=SECRET)
    assert told["reference"] == "TW-1" and SECRET not in str(told)


def test_who_started_a_process_gets_a_line_of_the_same_form() -> None:
    told = json.loads(line_about("worker ready"))
    assert (told["event"], told["level"]) == ("worker ready", "info")
