"""The attention list as people see to it: one group for each person or fault, however many cases it touches."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from activities.records.attention import Entry
from models.authority import Scope
from models.codes import AttentionKind, AttentionOrder
from models.notices.key import NoticeKey
from models.teams import is_in


@dataclass(frozen=True, slots=True)
class AttentionGroup:
    """The entries of one kind about one person or fault, the oldest first. It is known by the number of its first."""

    kind: str
    subject: str
    entries: tuple[Entry, ...]

    @property
    def number(self) -> int:
        """The number by which it is taken off the list."""
        return self.entries[0].id

    @property
    def since(self) -> datetime:
        """When the first of it came on the list."""
        return self.entries[0].at

    @property
    def references(self) -> tuple[str, ...]:
        """The cases it touches, in the order in which they came."""
        return tuple(dict.fromkeys(each.reference for each in self.entries if each.reference))


def seen(entries: Iterable[Entry], scope: Scope, *, audits: bool) -> list[Entry]:
    """The entries that somebody sees: those of no case, those of cases of theirs; of break-glass, who audits."""
    return [each for each in entries if _is_seen(each, scope, audits=audits)]


def _is_seen(entry: Entry, scope: Scope, *, audits: bool) -> bool:
    if entry.kind == AttentionKind.BREAK_GLASS:
        return audits
    if scope.all_teams or not entry.team or entry.pack in scope.packs:
        return True
    return is_in(scope.teams, entry.team, entry.pack or "")


def in_order(groups: Iterable[AttentionGroup], order: AttentionOrder) -> list[AttentionGroup]:
    """The groups in an order; of equal ones the oldest first."""
    oldest = sorted(groups, key=lambda each: (each.since, each.number))
    if order is AttentionOrder.NEWEST:
        return oldest[::-1]
    return sorted(oldest, key=lambda each: -len(each.entries)) if order is AttentionOrder.MOST else oldest


def grouped(entries: Iterable[Entry]) -> list[AttentionGroup]:
    """The groups of a list, in its order."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.kind, subject_of(entry)), []).append(entry)
    return [AttentionGroup(kind, subject, tuple(members)) for (kind, subject), members in found.items()]


def subject_of(entry: Entry) -> str:
    """Person or fault that an entry is about; entries of a kind that have it in common are one thing to see to."""
    return _SUBJECTS.get(entry.kind, _what_it_says)(entry)


def _what_it_says(entry: Entry) -> str:
    return entry.about


def _the_kind_alone(_: Entry) -> str:
    return ""


def _way_of_the_notice(entry: Entry) -> str:
    """Audience and channel of a notice: what keeps one from them keeps the others too."""
    try:
        key = NoticeKey.parse(entry.about)
    except ValueError:
        return entry.about
    return f"{key.audience}:{key.channel}"


def _who_opened_it(entry: Entry) -> str:
    return entry.about.partition(" ")[2]


_SUBJECTS: Mapping[str, Callable[[Entry], str]] = {
    AttentionKind.NOTICE_FAILED: _way_of_the_notice,
    AttentionKind.NOTICE_REFUSED: _way_of_the_notice,
    AttentionKind.NOTICE_UNADDRESSED: _way_of_the_notice,
    AttentionKind.NOTICE_WAITING: _way_of_the_notice,
    AttentionKind.RECORDS_BEHIND: _the_kind_alone,
    AttentionKind.RECORDS_DIVERGED: _the_kind_alone,
    AttentionKind.OUT_OF_STEP: _the_kind_alone,
    AttentionKind.BREAK_GLASS: _who_opened_it,
}
