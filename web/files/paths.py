"""The addresses to which files are sent, which may have longer bodies than others, and take longer to arrive."""

import re

from models.files.terms import FileTerms

LONGEST_UPLOAD = 600.0
"""Seconds that the whole of a call with files may take: a telephone far from its mast sends a megabyte in a minute."""
MOST_FILES = 5
"""Files of one call; as many documents as a message may have."""
BESIDE_FILES = 256 * 1024
"""Bytes that the rest of such a call may have."""
_OF_PROGRAMS = r"/v1/(?:cases/[^/]+|requests)/files"
_OF_PEOPLE = r"/(?:ar|en)/(?:case/reply|new/[^/]+/[^/]+)"
_UPLOADS = re.compile(f"{_OF_PROGRAMS}|{_OF_PEOPLE}")
FORM_WITH_FILES = "multipart/form-data"


def longest_upload(terms: FileTerms) -> int:
    """The most bytes that a call with files may have."""
    return MOST_FILES * terms.limits.file_bytes + BESIDE_FILES


def takes_files(method: str, path: str, content_type: str) -> bool:
    """Whether a call may bring files."""
    kind = content_type.partition(";")[0].strip().lower()
    return method == "POST" and kind == FORM_WITH_FILES and _UPLOADS.fullmatch(path) is not None
