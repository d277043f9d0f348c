"""The command shell: one command line after another, each by a copy of a process that has loaded what they need."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from tempfile import TemporaryFile
from typing import TextIO

import typer

from commands.common import terminal
from commands.common.process.apart import run_apart
from commands.common.typed.declare import As, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import SESSION
from commands.common.words.language import VARIABLE, _, language
from errors import WrongUsage

app = typer.Typer()

PROMPT = "tawasul> "


@command(app, SESSION, "tawasul shell", "tawasul shell --as o.salem", "tawasul shell < morning.txt")
def shell(staff: As = None) -> int:
    """Take one command line after another, without `tawasul` before each, until Ctrl-D.

    Each is there at once: what commands load, which is most of their time, is loaded only once. Each runs in a process
    of its own, in this terminal. The lines may stand in a file; then no command reads its input, and the exit code is
    that of the last one that failed.
    """
    if staff:
        os.environ["TAWASUL_STAFF"] = staff
    os.environ[VARIABLE] = language()
    code = int(ExitCode.DONE)
    for line in _lines():
        code = _run(line) or code
    return code


def _lines() -> Iterator[str]:
    """What is typed, or stands in the file on standard input."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    _edit_lines()
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            terminal.line()
            return
        except KeyboardInterrupt:
            terminal.line()


def _edit_lines() -> None:
    """Let lines be edited, completed, and come again; they are kept nowhere."""
    import readline

    found = list[str]()

    def offer(typed: str, place: int) -> str | None:
        if place == 0:
            found[:] = offered(readline.get_line_buffer()[: readline.get_endidx()])
        return found[place] if place < len(found) else None

    readline.set_completer(offer)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")


def offered(line: str) -> list[str]:
    """What the last word of a line may become, as every shell asks for it."""
    with TemporaryFile("w+") as out:
        run_apart(partial(_offer, line, out))
        out.seek(0)
        return out.read().split()


def _offer(line: str, out: TextIO) -> int:
    from cli import run

    typed = f"tawasul {line}"
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_TAWASUL_COMPLETE": "complete_bash"}
    os.environ.update(words)
    sys.stdout = out
    return run([])


def _run(line: str) -> int:
    """The exit code of one line; nothing typed is done."""
    from cli import explain

    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return explain(WrongUsage(_("a quotation mark is missing")), as_json=False)
    if words[:1] == ["tawasul"]:
        words = words[1:]
    return run_apart(partial(_run_words, words)) if words else ExitCode.DONE


def _run_words(words: Sequence[str]) -> int:
    from cli import run

    if not sys.stdin.isatty():
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        sys.stdin = open(sys.stdin.fileno())  # noqa: SIM115 - the lines to come are not its input
    return run(words)
