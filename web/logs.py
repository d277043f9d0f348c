"""The log: one JSON object a line, with the id of the call it is about; codes and numbers only, nothing of a person."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from client.call_ids import call_id

__all__ = ["JsonLine", "call_id", "log_as_json", "note", "noted"]

_notes: ContextVar[dict[str, str] | None] = ContextVar("notes", default=None)
"""What is to be said of the call in its line: codes and references."""

VERSION = "1.0.0"
"""Of the interface: within /v1 only what is added changes it."""

_STANDARD = frozenset(vars(logging.makeLogRecord({})))


class JsonLine(logging.Formatter):
    """A record as one line: time, level, what happened, the id of the call, and the fields given with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Of an exception it has the class: its text may hold what somebody sent."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "version": VERSION,
        }
        if about := call_id.get():
            line["request_id"] = about
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        return json.dumps(line, ensure_ascii=False, default=str)


def note(**fields: str) -> None:
    """Have the line about this call say something more: a code, a reference, the name of a key; nothing of a person."""
    if (known := _notes.get()) is not None:
        known |= fields


@contextmanager
def noted(about: str) -> Iterator[dict[str, str]]:
    """The call with an id, for as long as the block runs; what is noted of it."""
    notes = dict[str, str]()
    own, kept = call_id.set(about), _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(kept)
        call_id.reset(own)


def log_as_json() -> None:
    """Send every log of this process to standard output, in that form; of libraries only warnings."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("web").setLevel(logging.INFO)
