"""The command line in tests: each command in a process of its own."""

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from threading import Lock
from typing import IO, Any

import pytest

import cli
from settings import PROJECT

ROOT = PROJECT
TAWASUL = [sys.executable, "-c", "from cli import main; main()"]

NOWHERE = {
    "TEMPORAL_ADDRESS": "127.0.0.1:1",
    **{f"TAWASUL_{whose}_URL": "postgresql://nobody:x@127.0.0.1:1/none" for whose in ("DATABASE", "DESK", "ADMIN")},
    "TAWASUL_CHANNEL_KEY": "A" * 43,
}
"""Servers that do not answer, and a key that none of them trusts."""


@dataclass(frozen=True)
class Ended:
    """The exit code of a command, and its output."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The output as one JSON value."""
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """The output with all white space normalized to single spaces."""
        return " ".join(self.out.split())

    @property
    def lines(self) -> list[Any]:
        """The output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


CommandLine = Callable[..., Ended]
"""The type of the command line as a function of its arguments."""


def command_line_in(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line in this process and in an environment, which may name who types."""
    monkeypatch.delenv("TAWASUL_STAFF", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> Ended:
        code = cli.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


def tawasul(*arguments: str, environ: Mapping[str, str], stdin: str = "") -> Ended:
    """Run one command in a process of its own, in the given environment; its imports are made already."""
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as order:
            order.settimeout(50)
            order.connect(_warm_commands())
            message = json.dumps([arguments, dict(environ)]).encode()
            socket.send_fds(order, [message], [stream.fileno() for stream in (given, out, err)])
            code = int(order.recv(16))
        return Ended(code, _contents(out), _contents(err))


def _contents(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()


_STARTING = Lock()


def _warm_commands() -> str:
    """The socket of `tests.support.warm_cli`, which runs until the tests end."""
    with _STARTING:
        return _start_warm_commands()


@cache
def _start_warm_commands() -> str:
    path = str(Path(mkdtemp()) / "orders")
    process = subprocess.Popen([sys.executable, "-m", "tests.support.warm_cli", path], cwd=ROOT, stdout=subprocess.PIPE)
    atexit.register(process.kill)
    assert process.stdout and process.stdout.readline() == b"ready\n"
    return path


def bare_environment(**given: str) -> dict[str, str]:
    """The environment of this process without the settings of Tawasul and Temporal, and with `given`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TAWASUL_", "TEMPORAL_"))}
    return inherited | given
