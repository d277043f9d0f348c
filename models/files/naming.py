"""The name of a file, made safe, and its media type, which carries the hash of its content."""

import re
import unicodedata

from models.text import clean_line

LONGEST_NAME = 100
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""What Windows takes for a device, whatever stands behind the dot."""
_MEDIA_WITH_HASH = re.compile(r"[a-z]+/[a-z.+-]+; sha256=[0-9a-f]{64}")
_HASH = re.compile(r";\s*sha256=([0-9a-f]{64})\b")


def safe_name(given: str, ending: str) -> str:
    """A name without folders, signs that lead elsewhere, or an ending that belies what the file is.

    The ending is that of its content: `x.pdf.exe` of a PDF is `x.pdf.pdf`, and `x.jpeg` of a JPEG is `x.jpg`.
    """
    name = _UNSAFE.sub(" ", clean_line(unicodedata.normalize("NFC", given)).replace("\\", "/").rpartition("/")[2])
    stem, dot, old = " ".join(name.split()).rpartition(".")
    stem = (stem if dot and len(old) <= 5 else f"{stem}{dot}{old}").strip(" .")
    if not stem or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip(' .')}.{ending}"


def media_with_hash(media_type: str, sha256: bytes) -> str:
    """The media type of an attachment as its message has it: what is signed names the content by it."""
    return f"{media_type}; sha256={sha256.hex()}"


def is_media_with_hash(text: str) -> bool:
    """Whether a text is a media type with a hash and nothing else: its digits are no number of a person."""
    return _MEDIA_WITH_HASH.fullmatch(text) is not None


def hash_in(media: str | None) -> bytes | None:
    """The hash that the media type of an attachment names; none of an attachment by reference alone."""
    found = _HASH.search(media or "")
    return bytes.fromhex(found[1]) if found else None
