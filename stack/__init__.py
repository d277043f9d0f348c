"""The embedded stack: PostgreSQL, Temporal and a worker as child processes, with all data in one folder."""

from stack.embedded import DATA, STOP_SIGNALS, WORKER_READY, EmbeddedStack
from stack.process import StackError
from stack.temporal import TIME_SKIPPING, temporal_binary

__all__ = ["DATA", "STOP_SIGNALS", "TIME_SKIPPING", "WORKER_READY", "EmbeddedStack", "StackError", "temporal_binary"]
