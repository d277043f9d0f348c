"""Attention list: which events a person must see, because the system cannot repair what they report."""

from typing import NamedTuple

from models.case import events as e
from models.case.events import Body
from models.codes import AttentionKind, Role


class Attention(NamedTuple):
    """One entry for the attention list: its kind, and what of the case it is about."""

    kind: AttentionKind
    about: str


def attention_for(body: Body) -> tuple[Attention, ...]:
    """The entries that an event calls for; none for most. Of some the records say whether they are needed."""
    if isinstance(body, e.Reconciled):
        return tuple(_lost(each) for each in body.lost if each.command_id and each.role != Role.SYSTEM)
    entry = _entry(body) or _if_needed(body)
    return (entry,) if entry else ()


def _lost(event: e.LostEvent) -> Attention:
    return Attention(AttentionKind.COMMAND_LOST, f"{event.kind} by {event.actor}, {event.command_id}")


def _entry(body: Body) -> Attention | None:
    match body:
        case e.NoticeFailed(key=key):
            return Attention(AttentionKind.NOTICE_FAILED, key)
        case e.Escalated(fallback=True, people=(), rung=rung):
            return Attention(AttentionKind.NOBODY_FOUND, rung or "by hand")
        case e.SignalRefused(flood=True, code=code):
            return Attention(AttentionKind.SIGNALS_REFUSED, code)
    return None


def _if_needed(body: Body) -> Attention | None:
    """An entry that is needed only where the records object to a merge, or say that an assigned person is away."""
    match body:
        case e.Merged(into=into):
            return Attention(AttentionKind.MERGED_ASTRAY, into)
        case e.Assigned(to=to):
            return Attention(AttentionKind.HOLDER_AWAY, to.id)
    return None
