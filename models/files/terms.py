"""What may be attached: how much, and which types, as data (`policies/files.toml`)."""

import re
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_SIGN = re.compile(r"[0-9a-f]{2}|\.\.")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
MEGABYTE = 1_000_000
HEAD = 64
"""Bytes of the beginning of a file by which its type is known."""


class _Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _pattern(written: object) -> object:
    """`25 50 44 46`, two signs a byte, `..` for any: as what matches it."""
    if not isinstance(written, str):
        return written
    signs = written.lower().split()
    if not signs or len(signs) > HEAD or not all(map(_SIGN.fullmatch, signs)):
        raise ValueError(f"{written}: write bytes as two hexadecimal digits each, and .. for any")
    return re.compile(b"".join(b"." if each == ".." else re.escape(bytes.fromhex(each)) for each in signs), re.DOTALL)


class FileType(_Terms):
    """A type of file by what it begins with, and of an archive by a part that it has."""

    ending: str = Field(pattern=r"^[a-z0-9]{2,5}$")
    begins: tuple[Annotated[re.Pattern[bytes], BeforeValidator(_pattern)], ...] = Field(min_length=1)
    has: str = ""
    """A part of the archive (ZIP) that such a file is; such a file is looked into, too."""

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so may be of this type."""
        return any(each.match(head) for each in self.begins)


class FileLimits(_Terms):
    """How much is taken."""

    file_megabytes: float = Field(10, gt=0, le=1_000)
    case_megabytes: float = Field(100, gt=0, le=100_000)
    """All files of a case together."""
    files_of_a_case: int = Field(40, ge=1, le=1_000)
    unpacked_megabytes: float = Field(100, gt=0)
    """What an office document may unpack to."""

    @property
    def file_bytes(self) -> int:
        """The most bytes of a file."""
        return int(self.file_megabytes * MEGABYTE)

    @property
    def case_bytes(self) -> int:
        """The most bytes of all files of a case."""
        return int(self.case_megabytes * MEGABYTE)

    @property
    def unpacked_bytes(self) -> int:
        """The most bytes that an office document may unpack to."""
        return int(self.unpacked_megabytes * MEGABYTE)


class FileTerms(_Terms):
    """The whole file."""

    limits: FileLimits = FileLimits()
    types: Mapping[str, FileType] = Field(min_length=1)

    @model_validator(mode="after")
    def _media_types(self) -> Self:
        if wrong := [each for each in self.types if not _MEDIA_TYPE.fullmatch(each)]:
            raise ValueError(f"{wrong[0]}: is no media type")
        return self

    def candidates(self, head: bytes) -> tuple[str, ...]:
        """The types that a file with this beginning may be of; several where they are archives of one form."""
        return tuple(name for name, each in self.types.items() if each.fits(head))

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of all types, for people."""
        return tuple(dict.fromkeys(each.ending for each in self.types.values()))
