"""Texts that people write: as an option, or by standard input, where no list of processes and no shell keeps them."""

import sys
from typing import Any

import typer

from commands.common.words.language import _
from errors import WrongUsage


def text_option(*names: str, about: str, **more: Any) -> Any:
    """An option that takes a text, or `-` to read it from standard input."""
    return typer.Option(*names, metavar="TEXT", help=f"{about} (- reads it from standard input)", callback=said, **more)


def said(given: str | list[str] | None) -> str | list[str] | None:
    """What was typed; for `-` the whole of standard input, which is each line of it where several texts are taken.

    Raises WrongUsage when nothing comes.
    """
    if isinstance(given, list):
        return [line for each in given for line in (_from_input().splitlines() if each == "-" else [each])]
    return _from_input() if given == "-" else given


def _from_input() -> str:
    if sys.stdin.isatty():
        from commands.common import terminal

        terminal.line(_("Type the text; Ctrl-D on a line of its own ends it."), to=sys.stderr)
    if text := sys.stdin.read().strip():
        return text
    raise WrongUsage(_("- reads a text from standard input, and there is none"))
