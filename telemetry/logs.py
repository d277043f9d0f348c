"""The log of the worker and of the HTTP interface: one JSON object a line; codes, numbers and references, no person."""

import json
import logging
import re
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from temporalio import activity, workflow

from telemetry.calls import call_id
from telemetry.current_trace import trace_id

About = Callable[[], Mapping[str, Any]]
"""What is to be said of the work under way, in every line that is written meanwhile."""

_STANDARD = frozenset(vars(logging.makeLogRecord({})))
_BY_THE_CORE = re.compile(r"\[TMPRL\d+\][^\"\\]*")
PLACES = 5
"""Frames of an exception that its line names."""
_OF_THE_SDK = ("temporal_activity", "temporal_workflow")


def program_version() -> str:
    """The version of the program that runs here."""
    try:
        return version("tawasul")
    except PackageNotFoundError:
        return "unknown"


def work_under_way() -> dict[str, Any]:
    """The case that a worker is just at, and with which activity."""
    if activity.in_activity():
        info = activity.info()
        return {"reference": info.workflow_id, "activity": info.activity_type, "attempt": info.attempt}
    return {"reference": workflow.info().workflow_id} if workflow.in_workflow() else {}


class JsonLine(logging.Formatter):
    """A record as one line: time, level, what happened, the version, the work under way, the fields given with it."""

    def __init__(self, about: About = dict) -> None:
        super().__init__()
        self._about, self._version = about, program_version()

    def format(self, record: logging.LogRecord) -> str:
        """The line. Of an exception it has class and places: its text may hold what somebody sent."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "version": self._version,
            **self._about(),
        }
        ids = {"request_id": call_id.get(), "trace_id": trace_id()}
        line |= {name: value for name, value in ids.items() if value}
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "places": places_of(record.exc_info[2])}
        return json.dumps(line | _given(record), ensure_ascii=False, default=str)


def places_of(trace: TracebackType | None) -> list[str]:
    """Where an exception was raised, the innermost place last: files and lines, no text."""
    frames = traceback.extract_tb(trace)[-PLACES:]
    return [f"{Path(each.filename).name}:{each.lineno}" for each in frames]


def line_about(event: str) -> str:
    """A line that is no record of a logger: whoever started this process waits for it."""
    said = {"name": "", "levelno": logging.INFO, "levelname": "INFO", "msg": event}
    return JsonLine().format(logging.makeLogRecord(said))


def _given(record: logging.LogRecord) -> dict[str, Any]:
    """The fields that were given with a record; of those of Temporal's SDK the case, and what its core says itself."""
    given = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    own = {name: value for name, value in given.items() if not name.startswith("temporal_")}
    for name in _OF_THE_SDK:
        if isinstance(told := given.get(name), Mapping) and told.get("workflow_id"):
            own.setdefault("reference", told["workflow_id"])
    return own | _of_the_core(getattr(given.get("temporal_log"), "fields", None))


def _of_the_core(fields: Any) -> dict[str, Any]:
    """The run, and why the core refuses it (`[TMPRL1100] …`); the rest may repeat the failures of others."""
    if not isinstance(fields, Mapping):
        return {}
    said = _BY_THE_CORE.search(str(fields))
    found = {"run_id": fields.get("run_id"), "why": said.group() if said else None}
    return {name: value for name, value in found.items() if value}


def log_as_json(stream: TextIO, about: About = dict, *, own: str = "") -> None:
    """Send every log of this process to a stream, in that form; of libraries only warnings, of `own` all that is said.

    Warnings of the interpreter are lines of it too.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine(about))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    if own:
        logging.getLogger(own).setLevel(logging.INFO)
