"""What an event puts on the lists that staff see: the attention list, and the notices that were given up."""

from datetime import datetime

from activities.absences import AWAY
from activities.records import merging
from activities.records.attention import call_attention, call_attention_again, mark_failed
from activities.records.store import Records
from models.case.events import Event, NoticeFailed
from models.codes import AttentionKind
from workflows.case.attention import Attention, attention_for


def put_on_lists(records: Records, reference: str, event: Event) -> None:
    """List what a person must see of an event that is on record. Doing it again changes nothing."""
    if isinstance(event.body, NoticeFailed):
        mark_failed(records, event.body.key, event.body.error, event.at)
        return
    for entry in attention_for(event.body):
        if _is_needed(records, reference, entry, event.at):
            call = call_attention_again if entry.kind is AttentionKind.HOLDER_AWAY else call_attention
            call(records, entry.kind, reference, entry.about, event.at)


def _is_needed(records: Records, reference: str, entry: Attention, at: datetime) -> bool:
    """Of a merge: whether nobody would get the result of the case that was joined to another.

    Of an assignment: whether nobody would see it, as its holder is away and nobody stands in.
    """
    if entry.kind is AttentionKind.HOLDER_AWAY:
        return any(not row._mapping["stand_ins"] for row in records.all(AWAY, {"id": entry.about, "at": at}))
    if entry.kind is not AttentionKind.MERGED_ASTRAY:
        return True
    rows = records.all(merging.QUESTION, {"reference": reference, "into": entry.about})
    return any(merging.objection(row._mapping, entry.about) for row in rows)
