"""The life of a case in sentences: how each kind of event is told."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from functools import singledispatch
from itertools import groupby

from commands.common.labels import EFFECT, OUTCOME, STAGE
from commands.common.terminal import Piece, bad, dim, good, moment, warning, working
from models.case import events as e
from models.case.commands import SYSTEM
from models.case.events import Body, Event
from models.codes import Action, DecisionKind

_DECIDED = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.REJECT: "rejected",
    DecisionKind.REDIRECT: "redirected",
    DecisionKind.ASK: "asked",
}
_REOPENED = {
    "request": "the beneficiary reopened it",
    "retry_failed": "the e-service failed again, so it was reopened",
    "low_rating": "the low rating reopened it",
}
_REACHED = {
    Action.NOTIFY: "told the",
    Action.INFORM: "informed the",
    Action.HAND_OVER: "handed over to the",
}


def story(events: Iterable[Event], zone: tzinfo) -> Iterator[tuple[datetime, list[Piece]]]:
    """A line for each event, with its instant; what was sent of one notice by several channels is one line."""
    for is_sent, run in groupby(events, key=lambda event: isinstance(event.body, e.NoticeSent)):
        if is_sent:
            yield from _sent(run)
        else:
            yield from ((event.at, sentence(event, zone)) for event in run)


def _sent(run: Iterable[Event]) -> Iterator[tuple[datetime, list[Piece]]]:
    """Notices that went out one after another, those of the same event to the same audience together."""
    together: dict[str, dict[str, datetime]] = {}
    for event in run:
        if isinstance(event.body, e.NoticeSent):
            together.setdefault(event.body.key.rpartition(":")[0], {})[event.body.channel] = event.at
    for notice, channels in together.items():
        yield min(channels.values()), [dim(f"{', '.join(channels)} sent to the {_audience(notice)}")]


def sentence(event: Event, zone: tzinfo) -> list[Piece]:
    """What happened, as someone would tell it."""
    return _tell(event.body, event.actor.id, zone)


@singledispatch
def _tell(body: Body, who: str, zone: tzinfo) -> list[Piece]:
    """The sentence for one kind of event; `who` acted, instants are told in `zone`."""
    return [body.type.replace("_", " ")]


@_tell.register
def _(body: e.Opened, who: str, zone: tzinfo) -> list[Piece]:
    return [f"filed for {body.service} by {_one(body.applicant_type)} through {body.channel}"]


@_tell.register
def _(body: e.Assessed, who: str, zone: tzinfo) -> list[Piece]:
    found = body.assessment
    rules = f" by {', '.join(found.rules)}" if found.rules else ""
    return [f"first stage: {EFFECT[found.effect]}{rules}; team {found.team}, priority {found.priority}"]


@_tell.register
def _(body: e.Claimed, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} took it"]


@_tell.register
def _(body: e.Released, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} put it back into the queue"]


@_tell.register
def _(body: e.Assigned, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} gave it to {body.to.id}"]


@_tell.register
def _(body: e.Proposed, who: str, zone: tzinfo) -> list[Piece]:
    decision = f"{OUTCOME[body.outcome].en} ({body.reason})"
    return [f"{who} proposed: {decision}; another person has to agree", *_note(body.note)]


@_tell.register
def _(body: e.Confirmed, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} agreed as {body.step}; another person has to agree", *_note(body.note)]


@_tell.register
def _(body: e.SentBack, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} sent the proposal back", *_note(body.note)]


@_tell.register
def _(body: e.Resolved, who: str, zone: tzinfo) -> list[Piece]:
    why = ", ".join(part for part in (body.reason, body.authority) if part)
    on_time = good("in time") if body.in_time else bad("late")
    return [f"{who} {_DECIDED[body.decision]}: {OUTCOME[body.outcome].en} ({why}), ", on_time, *_note(body.note)]


@_tell.register
def _(body: e.Asked, who: str, zone: tzinfo) -> list[Piece]:
    wanted = "; ".join((*body.documents, *body.questions))
    return [f"{who} returned it to the beneficiary ({body.reason}): {wanted}", *_note(body.note)]


@_tell.register
def _(body: e.Reminded, who: str, zone: tzinfo) -> list[Piece]:
    return [f"the beneficiary was reminded to answer by {moment(body.due, zone)}"]


@_tell.register
def _(body: e.Replied, who: str, zone: tzinfo) -> list[Piece]:
    names = ", ".join(f"{each.file_name} ({each.kind})" for each in body.attachments)
    return ["the beneficiary answered" + (f" with {names}" if names else ""), *_quote(body.text)]


@_tell.register
def _(body: e.Redirected, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} handed it to the team {body.team} ({body.reason})", *_note(body.note)]


@_tell.register
def _(body: e.Merged, who: str, zone: tzinfo) -> list[Piece]:
    return [f"joined to {body.into}" + (", which was escalated" if body.escalate else ""), *_note(body.note)]


@_tell.register
def _(body: e.RungReached, who: str, zone: tzinfo) -> list[Piece]:
    return [warning(f"the {_name(body.clock)} clock reached {body.rung}")]


@_tell.register
def _(body: e.Breached, who: str, zone: tzinfo) -> list[Piece]:
    return [bad(f"late: the {_name(body.clock)} was due {moment(body.due, zone)}")]


@_tell.register
def _(body: e.Escalated, who: str, zone: tzinfo) -> list[Piece]:
    cause = f"rung {body.rung}" if body.rung else f"{who} escalated"
    if body.action is Action.RAISE_PRIORITY:
        done = f"raised the priority to {body.priority}"
    elif body.action is Action.REASSIGN:
        done = f"handed it to the team {body.team}"
    else:
        done = _reached(body) + (f", priority now {body.priority}" if body.priority else "")
    return [warning(f"{cause}: {done}"), *_note(body.note)]


def _reached(body: e.Escalated) -> str:
    """Who was told or given it; when nobody could be, what became of it."""
    wanted = f"{_REACHED[body.action]} {body.target.role}" if body.target else _REACHED[body.action]
    if body.fallback and not body.people:
        return f"nobody was found{_for(body)}, nor for the fall-back: it stands on `tawasul attention`"
    people = f" {', '.join(each.id for each in body.people)}" if body.people else ""
    return wanted + people + (" (nobody was found for it, so the fall-back got it)" if body.fallback else "")


def _for(body: e.Escalated) -> str:
    return f" for the {body.target.role}" if body.target else ""


@_tell.register
def _(body: e.Extended, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} added {working(body.by)} of working time", *_note(body.note)]


@_tell.register
def _(body: e.Noted, who: str, zone: tzinfo) -> list[Piece]:
    if body.about and who == SYSTEM.id:  # the only note the system leaves: a duplicate was joined (domain §2.6)
        return [f"{body.about} was joined: the same request again"]
    return [f"{who} noted" + (f" about {body.about}" if body.about else ""), *_note(body.text)]


@_tell.register
def _(body: e.Reprioritised, who: str, zone: tzinfo) -> list[Piece]:
    return [f"{who} set the priority {body.priority}", *_note(body.note)]


@_tell.register
def _(body: e.Withdrawn, who: str, zone: tzinfo) -> list[Piece]:
    return ["the beneficiary withdrew it", *_quote(body.note or "")]


@_tell.register
def _(body: e.Reopened, who: str, zone: tzinfo) -> list[Piece]:
    return [warning(_REOPENED[body.cause]), *_quote(body.text)]


@_tell.register
def _(body: e.Rated, who: str, zone: tzinfo) -> list[Piece]:
    return [f"the beneficiary rated it {body.score} of 5", *_quote(body.comment or "")]


@_tell.register
def _(body: e.Closed, who: str, zone: tzinfo) -> list[Piece]:
    return [f"closed: {OUTCOME[body.outcome].en}"]


@_tell.register
def _(body: e.CalendarReplaced, who: str, zone: tzinfo) -> list[Piece]:
    before, after = moment(body.due_before, zone), moment(body.due_after, zone)
    moved = f"; due moved from {before} to {after}" if before != after else ""
    return [f"calendar {body.change.version}: {body.why}{moved}"]


@_tell.register
def _(body: e.NoticeSent, who: str, zone: tzinfo) -> list[Piece]:
    return [dim(f"{body.channel} sent to the {_audience(body.key)}")]


@_tell.register
def _(body: e.NoticeFailed, who: str, zone: tzinfo) -> list[Piece]:
    failed = f"{body.channel} to the {_audience(body.key)} could not be delivered ({body.error})"
    return [bad(f"{failed}: see `tawasul notices --failed`")]


@_tell.register
def _(body: e.Refused, who: str, zone: tzinfo) -> list[Piece]:
    kind = "of no kind" if body.command == str(None) else body.command
    return [dim(f"a message {kind} was refused ({body.code}) while {STAGE[body.stage]}")]


def _note(text: str | None) -> list[Piece]:
    return [dim("  note: "), text] if text else []


def _quote(text: str) -> list[Piece]:
    return ["  «", text, "»"] if text else []


def _audience(key: str) -> str:
    """A notice's key is case:event:audience:channel."""
    return _name(key.split(":")[2]) if key.count(":") >= 2 else "recipient"


def _one(thing: str) -> str:
    """`a citizen`, `an employee`."""
    return f"{'an' if thing.startswith(tuple('aeiou')) else 'a'} {_name(thing)}"


def _name(code: str) -> str:
    return code.replace("_", " ")
