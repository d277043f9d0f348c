"""The fields that a service has of its own, as a request gave them: by the codes and titles of its pack."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from commands.common.terminal import Piece, dim
from commands.common.words.language import _
from errors import WrongUsage
from models.text import mask_in_text

if TYPE_CHECKING:
    from commands.work.case.read import CaseFile
    from models.intake.request import Request
    from models.packs.pack import FieldSpec, Pack


def own_fields(
    case: "CaseFile", request: "Request", known: "Mapping[str, Pack] | None" = None
) -> Iterator[tuple[str, list[Piece]]]:
    """A line for each field of `context`: its code, what was given, and what the pack calls it today.

    `known` are the packs where they are at hand.
    """
    titled = _fields(case, known) if request.context else {}
    for code, value in request.context.items():
        text = _text(value)
        title = titled[code].title.of(case.style.language) if code in titled else ""
        yield code, [text if case.look.numbers else mask_in_text(text), dim(f"  {title}" if title else "")]


def _fields(case: "CaseFile", known: "Mapping[str, Pack] | None") -> "Mapping[str, FieldSpec]":
    """The fields of the service of a case; none where its pack is not here, or cannot be used."""
    from commands.common.context import packs

    try:
        pack = (packs() if known is None else known).get(case.view.row.pack)
    except WrongUsage:
        return {}
    return pack.services[case.view.row.service].fields if pack and case.view.row.service in pack.services else {}


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
