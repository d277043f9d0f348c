"""What a beneficiary was asked for, as the pages of a case and their JSON say it: open, or when it arrived."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from commands.common.terminal import Piece, bad, dim, good, heading, line, moment
from commands.common.words.code_words import word
from commands.common.words.documents import titles_of
from commands.common.words.labels import ASKED, name_of
from commands.common.words.language import _
from models.case.actor import SYSTEM
from models.codes import AskedKind
from models.text import mask_in_text
from workflows.explain.asked import AskedItem

if TYPE_CHECKING:
    from commands.work.case.read import CaseFile
    from models.language import Text


def show_asked(case: "CaseFile", zone: tzinfo) -> None:
    """Print what was asked for, each thing with whether it has arrived; nothing where nothing was."""
    if not case.asked:
        return
    heading(_("Asked of the beneficiary"))
    for item in case.asked:
        arrived = good(_("arrived {at}", at=moment(item.arrived_at, zone))) if item.arrived_at else bad(_("open"))
        line(
            "  ",
            arrived,
            "  ",
            *_told(item, case),
            dim(_("  {who}, {at}", who=_who(item), at=moment(item.asked_at, zone))),
        )


def asked_data(case: "CaseFile") -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "kind": item.kind,
            "what": item.what,
            "title": title_of(item, case.policy.documents, case.style.language),
            "asked_at": item.asked_at,
            "asked_by": item.asked_by.id,
            "arrived_at": item.arrived_at,
        }
        for item in case.asked
    ]


def title_of(item: AskedItem, documents: "Mapping[str, Text]", language: str) -> str:
    """What a document or a field is called; of anything else what it says itself."""
    if item.kind is AskedKind.DOCUMENT and item.what in documents:
        return documents[item.what].of(language)
    if item.kind is AskedKind.FIELD:
        return titles_of((item.what,), language)[0]
    return item.what or ASKED[item.kind].of(language)


def in_short(items: Iterable[AskedItem], documents: "Mapping[str, Text]", language: str) -> Iterator[str]:
    """The titles of documents and fields, and how many questions; for a row of a list."""
    items = tuple(items)
    yield from (title_of(item, documents, language) for item in items if item.kind is not AskedKind.QUESTION)
    if questions := sum(item.kind is AskedKind.QUESTION for item in items):
        label = ASKED[AskedKind.QUESTION].of(language)
        yield label if questions == 1 else f"{label} ×{questions}"


def _who(item: AskedItem) -> str:
    return _("first stage") if item.asked_by == SYSTEM else name_of(item.asked_by)


def _told(item: AskedItem, case: "CaseFile") -> list[Piece]:
    if item.kind in (AskedKind.DOCUMENT, AskedKind.FIELD):
        return [f"{item.what}  ", title_of(item, case.policy.documents, case.style.language)]
    said = item.what or (item.reply.of(case.style.language) if item.reply else "")
    one_line = " ".join(said.split())
    return [f"{word(item.kind)}  ", one_line if case.look.numbers else mask_in_text(one_line)]
