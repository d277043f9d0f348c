"""Reads one case from the records, for whoever may see it: the look leaves a view, or is none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from activities.absences import Away, away_next
from activities.advice.records import Advice, advice_on
from activities.keys.erasure import erasure_of
from activities.records.database import Connection
from activities.records.history import history
from activities.reports.cases import CaseDetail, NoticeLine, case_detail, row_of
from activities.reports.earlier import other_cases
from activities.reports.styles import words_of_version
from commands.common.onlooker.looking import Intent, Onlooker, Sight, look_at, looking
from commands.common.onlooker.reader import language_of_reader, own_language
from commands.completion.seen import note_seen
from commands.work.case.ledger import Ledger, ledger
from errors import CaseErased, Damaged, NoCaseKey, NoSuchCase
from models.authority import both
from models.base import unchecked
from models.case.actor import SYSTEM
from models.case.events import Event, NoticeSent
from models.case.row import CaseRow
from models.case.state import CaseState, Notice
from models.case.style import CaseStyle
from models.case.views import Explanation, View, explain, view
from models.codes import PROMISES, Channel, ClockKind, Verb
from models.intake.request import Request
from models.policy import CasePolicy
from models.titles import PackWords
from workflows.explain.asked import AskedItem, asked_of
from workflows.explain.time_spent import SpentRun, time_spent


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything there is to show of a case, and what of it its reader may see."""

    view: View
    events: tuple[Event, ...]
    explanation: Explanation
    policy: CasePolicy
    notices: tuple[NoticeLine, ...]
    ledger: Ledger
    look: Sight
    request: Request | None = None
    advice: Advice | None = None
    holder_away: Away | None = None
    """The absence of whose case it is, under way or to come, and who stands in for them."""
    reader: str | None = None
    """The language of who reads it."""
    words: PackWords = field(default_factory=PackWords)
    """What its pack calls rungs, flags and facts."""
    others: tuple[CaseRow, ...] = ()
    """Other cases of the same persons, of those that its reader sees."""
    spent: Mapping[ClockKind, tuple[SpentRun, ...]] = field(default_factory=dict)
    """Where the working time of each run of a promise went."""

    @property
    def asked(self) -> tuple[AskedItem, ...]:
        """What its beneficiary was asked for, and what of it has arrived."""
        return asked_of(self.policy, self.events)

    @property
    def style(self) -> CaseStyle:
        """How it is presented to people."""
        return CaseStyle.of(self.policy, self.reader, self.words)

    @property
    def timezone(self) -> str:
        """The timezone of the case's calendar."""
        return self.policy.calendar.timezone


_state = unchecked(CaseState)
"""To make what validates a state takes as long as to fold the events of a case."""

History = tuple[CasePolicy, tuple[Event, ...]]
Unread = Damaged | NoCaseKey
"""Why the history of a case cannot be read."""


class OnRecord(NamedTuple):
    """What the records have of a case, not read any further yet."""

    detail: CaseDetail
    history: History | Unread
    advice: Advice | None
    holder_away: Away | None
    look: Sight
    reader: str | None = None
    words: PackWords = PackWords()
    others: tuple[CaseRow, ...] = ()
    """Other cases of the same persons, of those that its reader sees."""
    request: Request | None = None
    """Its request as its reader may see it, where that is all that came."""

    @property
    def timezone(self) -> str | None:
        """The timezone of the case's calendar; none where its policy cannot be read."""
        return None if isinstance(self.history, Unread) else self.history[0].calendar.timezone


def look_up(reference: str, now: datetime, intent: Intent) -> OnRecord:
    """What is on record of a case, with the view of it left behind.

    Raises WrongUsage, NotAllowed, NoSuchCase, CaseErased, Unreachable.
    """
    from commands.looks.one_case import CaseAsked, one_case

    told = one_case(intent, CaseAsked(reference, own_language()))
    found = told.as_on_record()
    note_seen(told.by, ((each.reference, each.stage) for each in (found.detail.row, *found.others)))
    return found


def looked_up(connection: Connection, who: Onlooker, reference: str, now: datetime) -> OnRecord:
    """The same for an onlooker, by a connection to the records; nothing is noted on this machine."""
    with looking(connection, who, reference):
        row = row_of(connection, reference)
        look, erasure = look_at(connection, who, row), erasure_of(connection, reference)
        found = None if erasure else _on_record(connection, reference, now, look)
        others = _others(connection, who, reference)
        reader = language_of_reader(connection, who.actor.id)
    if erasure:
        raise CaseErased(reference, **asdict(erasure))
    if found is None:
        raise NoSuchCase(reference)
    return found._replace(reader=reader, others=others)


def _others(connection: Connection, who: Onlooker, reference: str) -> tuple[CaseRow, ...]:
    """Other cases of the same persons, for those who may search by a person; only such as they may look at anyhow."""
    scope = who.authority.scope(Verb.SEARCH, who.places)
    sees = who.authority.scope(Verb.LOOK, who.places)
    return other_cases(connection, reference, both(scope, sees)) if scope and sees else ()


def _on_record(connection: Connection, reference: str, now: datetime, look: Sight) -> OnRecord | None:
    """What is on record of a case, opened with its key."""
    detail, known = case_detail(connection, reference), _history(connection, reference)
    if detail is None or known is None:
        return None
    advice, holder = advice_on(connection, reference), detail.row.assignee
    words = PackWords() if isinstance(known, Unread) else words_of_version(connection, known[0].pack, known[0].version)
    away = away_next(connection, holder, now) if holder else None
    return OnRecord(detail, known, advice, away, look, words=words)


def _history(connection: Connection, reference: str) -> History | Unread | None:
    """The history of a case; the error where it cannot be read: there is more to see of it."""
    try:
        return history(connection, reference)
    except (Damaged, NoCaseKey) as error:
        return error


def read_case(reference: str, now: datetime, intent: Intent) -> CaseFile:
    """A case for whoever may see it.

    Raises WrongUsage, NotAllowed, NoSuchCase, CaseErased, NoCaseKey, Unreachable, Damaged.
    """
    return read(look_up(reference, now, intent), now)


def read(found: OnRecord, now: datetime) -> CaseFile:
    """The case as it is on record. Raises Damaged, NoCaseKey."""
    case = _file_of(found, now, lambda event: True)
    return replace(case, advice=found.advice, holder_away=found.holder_away, others=found.others)


def read_as_of(found: OnRecord, then: datetime) -> CaseFile | None:
    """The case as it stood at an instant, by the events up to then; none before it was opened.

    Raises Damaged, NoCaseKey.
    """
    opened_at = found.history[1][0].at if not isinstance(found.history, Unread) else then
    return _file_of(found, then, lambda event: event.at <= then) if opened_at <= then else None


def _file_of(found: OnRecord, now: datetime, counts: Callable[[Event], bool]) -> CaseFile:
    """The case after those of its events that count. Raises Damaged, NoCaseKey."""
    if isinstance(found.history, Unread):
        raise found.history
    policy, recorded = found.history
    try:
        known = recorded + tuple(_sent_since(recorded, found.detail.notices))
        return replace(_read(found, policy, tuple(filter(counts, known)), now), reader=found.reader, words=found.words)
    except (ValueError, LookupError) as error:
        raise Damaged(found.detail.row.reference) from error


def _read(found: OnRecord, policy: CasePolicy, events: tuple[Event, ...], now: datetime) -> CaseFile:
    detail = found.detail
    start = _state(reference=detail.row.reference, policy=policy, clocks={}, answers={})
    known = ledger(start, events)
    state = known.state
    request = found.request or (Request.model_validate(detail.request) if detail.request else None)
    case = CaseFile(view(state), events, explain(state, now), state.rules, detail.notices, known, found.look, request)
    return replace(case, spent={kind: time_spent(start, events, now, kind) for kind in PROMISES})


def _sent_since(events: tuple[Event, ...], notices: tuple[NoticeLine, ...]) -> Iterator[Event]:
    """Events of notices that went out and whose event is not on record yet: it is written with what comes next."""
    known = {event.body.key for event in events if isinstance(event.body, NoticeSent)}
    sent = sorted((each.sent_at, each.key, each.channel) for each in notices if each.sent_at and each.key not in known)
    for seq, (at, key, channel) in enumerate(sent, start=events[-1].seq + 1):
        yield Event(seq=seq, at=at, actor=SYSTEM, body=NoticeSent(key=key, channel=Channel(channel)))


class UntriedNotice(NamedTuple):
    """A notice that no try was made of yet, and until when its official reply can be recalled, if it can."""

    notice: Notice
    recallable_until: datetime | None


def waiting(found: OnRecord, now: datetime) -> tuple[UntriedNotice, ...]:
    """The notices of a case that no try was made of yet; none of a case that cannot be read, which `show` reports."""
    try:
        case = read(found, now)
    except (Damaged, NoCaseKey):
        return ()
    tried = {each.key for each in case.notices}
    state = case.ledger.state
    held = state.held_reply
    return tuple(
        UntriedNotice(notice, held.until if held and held.seq == notice.seq else None)
        for notice in state.outbox
        if notice.key not in tried
    )
