"""What somebody must see to, as who asks sees it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from activities.records.attention import Entry, waiting
from activities.reports.attention import AttentionGroup, grouped, in_order, seen
from activities.reports.styles import styles_of_cases
from commands.common.lists import ListForm
from commands.common.onlooker.looking import look_through
from commands.common.words.language import _
from commands.looks.asking import AtRecords, look
from commands.looks.titles import language_for
from commands.work.lists.check_filter import check_asked
from errors import WrongUsage
from models.case.style import CaseStyle
from models.codes import AttentionKind, AttentionOrder, Verb


class AttentionAsked(NamedTuple):
    """Which things: by their numbers, of a kind, a pack or a team; and how many of them."""

    numbers: tuple[int, ...] = ()
    kind: AttentionKind | None = None
    pack: str | None = None
    team: str | None = None
    order: AttentionOrder = AttentionOrder.OLDEST
    form: ListForm = ListForm()
    language: str | None = None


class AttentionTold(NamedTuple):
    """The things that are shown, how many there are and of how many entries, and how their cases are told."""

    now: datetime
    groups: tuple[AttentionGroup, ...]
    total: int
    entries: int
    styles: Mapping[str, CaseStyle]


@look("attention")
def attention(place: AtRecords, asked: AttentionAsked) -> AttentionTold:
    """The list, with the view of it left behind. Raises NotAllowed, WrongUsage."""
    (connection, who, _config), form = place, asked.form
    with connection.transaction():
        check_asked(connection, pack=asked.pack, team=asked.team, service=None)
        audits = who.authority.scope(Verb.AUDIT, who.places) is not None
        entries = seen(waiting(connection), form.scope(who), audits=audits)
        groups = chosen_groups(entries, asked)
        shown = tuple(form.part(groups))
        references = {name for group in shown for name in group.references}
        look_through(connection, who, form.verb, len(references), attention=True)
        styles = styles_of_cases(connection, references, language_for(place, asked.language))
    return AttentionTold(datetime.now(UTC), shown, len(groups), sum(len(each.entries) for each in groups), styles)


def chosen_groups(entries: Sequence[Entry], asked: AttentionAsked) -> list[AttentionGroup]:
    """The groups that are asked for, in their order. Raises WrongUsage for a number that none of them has."""
    own = [each for each in entries if asked.pack in (None, each.pack) and asked.team in (None, each.team)]
    groups = grouped(own)
    known = {entry.id: group.number for group in groups for entry in group.entries}
    for number in asked.numbers:
        if number not in known:
            raise WrongUsage(_("{number} is not on the list: `tawasul attention` shows what is", number=number))
    wanted = {known[number] for number in asked.numbers}
    chosen = [
        each for each in groups if (not asked.numbers or each.number in wanted) and asked.kind in (None, each.kind)
    ]
    return in_order(chosen, asked.order)
