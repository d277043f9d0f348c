"""The inbox of who asks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from activities.reports.absences import PlannedAbsence, absences_about
from activities.reports.inbox import Inbox
from activities.reports.inbox import inbox as inbox_of
from activities.reports.styles import case_styles
from activities.reports.subjects import AboutCase
from commands.common.context import known_pack
from commands.common.onlooker.looking import look_through
from commands.common.typed.suggest import staff_ids
from commands.looks.asking import AtRecords, look
from commands.looks.titles import language_for
from commands.work.lists.about import seen_subjects
from models.case.actor import Actor
from models.case.style import CaseStyle
from models.codes import CaseOrder, Verb

PARTS = ("mine", "unassigned", "steps", "asked", "stand_in", "team")


class InboxAsked(NamedTuple):
    """How many of each part, of which pack, in which order; `opened`: with what the cases are about."""

    limit: int
    pack: str | None = None
    order: CaseOrder | None = None
    opened: bool = False
    language: str | None = None


class InboxTold(NamedTuple):
    """The inbox, whose it is, and what stands around it."""

    now: datetime
    actor: Actor
    absent: tuple[Actor, ...]
    work: Inbox
    away: tuple[PlannedAbsence, ...]
    styles: Mapping[str, CaseStyle]
    subjects: Mapping[str, AboutCase]
    colleagues: tuple[str, ...]


@look("inbox")
def inbox(place: AtRecords, asked: InboxAsked) -> InboxTold:
    """The inbox, with the view of it left behind. Raises WrongUsage for an unknown pack."""
    (connection, who, config), now = place, datetime.now(UTC)
    with connection.transaction():
        away = tuple(absences_about(connection, who.actor.id, now))
        pack = known_pack(connection, asked.pack)
        work = inbox_of(connection, who.actor, now, asked.limit, who.absent, pack=pack, order=asked.order)
        rows = [case.row for part in PARTS for case in getattr(work, part)]
        subjects = seen_subjects(connection, who, rows, config.desk_url) if asked.opened else {}
        look_through(connection, who, Verb.LIST, len(rows), inbox=True, subjects=len(subjects))
        styles = case_styles(connection, [row.policy for row in rows], language_for(place, asked.language))
        colleagues = tuple(staff_ids(connection))
    return InboxTold(now, who.actor, tuple(who.absent), work, away, styles, subjects, colleagues)
