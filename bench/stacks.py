"""An embedded stack of a benchmark's own: fresh servers in a folder that goes away, and packs fit for measuring."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import settings
from stack import EmbeddedStack

_QUIET_HOURS = re.compile(r"(?ms)^\[quiet\].*?(?=^\[|\Z)")
_FURTHER_CHANNELS = re.compile(r'(?m)^channels = \["(\w+)".*\]$')


@contextmanager
def fresh_stack(*, worker: bool = True) -> Iterator[EmbeddedStack]:
    """A running stack whose notices go out at once at any hour, each by one channel, into the mailbox folder."""
    with tempfile.TemporaryDirectory(prefix="tawasul-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with _environment(TAWASUL_POLICIES=str(_packs_for_measuring(home / "policies")), PYTHONDONTWRITEBYTECODE=""):
            with EmbeddedStack(home / "stack", worker=worker) as stack:
                yield stack


@contextmanager
def _environment(**changes: str) -> Iterator[None]:
    """Other variables for a while. Without bytecode every process would compile what an installed one has compiled."""
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _packs_for_measuring(folder: Path) -> Path:
    shutil.copytree(settings.load().policies, folder)
    for file in folder.glob("*/*.toml"):
        text = _QUIET_HOURS.sub("", file.read_text())
        file.write_text(_FURTHER_CHANNELS.sub(r'channels = ["\1"]', text))
    return folder
