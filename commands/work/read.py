"""Reader of one case: from the records, which need no worker, or else from the case itself."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from activities.absences import Away, away
from activities.advice.records import Advice, advice_on
from activities.keys.erasure import erasure_of
from activities.records.history import history
from activities.reports.cases import CaseDetail, NoticeLine, case_detail
from commands.common.context import records
from commands.common.terminal import DEFAULT_ZONE
from commands.work.ledger import Ledger, ledger
from errors import CaseErased, Damaged, NoSuchCase, Unreachable
from models.case.commands import SYSTEM
from models.case.events import Event, NoticeSent
from models.case.state import CaseState, Notice
from models.case.views import Explanation, View, explain, view
from models.codes import Channel
from models.intake.request import Request
from models.policy import CasePolicy


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything there is to show of a case. Policy, request, notices and ledger come from the records only."""

    view: View
    events: tuple[Event, ...]
    explanation: Explanation
    policy: CasePolicy | None = None
    request: Request | None = None
    notices: tuple[NoticeLine, ...] = ()
    ledger: Ledger | None = None
    advice: Advice | None = None
    holder_away: Away | None = None
    """The absence of whose case it is, and who stands in for them."""

    @property
    def timezone(self) -> str:
        """The timezone of the case's calendar."""
        return self.policy.calendar.timezone if self.policy else DEFAULT_ZONE


def read_case(reference: str, now: datetime) -> CaseFile:
    """A case from the records; from its worker while they are unreachable. Raises NoSuchCase, CaseErased, Unreachable,
    Damaged."""
    try:
        with records() as connection:
            if erasure := erasure_of(connection, reference):
                raise CaseErased(reference, **asdict(erasure))
            detail, known = case_detail(connection, reference), history(connection, reference)
            advice = advice_on(connection, reference)
            holder = detail.row.assignee if detail else None
            holder_away = away(connection, holder, now) if holder else None
    except Unreachable as outage:
        return _from_worker(reference, outage)
    if detail is None or known is None:
        raise NoSuchCase(reference)
    try:
        return replace(_from_records(detail, *known, now), advice=advice, holder_away=holder_away)
    except (ValueError, LookupError) as error:
        raise Damaged(reference) from error


def _from_records(detail: CaseDetail, policy: CasePolicy, recorded: tuple[Event, ...], now: datetime) -> CaseFile:
    events = recorded + tuple(_sent_since(recorded, detail.notices))
    known = ledger(CaseState(reference=detail.row.reference, policy=policy), events)
    state = known.state
    request = Request.model_validate(detail.request) if detail.request else None
    return CaseFile(view(state), events, explain(state, now), state.policy, request, detail.notices, known)


def _sent_since(events: tuple[Event, ...], notices: tuple[NoticeLine, ...]) -> Iterator[Event]:
    """Events of notices that went out and whose event is not on record yet: it is written with what comes next."""
    known = {event.body.key for event in events if isinstance(event.body, NoticeSent)}
    sent = sorted((each.sent_at, each.key, each.channel) for each in notices if each.sent_at and each.key not in known)
    for seq, (at, key, channel) in enumerate(sent, start=events[-1].seq + 1):
        yield Event(seq=seq, at=at, actor=SYSTEM, body=NoticeSent(key=key, channel=Channel(channel)))


def waiting(reference: str, now: datetime) -> tuple[Notice, ...]:
    """The notices of a case that no try was made of yet; none of a case that cannot be rebuilt, which `show` reports.

    Raises NoSuchCase, Unreachable.
    """
    try:
        case = read_case(reference, now)
    except Damaged:
        return ()
    tried = {each.key for each in case.notices}
    return tuple(notice for notice in case.ledger.state.outbox if notice.key not in tried) if case.ledger else ()


def _from_worker(reference: str, outage: Unreachable) -> CaseFile:
    """The case as its worker answers. Raises the outage of the records when no worker answers either."""
    import client
    from commands.common import event_loop

    async def ask() -> CaseFile:
        connection = await client.connect()
        seen, explanation = await client.view(connection, reference), await client.clock(connection, reference)
        if seen is None or explanation is None:
            raise NoSuchCase(reference)
        return CaseFile(view=seen, events=await client.timeline(connection, reference), explanation=explanation)

    try:
        return event_loop.run(ask())
    except Unreachable:
        raise outage from None
