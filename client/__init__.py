"""Temporal client for cases: open, apply, read, announce. Every call is safe to retry, and to cancel.

A module is imported when something of it is first asked for: who sends a command needs none of the reading.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from client.announcing import announce
    from client.appeals import start_for_appeal
    from client.cases import CommandTarget, cases
    from client.connection import (
        ANSWER_TIMEOUT,
        KEEP_ALIVE,
        connect,
        connected,
        data_converter,
        of_case,
        plain_converter,
    )
    from client.faults import apply_to_fault, keep_running
    from client.opening import import_case, open_case
    from client.reading import case_records, clock, records_of_run, timeline, view
    from client.signed import AlreadySigned, By
    from client.updates import apply, signal_once, signed_command

_MODULES = {
    "announcing": ("announce",),
    "appeals": ("start_for_appeal",),
    "connection": (
        *("ANSWER_TIMEOUT", "KEEP_ALIVE", "connect", "connected", "data_converter", "of_case"),
        "plain_converter",
    ),
    "faults": ("apply_to_fault", "keep_running"),
    "opening": ("import_case", "open_case"),
    "reading": ("case_records", "clock", "records_of_run", "timeline", "view"),
    "cases": ("CommandTarget", "cases"),
    "signed": ("AlreadySigned", "By"),
    "updates": ("apply", "signal_once", "signed_command"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "ANSWER_TIMEOUT",
    "KEEP_ALIVE",
    "AlreadySigned",
    "By",
    "CommandTarget",
    "announce",
    "apply",
    "apply_to_fault",
    "case_records",
    "cases",
    "clock",
    "connect",
    "connected",
    "data_converter",
    "import_case",
    "keep_running",
    "of_case",
    "open_case",
    "plain_converter",
    "records_of_run",
    "signal_once",
    "signed_command",
    "start_for_appeal",
    "timeline",
    "view",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"client.{_MODULE_OF[name]}"), name)
