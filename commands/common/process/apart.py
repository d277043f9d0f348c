"""A command in a copy of this process: nothing of it is left here but what it loaded, which the next finds loaded."""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from workarounds.process_exit import end_process

_KILLED = 128
"""The exit code of what a signal ended is this and the signal's number, as shells have it."""


def run_apart(run: Callable[[], int]) -> int:
    """The exit code of what a copy of this process runs. Ctrl-C is the copy's meanwhile."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    reading, writing = os.pipe()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        copy = os.fork()
        if not copy:
            signal.signal(signal.SIGINT, before)
            _run_here(run, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            loaded = told.read().split()
        code = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    finally:
        signal.signal(signal.SIGINT, before)
    _load(loaded)
    return code if code >= 0 else _KILLED - code


def _run_here(run: Callable[[], int], writing: int) -> NoReturn:
    """Run it, tell what was loaded for it, and end this process."""
    here, code = set(sys.modules), 1
    try:
        code = run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError), os.fdopen(writing, "w") as told:
            told.write("\n".join(name for name in sys.modules if name not in here))
        end_process(code)


def _load(names: Iterable[str]) -> None:
    """Load modules, and make what validates values of their classes."""
    for name in names:
        with suppress(ImportError):  # libraries name modules that only they can load
            import_module(name)
    if "models.base" in sys.modules:
        from models.base import build_all

        build_all()
