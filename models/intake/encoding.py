"""Text of request files: UTF-8, or UTF-16 that says so by its byte order mark; marks between values are left out."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"

_UTF_16 = re.compile(rb"\xff\xfe[^\x00]\x00|\xfe\xff\x00[^\x00]")
"""A mark and a character below U+0100, as JSON begins with one."""
_OUTSIDE_STRINGS = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+"?)|\ufeff', re.DOTALL)
"""A string, which keeps its marks, or a mark: files that were put together have one where each of them began."""


def decoded_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """The lines of a file as text, one by one. Bytes that are not UTF-8 become lone surrogates: the item they are in is
    refused later, and no other. Nothing is read before the first line is asked for: the file may be a terminal.
    """
    given = iter(lines)
    first = next(given, b"")
    together = chain([first], given)
    texts = _of_utf_16(together) if _UTF_16.match(first) else _of_utf_8(together)
    yield from map(without_marks, texts)


def without_marks(text: str) -> str:
    """JSON without the byte order marks that stand outside of its strings."""
    if BYTE_ORDER_MARK not in text:
        return text
    return _OUTSIDE_STRINGS.sub(lambda match: match[1] or "", text)


def _of_utf_8(lines: Iterable[bytes]) -> Iterator[str]:
    return (line.decode("utf-8", "surrogateescape") for line in lines)


def _of_utf_16(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines of UTF-16, which were split at a byte that may be half of a line feed or of another character."""
    decoder, line = getincrementaldecoder("utf-16")("replace"), ""
    for text in chain(map(decoder.decode, pieces), [decoder.decode(b"", final=True)]):
        *whole, line = (line + text).split("\n")
        yield from (f"{each}\n" for each in whole)
    yield line
