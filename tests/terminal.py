"""The command line as people use it: a process of its own, or for what needs no server, a call."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TAWASUL = [sys.executable, "-c", "from cli import main; main()"]

NOWHERE = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "TAWASUL_DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}
"""Servers that do not answer."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it said for programs."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """One object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def tawasul(*arguments: str, environ: Mapping[str, str], stdin: str = "") -> Ended:
    """Run one command in a process of its own, in the given environment."""
    done = subprocess.run(
        [*TAWASUL, *arguments], input=stdin, capture_output=True, text=True, env=dict(environ), cwd=ROOT, timeout=50
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def bare_environment(**given: str) -> dict[str, str]:
    """This process's environment without what points at servers or names a person, and `given`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TAWASUL_", "TEMPORAL_"))}
    return inherited | given
