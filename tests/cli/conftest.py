"""Fixtures of the command line in this process."""

import pytest

import cli
from tests.support.terminal import NOWHERE, CommandLine, Ended


@pytest.fixture
def environment() -> dict[str, str]:
    """Environment variables that name servers which do not answer."""
    return NOWHERE


@pytest.fixture
def tawasul(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line in this process, with nobody named."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TAWASUL_STAFF", raising=False)

    def run(*arguments: object) -> Ended:
        code = cli.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run
