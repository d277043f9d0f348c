"""In-process CLI runner: runs commands of `tawasul` without a process for each, and captures what they print."""

import asyncio
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

import cli

_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What may not reach a terminal from data."""


@dataclass(frozen=True)
class CommandResult:
    """The exit code of a command, and what it printed."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    def problems(self, expected: frozenset[int] = frozenset({0})) -> Iterator[str]:
        """What staff should never see: an unexpected exit code, a traceback, control characters, a long error."""
        name = "tawasul " + " ".join(each[:40] for each in self.arguments[:3])
        if self.code not in expected:
            yield f"`{name}` ended with {self.code}: {self.err.strip()[-200:]}"
        if "Traceback" in self.out + self.err or "unexpected " in self.err:
            yield f"`{name}` shows an error of the program: {self.err.strip()[-200:]}"
        if _CONTROL_CHARACTERS.search(self.out + self.err):
            yield f"`{name}` lets control characters through"
        if self.code and self.err.count("\n") > 1:
            yield f"`{name}` needs {self.err.count(chr(10))} lines to say what is wrong"


class CliRunner:
    """Runs commands, one at a time, in the environment of a stack."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, *arguments: str, given: bytes = b"") -> CommandResult:
        """Run a command with `given` on its standard input."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._run, arguments, given)

    def _run(self, arguments: tuple[str, ...], given: bytes) -> CommandResult:
        with self._terminal(given) as (out, err):
            code = cli.run(arguments)
        return CommandResult(arguments, code, _captured(out), _captured(err))

    @contextmanager
    def _terminal(self, given: bytes) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2))
        stdin = io.TextIOWrapper(io.BytesIO(given))
        with patch.dict(os.environ, self._environment), patch.object(sys, "stdin", stdin):
            with redirect_stdout(out), redirect_stderr(err):
                yield out, err


def _captured(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written: bytes = stream.buffer.getvalue()  # type: ignore[attr-defined]
    return written.decode()
