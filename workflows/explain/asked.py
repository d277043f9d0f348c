"""What a beneficiary was asked for, by the first stage or by staff, and what of it has arrived. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from models.case import events as e
from models.case.actor import Actor
from models.case.events import Event, OfficialReply
from models.codes import RETURNS, AskedKind
from models.intake.attachment import Attachment
from models.policy import CasePolicy
from workflows.case.rules.checklist import documents_in

_ENDS = (e.Resolved, e.Closed, e.Merged, e.Withdrawn)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One thing that was asked for."""

    kind: AskedKind
    what: str
    """The code of a document or of a field, or the question; empty where the reply alone says it."""
    asked_at: datetime
    asked_by: Actor
    reply: OfficialReply | None = None
    """The text it was asked with."""
    arrived_at: datetime | None = None
    """When it came: a document by an attachment that is it, anything else by an answer; none while it is open."""


def asked_of(policy: CasePolicy, events: Iterable[Event]) -> tuple[AskedItem, ...]:
    """What was asked for since the case was opened or, last, reopened, in its order; nothing while it is decided.

    A document that is asked for again is open again. An answer without it leaves it open, and so does a reopening.
    What was asked for, or decided, by a reply that was recalled counts as if it had not been.
    """
    items, decided = tuple[AskedItem, ...](), False
    for event in _that_stand(events):
        items = _after(policy, items, event)
        decided = isinstance(event.body, _ENDS) or (decided and not isinstance(event.body, e.Reopened))
    return () if decided else items


def _that_stand(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events without those whose reply was recalled."""
    known = tuple(events)
    recalled = {event.body.reply for event in known if isinstance(event.body, e.Recalled)}
    return tuple(event for event in known if event.seq not in recalled)


def still_open(items: Iterable[AskedItem]) -> tuple[AskedItem, ...]:
    """What has not arrived."""
    return tuple(item for item in items if item.arrived_at is None)


def _after(policy: CasePolicy, items: tuple[AskedItem, ...], event: Event) -> tuple[AskedItem, ...]:
    body = event.body
    if isinstance(body, _ENDS):
        return tuple(item for item in still_open(items) if item.kind is AskedKind.DOCUMENT)
    if isinstance(body, e.Replied):
        return tuple(_answered(item, policy, body.attachments, event.at) for item in items)
    if isinstance(body, e.DocumentsSeen):
        return tuple(_seen(item, body.documents, event.at) for item in items)
    new = tuple(_asked(policy, event))
    again = {(item.kind, item.what) for item in new}
    return (*(item for item in items if (item.kind, item.what) not in again), *new)


def _asked(policy: CasePolicy, event: Event) -> Iterator[AskedItem]:
    """What an event asks for; of a return that names nothing, an answer to its text."""
    body, at, reply = event.body, event.at, None
    if isinstance(body, e.Assessed) and body.assessment.effect in RETURNS:
        wanted, reply = list(_named(policy, body.assessment.missing)), body.reply
    elif isinstance(body, e.Asked):
        wanted, reply = [*_named(policy, body.documents), *_questions(body.questions)], body.reply
    elif isinstance(body, e.Imported) and (before := body.standing.asked):
        wanted, at = [*_named(policy, before.documents), *_questions(before.questions)], before.since
    else:
        return
    for kind, what in wanted or [(AskedKind.ANSWER, "")]:
        yield AskedItem(kind, what, at, event.actor, reply)


def _named(policy: CasePolicy, codes: Iterable[str]) -> Iterator[tuple[AskedKind, str]]:
    return ((AskedKind.DOCUMENT if code in policy.documents else AskedKind.FIELD, code) for code in codes)


def _questions(questions: Iterable[str]) -> Iterator[tuple[AskedKind, str]]:
    return ((AskedKind.QUESTION, question) for question in questions)


def _answered(item: AskedItem, policy: CasePolicy, attachments: Iterable[Attachment], at: datetime) -> AskedItem:
    if item.arrived_at:
        return item
    patterns = {item.what: policy.checklist.get(item.what, (item.what,))}
    there = item.kind is not AskedKind.DOCUMENT or documents_in(attachments, patterns)
    return replace(item, arrived_at=at) if there else item


def _seen(item: AskedItem, documents: Iterable[str], at: datetime) -> AskedItem:
    seen = item.kind is AskedKind.DOCUMENT and item.what in documents
    return replace(item, arrived_at=item.arrived_at or at) if seen else item
