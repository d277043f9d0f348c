"""A recorded case from its events on record: the commands among them, the answers it got, and what else was noted.

What time brought about is left out: a policy brings it about again.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from models.case import events as e
from models.case.commands import SYSTEM, AnyCommand, Reply
from models.case.events import Event, OfficialReply
from models.case.state import Refusal
from models.intake.request import Request
from models.policy import CasePolicy
from simulation.recorded import Act, Answers, GivenOrder, NotedFact, NoticedThen, Order, PastCase
from simulation.unsigned import command_of
from workflows.case.running.messages import read_command

_OF_AN_OPENING = (e.Opened, e.Imported, e.Assessed, e.Merged, e.Closed, e.FaultLinked, e.FaultKnown)
_BY_TIME = (e.RungReached, e.Breached, e.Reminded, e.Chased, e.WaitEnded, e.Closed, e.ReplyFinal)
_NOTED = (e.NoticeFailed, e.SignalRefused, e.Reconciled, e.Resumed, e.Erased, e.SharedOut, e.NobodyAvailable)


def recorded_case(
    reference: str,
    policy: CasePolicy | None,
    events: Sequence[Event],
    request: Request | None = None,
    *,
    as_noticed: bool = False,
) -> PastCase:
    """A case from its history; `as_noticed`, with what fell due noticed when it was, after an outage too.

    Raises ValueError for one that does not begin with an opening or an import.
    """
    first = events[0]
    if not isinstance(first.body, e.Opened | e.Imported):
        raise ValueError(f"{reference} begins with {first.body.type}")
    assessed = next((each.body for each in events[1:2] if isinstance(each.body, e.Assessed)), None)
    service = request.service if request else first.body.service
    return PastCase(
        name=reference,
        reference=reference,
        opened_at=first.at,
        first=first,
        assessed=assessed,
        request=request,
        policy=policy,
        service=service,
        acts=tuple(_acts(_after_opening(events), as_noticed=as_noticed)),
        as_noticed=as_noticed,
        answers=_answers(events),
    )


def _after_opening(events: Sequence[Event]) -> Sequence[Event]:
    count = 1
    while count < len(events) and _is_of_the_opening(events[count]):
        count += 1
    return events[count:]


def _is_of_the_opening(event: Event) -> bool:
    return event.command_id is None and event.seq <= len(_OF_AN_OPENING) - 1 and isinstance(event.body, _OF_AN_OPENING)


def _acts(events: Sequence[Event], *, as_noticed: bool) -> Iterator[Act | NotedFact | NoticedThen]:
    """The commands in their order, and the facts between them."""
    sends = any(isinstance(each.body, e.NoticeFailed) for each in events)
    proposed = False
    for command_id, group in groupby(events, key=lambda each: each.command_id):
        of_one = list(group)
        if command_id:
            if order := _order(of_one, proposed=proposed):
                yield GivenOrder(of_one[0].at, order)
        else:
            yield from (NotedFact(each.at, each.body) for each in of_one if _is_fact(each, sends=sends))
            yield from _seen(of_one) if as_noticed else ()
        for event in of_one:
            proposed = isinstance(event.body, e.Proposed | e.Confirmed) or (proposed and not _drops(event))


def _seen(events: Iterable[Event]) -> Iterator[NoticedThen]:
    for at, of_instant in groupby(filter(by_time, events), key=lambda each: each.at):
        yield NoticedThen(at, sum(1 for _ in of_instant))


def by_time(event: Event) -> bool:
    """Whether time alone brought an event about."""
    return event.command_id is None and event.actor == SYSTEM and isinstance(event.body, _BY_TIME)


def _is_fact(event: Event, *, sends: bool) -> bool:
    return isinstance(event.body, _NOTED) or (sends and isinstance(event.body, e.NoticeSent))


def _drops(event: Event) -> bool:
    """Whether no decision is proposed any more after an event."""
    return isinstance(event.body, e.Resolved | e.SentBack | e.Asked | e.Redirected | e.Closed | e.Reclassified)


def _order(events: Sequence[Event], *, proposed: bool) -> Order | None:
    """The command of some events: as it was signed, else as its events tell it."""
    reply = next((found for each in events if (found := vars(each.body).get("reply"))), None)
    spare = Reply(text=_words(reply)) if isinstance(reply, OfficialReply) else None
    signed = next((each.signed for each in events if each.signed), None)
    command = _signed_command(signed) if signed else None
    command = command or command_of(events, spare, proposed=proposed)
    return Order(command.but(sent_at=None, expected_seq=None), spare) if command else None


def _signed_command(signed: str) -> AnyCommand | None:
    try:
        command = read_command(json.loads(signed))
    except (ValueError, RecursionError):
        return None
    return None if isinstance(command, Refusal) else command


def _words(reply: OfficialReply) -> str:
    return next((text for text in reply.texts.values() if text), "")


def _answers(events: Sequence[Event]) -> Answers:
    by_system = [each.body for each in events if each.command_id is None]
    return Answers(
        people=tuple(body for body in by_system if isinstance(body, e.Escalated) and body.target),
        terms=tuple(body for body in by_system if isinstance(body, e.Reclassified | e.NotReclassified)),
        appeals=tuple(body for body in by_system if isinstance(body, e.AppealOpened)),
        splits=tuple(body for body in by_system if isinstance(body, e.SplitOff | e.NotSplit)),
    )
