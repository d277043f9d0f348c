"""Attention list: which events a person must see, because the system cannot repair what they report."""

from typing import NamedTuple

from models.case import events as e
from models.case.events import Body
from models.codes import AttentionKind


class Attention(NamedTuple):
    """One entry for the attention list: its kind, and what of the case it is about."""

    kind: AttentionKind
    about: str


def attention_for(body: Body) -> Attention | None:
    """The entry that an event calls for; none for most. A merge calls for one only if the records object to it."""
    match body:
        case e.NoticeFailed(key=key):
            return Attention(AttentionKind.NOTICE_FAILED, key)
        case e.Assessed(assessment=assessment) if assessment.problem_record:
            return Attention(AttentionKind.KNOWN_FAULT, assessment.problem_record)
        case e.Escalated(fallback=True, people=(), rung=rung):
            return Attention(AttentionKind.NOBODY_FOUND, rung or "by hand")
        case e.SignalRefused(flood=True, code=code):
            return Attention(AttentionKind.SIGNALS_REFUSED, code)
        case e.Merged(into=into):
            return Attention(AttentionKind.MERGED_ASTRAY, into)
    return None
