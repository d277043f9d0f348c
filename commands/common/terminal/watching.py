"""A list that is shown anew from time to time, on a terminal, until Ctrl-C."""

import io
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout

from commands.common.words.language import _
from errors import WrongUsage

SECONDS = 15
"""Between two looks. Each leaves a view, so it is not less."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


def watched(draw: Callable[[], None], *, watch: bool) -> None:
    """Print a list once, or for a watch again and again. Raises WrongUsage where nobody could see it."""
    if not watch:
        draw()
        return
    if not sys.stdout.isatty():
        raise WrongUsage(_("--watch is for a terminal; leave it out for a pipe or a file"))
    while True:
        _show(draw)
        time.sleep(SECONDS)


def _show(draw: Callable[[], None]) -> None:
    """Draw to memory first, so that the screen is never empty while the records answer."""
    screen = _Screen()
    with redirect_stdout(screen):
        draw()
    lines, room = screen.getvalue().splitlines(), shutil.get_terminal_size().lines - 1
    cut = [_("… {count} more lines", count=len(lines) - room + 1)] if len(lines) > room else []
    sys.stdout.write(_CLEAR + "\n".join([*lines[: room - len(cut)], *cut]) + "\n")
    sys.stdout.flush()


class _Screen(io.StringIO):
    """What stands for the terminal while a list is drawn."""

    def isatty(self) -> bool:
        """It is shown on a terminal."""
        return True

    def fileno(self) -> int:
        """The terminal, for its size."""
        return sys.__stdout__.fileno() if sys.__stdout__ else 1
