"""What was sent of the cases that who asks sees, or could not be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from activities.reports.cases import NoticeLine
from activities.reports.notices import NoticeFilter, found_notices
from activities.reports.styles import styles_of_cases
from commands.common.lists import ListForm
from commands.common.onlooker.looking import Sight, look_through
from commands.looks.asking import AtRecords, look
from commands.looks.titles import language_for
from commands.work.lists.check_filter import check_asked
from commands.work.lists.notice_data import masked
from models.case.style import CaseStyle
from models.codes import NoticeOrder
from models.text import mask_in_text


class NoticesAsked(NamedTuple):
    """Which notices, and in which form the list is wanted."""

    wanted: NoticeFilter
    form: ListForm = ListForm()
    language: str | None = None


class NoticesTold(NamedTuple):
    """The notices that are shown, of how many, and how their cases are told."""

    now: datetime
    lines: tuple[NoticeLine, ...]
    total: int
    styles: Mapping[str, CaseStyle]


def _masked(told: NoticesTold, data: dict[str, Any]) -> dict[str, Any]:
    """The answer as it leaves: lists show nobody's numbers and addresses in full."""
    for notice, seen in zip(told.lines, data["lines"], strict=True):
        seen.update(addressed(notice, Sight(numbers=False, attachments=False)))
    return data


def addressed(notice: NoticeLine, sight: Sight) -> dict[str, Any]:
    """To whom a notice went and what it says, as somebody sees it."""
    if sight.numbers:
        return {}
    outcomes = {masked(each): outcome for each, outcome in notice.outcomes.items()}
    texts = {"subject": mask_in_text(notice.subject), "body": mask_in_text(notice.body)}
    return {"recipients": [masked(each) for each in notice.recipients], "outcomes": outcomes, **texts}


@look("notices", masked=_masked)
def notices(place: AtRecords, asked: NoticesAsked) -> NoticesTold:
    """The list, the newest last, with the view of it left behind. Raises NotAllowed, WrongUsage."""
    (connection, who, _config), wanted, form = place, asked.wanted, asked.form
    with connection.transaction():
        check_asked(connection, pack=wanted.pack, team=wanted.team, service=wanted.service)
        found = found_notices(connection, wanted, form.scope(who))
        references = {each.reference for each in found.lines}
        look_through(connection, who, form.verb, len(references), notices=wanted.status or "all", team=wanted.team)
        styles = styles_of_cases(connection, references, language_for(place, asked.language))
    lines = found.lines if wanted.order is NoticeOrder.OLDEST else found.lines[::-1]
    return NoticesTold(datetime.now(UTC), tuple(lines), found.total, styles)
