"""Looking into an office document, which is an archive (ZIP): what parts it has, and how large they would be.

Nothing is unpacked. The list of parts stands at the end of an archive, so its end is all that is looked at.
"""

import io
import zipfile

from models.files.codes import FileFlaw

TAIL = 256 * 1024
"""Bytes of the end of a file that are kept to be looked at; the list of parts of an office document has some kilobytes.
"""
MOST_PARTS = 5_000
_ENCRYPTED = 0x1
_MACROS = ("vbaproject.bin", "vbadata.xml")


class _EndOfFile(io.RawIOBase):
    """A file of some size of which the end alone is at hand."""

    def __init__(self, size: int, tail: bytes) -> None:
        self._size, self._tail, self._at = size, tail, 0

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where it is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        """Read on. Raises zipfile.BadZipFile in front of the end that is at hand."""
        begins = self._size - len(self._tail)
        if self._at < begins:
            raise zipfile.BadZipFile("its list of parts is too long")
        view = memoryview(buffer)  # type: ignore[arg-type]
        part = self._tail[self._at - begins : self._at - begins + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)


def parts_of(size: int, tail: bytes, unpacked_bytes: int) -> frozenset[str] | FileFlaw:
    """The names of the parts of an archive, or why it is not taken."""
    try:
        with zipfile.ZipFile(io.BufferedReader(_EndOfFile(size, tail))) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError):
        return FileFlaw.UNPACKS_TOO_LARGE
    names = frozenset(each.filename for each in parts)
    if any(name.lower().endswith(_MACROS) for name in names):
        return FileFlaw.HAS_MACROS
    too_large = sum(each.file_size for each in parts) > unpacked_bytes or len(parts) > MOST_PARTS
    hidden = any(each.flag_bits & _ENCRYPTED for each in parts)
    return FileFlaw.UNPACKS_TOO_LARGE if too_large or hidden else names
