"""Fixtures of the command line in this process."""

import pytest

from tests.support.terminal import NOWHERE, CommandLine, command_line_in


@pytest.fixture
def environment() -> dict[str, str]:
    """Environment variables that name servers which do not answer."""
    return NOWHERE


@pytest.fixture
def tawasul(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line in this process, with nobody named."""
    return command_line_in(environment, monkeypatch, capsys)
