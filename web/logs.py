"""The log of the interface: what is said of each call, with its id; codes and numbers only, nothing of a person."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import telemetry.logs
from telemetry.calls import call_id

_notes: ContextVar[dict[str, str] | None] = ContextVar("notes", default=None)
"""What is to be said of the call in its line: codes and references."""

VERSION = "1.0.0"
"""Of the interface: within /v1 only what is added changes it."""


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
    """Send every log of this process to standard output, in the form that all our processes have."""
    telemetry.logs.log_as_json(sys.stdout, own="web")
