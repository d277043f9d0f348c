"""The interface of a store of sealed files."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

NAME = re.compile(r"[0-9a-f]{64}")
READ_AT_ONCE = 256 * 1024
"""Bytes that are read of a stored file at a time."""


class NotStored(Exception):
    """The store has no file of this name."""


class FileStore(Protocol):
    """Keeps sealed files by the SHA-256 of their bytes. Each may be done twice. Raises Unreachable."""

    def put(self, name: str, sealed: Path) -> None:
        """Keep the bytes of a file of this machine, which may be taken away by that."""

    def opened(self, name: str) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes of a kept file in pieces. Raises NotStored."""

    def remove(self, name: str) -> None:
        """Keep a file no longer; nothing where there is none."""

    def check(self) -> str:
        """What answers here, in words of its own, for the doctor."""
