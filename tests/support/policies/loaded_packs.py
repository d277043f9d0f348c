"""Packs in tests: files with the same bytes are the same pack, which is parsed and checked once in a process.

To read and check the delivered packs takes half a second, and nearly every command in a test begins with it.
"""

import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from models.packs.pack import Pack

Loader = TypeVar("Loader", bound=Callable[[Path], Pack])
MOST = 64
"""Packs that are kept; the oldest goes first."""


def loaded_once(load_pack: Loader) -> Loader:
    """The function that loads a pack, remembering those it loaded; what is no pack is read and refused each time."""
    known: dict[tuple[Path, bytes], Pack] = {}

    def load(folder: Path) -> Pack:
        key = folder, _bytes_of(folder)
        if key in known:
            return known[key]
        pack = load_pack(folder)
        if _bytes_of(folder) == key[1]:  # no other thread has changed a file meanwhile
            known[key] = pack
        if len(known) > MOST:
            del known[next(iter(known))]
        return pack

    return cast(Loader, load)


def parsed_once(read_toml: Callable[[Path], dict[str, Any]]) -> Callable[[Path], dict[str, Any]]:
    """The function that reads a file of a pack, remembering what it parsed: most broken packs have one broken file."""
    known: dict[bytes, bytes] = {}

    def read(path: Path) -> dict[str, Any]:
        before = path.read_bytes() if path.is_file() else b""
        if before in known:
            return cast(dict[str, Any], pickle.loads(known[before]))
        tables = read_toml(path)
        if path.read_bytes() == before:
            known[before] = pickle.dumps(tables)
        return tables

    return read


def _bytes_of(folder: Path) -> bytes:
    """A digest of all that a pack is made of: the files of its folder, and the table of authority beside it."""
    found = sha256()
    for path in sorted([*folder.rglob("*.toml"), *folder.resolve().parent.glob("*.toml")]):
        try:
            content = path.read_bytes()
        except OSError as error:
            content = repr(error).encode()
        found.update(f"{path}\0{len(content)}\0".encode() + content)
    return found.digest()
