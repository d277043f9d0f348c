"""Files of secrets, which this account alone may read."""

import os
import stat
from pathlib import Path


class OpenToOthers(ValueError):
    """Other accounts may read a file of secrets."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is open to other accounts: set its mode to 0600")


def read_secret(file: Path) -> str:
    """The text of a file. Raises OpenToOthers, OSError."""
    with file.open() as opened:
        if stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
            raise OpenToOthers(file)
        return opened.read()


def write_secret(file: Path, content: str) -> None:
    """Write a file in one step: whatever happens meanwhile, it is the one of before or the whole new one."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
