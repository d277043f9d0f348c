"""Temporal client for cases: open, apply, read, announce. Every call is safe to retry, and to cancel."""

from client.announcing import announce
from client.connection import ANSWER_TIMEOUT, KEEP_ALIVE, connect, connected, data_converter, of_case, plain_converter
from client.faults import apply_to_fault, keep_running
from client.opening import import_case, open_case
from client.reading import case_records, clock, records_of_run, timeline, view
from client.updates import AlreadySigned, apply, signal_once, signed_command, start_for_appeal

__all__ = [
    "ANSWER_TIMEOUT",
    "KEEP_ALIVE",
    "AlreadySigned",
    "announce",
    "apply",
    "apply_to_fault",
    "case_records",
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
