"""Whether a file is taken, and of which type it is: by its content as it passes by, held nowhere as a whole."""

import hashlib

from models.files.archives import TAIL, parts_of
from models.files.codes import FileFlaw
from models.files.terms import HEAD, FileTerms


class PassingFile:
    """A file of which one piece after another passes by."""

    def __init__(self, terms: FileTerms) -> None:
        self._terms, self._hash = terms, hashlib.sha256()
        self._head, self._tail = b"", b""
        self.size = 0

    @property
    def sha256(self) -> bytes:
        """The hash of what has passed."""
        return self._hash.digest()

    def passed(self, piece: bytes) -> FileFlaw | None:
        """Look at the next piece; why the file is not taken, as soon as that is known."""
        self.size += len(piece)
        self._hash.update(piece)
        if len(self._head) < HEAD:
            self._head += piece[: HEAD - len(self._head)]
        self._tail = (self._tail + piece)[-TAIL:]
        if self.size > self._terms.limits.file_bytes:
            return FileFlaw.TOO_LARGE
        known = len(self._head) == HEAD
        return FileFlaw.WRONG_TYPE if known and not self._terms.candidates(self._head) else None

    def type(self) -> str | FileFlaw:
        """The media type of the whole file, or why it is not taken."""
        if not self.size:
            return FileFlaw.EMPTY
        candidates = self._terms.candidates(self._head)
        types = {name: self._terms.types[name] for name in candidates}
        if plain := [name for name, each in types.items() if not each.has]:
            return plain[0]
        if not types:
            return FileFlaw.WRONG_TYPE
        parts = parts_of(self.size, self._tail, self._terms.limits.unpacked_bytes)
        if isinstance(parts, FileFlaw):
            return parts
        return next((name for name, each in types.items() if each.has in parts), FileFlaw.WRONG_TYPE)
