"""A process of the system under test that can be killed, ended, paused and started again."""

import os
import signal
import subprocess
import threading
from typing import Any

from stack.process import KeptProcess

DEATH = 10.0
"""Seconds a process has to be gone after kill -9."""


class StackProcess(KeptProcess):
    """A process that stays down from `kill` or `end` until `start`; one that dies by itself is started again.

    With `once` it is done when it exits with 0, and stays down then.
    """

    def __init__(self, *given: Any, once: bool = False, **more: Any) -> None:
        self.deaths: list[int] = []
        """Exit codes of the deaths that `kill` and `end` did not cause."""
        self._once = once
        self._may_run, self._there, self._gone, self._done = (threading.Event() for _ in range(4))
        self._may_run.set()
        super().__init__(*given, **more)

    @property
    def done(self) -> bool:
        """Whether a `once` process exited with 0."""
        return self._done.is_set()

    def wait_until_done(self, seconds: float) -> bool:
        """Whether a `once` process exits with 0 within so many seconds."""
        return self._done.wait(seconds)

    def kill(self) -> None:
        """Kill -9, and wait until it is gone."""
        self._bring_down(signal.SIGKILL, DEATH)

    def end(self, grace: float = 25.0) -> None:
        """Send its stop signal, as an operator would, and wait until it has ended."""
        self._bring_down(self.stop_signal, grace)

    def start(self) -> None:
        """Let it run again after `kill` or `end`."""
        self._may_run.set()
        if not self.done:
            self._there.wait(DEATH)

    def pause(self) -> None:
        """Suspend it (SIGSTOP): it neither works nor answers, and its connections stay open."""
        self._child.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        self._child.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it for good."""
        self.resume()
        self._stopping.set()
        self._may_run.set()
        super().stop()

    def _bring_down(self, how: signal.Signals, grace: float) -> None:
        with self._lock:
            self._may_run.clear()
            self._child.send_signal(how)
        self.resume()
        if not self.done and not self._gone.wait(grace):
            raise TimeoutError(f"{self.name} (process {self.pid}) is still there after {how.name}")

    def _goes_on_after(self, code: int) -> bool:
        self._there.clear()
        self._gone.set()
        if self._once and code == os.EX_OK:
            self._done.set()
            return False
        if self._may_run.is_set() and not self._stopping.is_set():
            self.deaths.append(code)
            super()._goes_on_after(code)
        self._may_run.wait()
        return not self._stopping.is_set()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        self._gone.clear()
        child = super()._spawn()
        self._there.set()
        return child
