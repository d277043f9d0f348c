"""A child process that is restarted until it is stopped, and ending one that a killed parent left behind."""

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from errors import TawasulError

PAUSE = 0.5
"""Seconds between the death of a child and the next start."""

GRACE = 25.0
"""Seconds a child has to end by itself: more than a worker takes to drain."""


class StackError(TawasulError):
    """A part of the embedded stack cannot run; the message names the remedy."""

    def __init__(self, message: str) -> None:
        super().__init__("unreachable", message)


class KeptProcess:
    """A child process that is started again whenever it dies, in a session that no terminal's Ctrl-C reaches.

    A thread waits for its end, so nothing polls. `changed` is called after every start, `announce` after a death.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str],
        changed: Callable[[], None],
        announce: Callable[[str], None],
        stop_signal: signal.Signals = signal.SIGTERM,
        cwd: Path | None = None,
    ) -> None:
        self.name, self.log, self.stop_signal = name, log, stop_signal
        self._command, self._env, self._cwd = command, env, cwd
        self._changed, self._announce = changed, announce
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self._child = self._spawn()
        self._watcher = threading.Thread(target=self._watch, name=f"keep-{name}", daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        """The number of the process that runs now."""
        return self._child.pid

    def stop(self) -> None:
        """End it by its signal, or by a kill when its grace is over."""
        with self._lock:
            self._stopping.set()
            self._child.send_signal(self.stop_signal)
        self._watcher.join(GRACE)
        if self._watcher.is_alive():
            self._child.kill()
            self._watcher.join()

    def log_tail(self) -> str:
        """The last lines of its log, for an error message."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,
            )

    def _watch(self) -> None:
        while self._goes_on_after(self._child.wait()):
            with self._lock:
                if self._stopping.is_set():
                    return
                self._child = self._spawn()
            self._changed()

    def _goes_on_after(self, code: int) -> bool:
        """Whether it is started again; waits for as long as it is to stay down."""
        if self._stopping.wait(PAUSE):
            return False
        self._announce(f"{self.name} ended ({code}) and is started again; see {self.log}")
        return True


def wait_until(ready: Callable[[], bool], process: KeptProcess, *, seconds: float = 20) -> None:
    """Wait for a server that was just started. Raises StackError with the end of its log."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise StackError(f"{process.name} did not start; {process.log} ends with:\n{process.log_tail()}")
        time.sleep(0.05)


def end_leftover(pid: int, created: float, stop_signal: signal.Signals) -> None:
    """End a process whose parent was killed. Its creation time distinguishes it from another with the same number."""
    import psutil

    if abs(created_at(pid) - created) > 1:
        return
    deadline = time.monotonic() + GRACE
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        process.send_signal(stop_signal)
        while is_alive(pid):
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.05)


class ProcessIdentity(TypedDict):
    """A process among all that ever had its number."""

    pid: int
    created: float
    """In seconds since the epoch."""


def running_with(name: str, argument: str) -> list[ProcessIdentity]:
    """The processes of a program that were started with an argument, such as the data folder of a server."""
    import psutil

    return [
        {"pid": each.pid, "created": each.info["create_time"]}
        for each in psutil.process_iter(["name", "cmdline", "create_time"])
        if each.info["name"] == name and argument in (each.info["cmdline"] or ())
    ]


def is_alive(pid: int) -> bool:
    """Whether the process still runs. One that ended, but was not yet taken note of by its parent, does not."""
    import psutil

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def created_at(pid: int) -> float:
    """When a running child was created, in seconds since the epoch; 0 when it has just died."""
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return 0.0
