"""What the documents and fields are called that a beneficiary was asked for, where only their codes are known."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from commands.common.terminal import Piece, warning
from commands.common.words.language import _, listed
from errors import WrongUsage

if TYPE_CHECKING:
    from models.case.style import CaseStyle
    from models.language import Text
    from models.packs.pack import Pack


def still_asked(codes: Iterable[str], style: "CaseStyle | None") -> list[Piece]:
    """What has not arrived, for the line of a receipt; nothing where all has."""
    codes = tuple(codes)
    names = listed(titles_of(codes, style.language if style else "en")) if codes else ""
    return [_("  asked for "), warning(names)] if names else []


def titles_of(codes: Iterable[str], language: str) -> tuple[str, ...]:
    """The titles of documents and of the fields of services, by the packs that are here; else the codes."""
    known = {code: text.of(language) for pack in _packs() for code, text in _titles(pack)}
    return tuple(known.get(code, code) for code in codes)


def _packs() -> "tuple[Pack, ...]":
    from commands.common.context import packs

    try:
        return tuple(packs().values())
    except WrongUsage:
        return ()


def _titles(pack: "Pack") -> "Iterator[tuple[str, Text]]":
    for service in pack.services.values():
        yield from ((code, field.title) for code, field in service.fields.items())
    yield from ((code, document.title) for code, document in pack.documents.items())
