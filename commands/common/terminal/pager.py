"""A pager for output that is longer than the terminal: on a terminal only, and never for programs."""

import io
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

USUAL = "less -FRX"
"""It ends by itself where all fits on one screen, and leaves colours and the text on the screen."""


@contextmanager
def paged() -> Iterator[None]:
    """What is printed goes through the pager of `PAGER`, else `less`; `cat` or nothing: none.

    Its text goes through a pipe: nothing of it is written to a file. Whoever leaves the pager leaves the command.
    """
    command = _pager() if sys.stdout.isatty() and sys.stdin.isatty() else []
    if not command:
        yield
        return
    before = sys.stdout
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ | {"LESSSECURE": "1"})
    sys.stdout = _ToPager(cast(BinaryIO, process.stdin), before.fileno())
    try:
        yield
    except BrokenPipeError:
        pass
    finally:
        with suppress(BrokenPipeError, ValueError):
            sys.stdout.close()
        sys.stdout = before
        _wait_for(process)


def _pager() -> list[str]:
    """The command of the pager; empty for none."""
    command = shlex.split(os.environ.get("PAGER", USUAL))
    if not command or command[0] == "cat" or os.environ.get("TERM") == "dumb" or not shutil.which(command[0]):
        return []
    return command


def _wait_for(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the reader is done; Ctrl-C is the pager's meanwhile."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


class _ToPager(io.TextIOWrapper):
    """The way to a pager, which is as wide as the terminal behind it and shows colours."""

    def __init__(self, pipe: BinaryIO, terminal: int) -> None:
        super().__init__(pipe, encoding="utf-8", errors="backslashreplace")
        self._terminal = terminal

    def isatty(self) -> bool:
        """The pager shows it on a terminal."""
        return True

    def fileno(self) -> int:
        """The terminal, for its size."""
        return self._terminal
