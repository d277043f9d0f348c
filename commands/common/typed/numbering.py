"""Row numbers: a list on a terminal numbers its cases, and commands in the same terminal take the number.

What a number means is kept in the home, for this terminal session alone: references, and nothing about the cases.
"""

import json
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from commands.common.words.language import _
from errors import WrongUsage

LONGEST = 12 * 3600
"""Seconds for which the numbers of a list hold."""
MOST = 1_000


def numbers_rows() -> bool:
    """Whether a list that is printed now numbers its rows."""
    return sys.stdout.isatty()


def remember(references: Iterable[str]) -> None:
    """Keep which case each row of the list has that was just printed, from 1. A home that takes no file has none."""
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = file.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(json.dumps(list(references)[:MOST]))
        new.replace(file)


def reference_of_row(number: int) -> str:
    """The case of a row of the last list in this terminal. Raises WrongUsage."""
    try:
        listed = json.loads(_file().read_text()) if _is_recent() else []
    except (OSError, ValueError):
        listed = []
    if not listed:
        raise WrongUsage(
            _("«{number}»: no list was printed in this terminal lately", number=number), _("give `tawasul inbox` first")
        )
    if not 0 < number <= len(listed):
        raise WrongUsage(_("«{number}»: the last list has the rows 1 to {count}", number=number, count=len(listed)))
    return str(listed[number - 1])


def _is_recent() -> bool:
    return time.time() - _file().stat().st_mtime < LONGEST


def _file() -> Path:
    import settings

    return settings.load().home / "lists" / f"{os.getsid(0)}.json"
