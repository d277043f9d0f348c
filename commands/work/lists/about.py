"""What a case is about, as a list says it: person, subject and what is asked for, as far as its reader may see them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commands.common.terminal import Piece
from commands.common.words.language import listed
from errors import Unreachable
from models.codes import Verb
from models.text import mask_in_text

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.subjects import AboutCase
    from commands.common.onlooker.looking import Onlooker
    from models.case.row import CaseRow
    from models.case.style import CaseStyle


def seen_subjects(
    connection: "Connection", who: "Onlooker", rows: "Iterable[CaseRow]", url: str = ""
) -> "dict[str, AboutCase]":
    """The subjects of those cases that somebody may look at without a further reason; none while no key is at hand."""
    from activities.reports.subjects import subjects_of
    from commands.common.context import records_url

    scope, rule = who.authority.scope(Verb.LOOK, who.places), who.authority.verbs[Verb.LOOK]
    if scope is None or (rule.why and not who.intent.why):
        return {}
    try:
        return subjects_of(connection, url or records_url(), (row for row in rows if scope.covers(row)))
    except Unreachable:  # what unwraps the keys is away: a list goes on without
        return {}


def about(subject: "AboutCase | None", status: str = "") -> Piece:
    """Person, subject and status as one text, for the last column: Arabic all along stands right on any terminal."""
    parts = (subject.person, subject.subject, status) if subject else (status,)
    return " · ".join(mask_in_text(" ".join(part.split())) for part in parts if part)


def asked_in_short(subject: "AboutCase | None", style: "CaseStyle | None") -> str:
    """What is asked for and has not arrived."""
    if not subject or not subject.asked:
        return ""
    from commands.work.case.asked import in_short

    return listed(in_short(subject.asked, subject.documents or {}, style.language if style else "en"))
