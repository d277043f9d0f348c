"""What somebody must see to, as who asks sees it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from activities.records.attention import Entry, waiting
from activities.records.database import Connection
from activities.reports.attention import AttentionGroup, grouped, in_order, seen
from activities.reports.styles import styles_of_cases
from commands.common.lists import ListForm
from commands.common.onlooker.looking import Onlooker, look_through
from commands.common.words.language import _
from commands.looks.asking import AtRecords, look
from commands.looks.titles import language_for
from commands.work.lists.check_filter import check_asked
from errors import WrongUsage
from models.authority import Scope
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
        groups = chosen_groups(entries_seen(connection, who, form.scope(who)), asked)
        shown = tuple(form.part(groups))
        references = {name for group in shown for name in group.references}
        look_through(connection, who, form.verb, len(references), attention=True)
        styles = styles_of_cases(connection, references, language_for(place, asked.language))
    return AttentionTold(datetime.now(UTC), shown, len(groups), sum(len(each.entries) for each in groups), styles)


def entries_seen(connection: Connection, who: Onlooker, scope: Scope) -> list[Entry]:
    """The entries that somebody sees, of the cases of a scope."""
    audits = who.authority.scope(Verb.AUDIT, who.places) is not None
    return seen(waiting(connection), scope, audits=audits)


def groups_of(entries: Iterable[Entry], pack: str | None, team: str | None) -> list[AttentionGroup]:
    """The things to see to that some entries are about, of a pack or a team."""
    return grouped(each for each in entries if pack in (None, each.pack) and team in (None, each.team))


def chosen_groups(entries: Sequence[Entry], asked: AttentionAsked) -> list[AttentionGroup]:
    """The groups that are asked for, in their order. Raises WrongUsage for a number that none of them has."""
    groups = groups_of(entries, asked.pack, asked.team)
    known = {entry.id: group.number for group in groups for entry in group.entries}
    for number in asked.numbers:
        if number not in known:
            raise WrongUsage(_("{number} is not on the list: `tawasul attention` shows what is", number=number))
    wanted = {known[number] for number in asked.numbers}
    chosen = [
        each for each in groups if (not asked.numbers or each.number in wanted) and asked.kind in (None, each.kind)
    ]
    return in_order(chosen, asked.order)
