"""The two stories of a case that diverged: what is lost of the one, and the event with which the other goes on."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from temporalio.client import Client

from activities.records.database import connect
from activities.records.history import history
from activities.records.lists import put_on_lists
from activities.records.store import Records
from activities.records.watch import server_time
from client import case_records
from models.case.commands import SYSTEM
from models.case.events import Event, LostEvent, Reconciled
from models.case.state import CaseState
from models.codes import AttentionKind, DiscrepancyKind
from models.policy import CasePolicy
from recovery.asking import with_retries
from recovery.discrepancy import Discrepancy
from workflows.case.audit import stories
from workflows.case.evolve import fold
from workflows.ports import RecordEvents

_NOTICES = "SELECT key, audience, template, status, attempts, created_at FROM notice WHERE reference = %s AND seq >= %s"
_GIVE_UP = "UPDATE notice SET status = 'failed', error = 'diverged' WHERE key = ANY(%s) AND status = 'pending'"
_LISTED = "SELECT DISTINCT reference FROM attention WHERE kind = %s AND handled_at IS NULL"
_TAKE_OFF = """
UPDATE attention SET handled_at = %s, handled_by = %s WHERE kind = %s AND reference = %s AND handled_at IS NULL
"""
_DIVERGED = "SELECT about FROM attention WHERE kind = %s AND reference = %s AND handled_at IS NULL"
_OF_A_RUN = frozenset({"notice_sent", "notice_failed", "resumed"})
"""The types of events that another run brings about itself: the notices on record say what went out."""


class Loss(NamedTuple):
    """What runs of a case held and the records do not, from the first event that is not the same on both sides."""

    first: int
    kept: tuple[LostEvent, ...]
    lost: tuple[LostEvent, ...]


async def two_stories(client: Client, url: str, reference: str, head: int) -> Discrepancy | None:
    """The finding of a case whose workflow holds other events than the records, or turned signals away since."""
    held = await with_retries(case_records, client, reference)
    loss = await asyncio.to_thread(_loss_of, url, held) if held else None
    return Discrepancy(reference, DiscrepancyKind.DIVERGED, head, held.row.seq, *loss) if held and loss else None


def _loss_of(url: str, held: RecordEvents) -> Loss | None:
    return _difference(_on_record(url, held.reference)[1], held)


def unaccounted(url: str, held: Sequence[RecordEvents]) -> Loss | None:
    """The commands that ended runs of a running case had taken, and that are neither on record nor named as lost."""
    events = _on_record(url, held[0].reference)[1] if held else ()
    lost = [line for each in held for line in stories.unaccounted(events, each.events, each.turned_away)]
    return _in_order(events, min(line.seq for line in lost), lost) if lost else None


def settle(url: str, records: Records, held: Sequence[RecordEvents]) -> Loss | None:
    """Put on record what only the ended runs of a case held, and give what cannot be put there: it is lost.

    `held` has the last run first. The run with the most commands that are not on record is written first, for what it
    held was decided, and whoever waited was told; what the others held may then not follow. Where a run had diverged,
    there is a loss even if nothing is lost: the timeline says that the case goes on.
    """
    events = _on_record(url, held[0].reference)[1]
    by_commands = sorted(held, key=lambda each: -len(stories.unaccounted(events, each.events, each.turned_away)))
    losses = [loss for each in by_commands if (loss := _written_or_lost(url, records, each, last=each is held[0]))]
    losses += [Loss(seq, (), ()) for seq in _diverged_at(url, held[0].reference)]
    if not losses:
        return None
    lost = [line for loss in losses for line in loss.lost]
    return _in_order(_on_record(url, held[0].reference)[1], min(loss.first for loss in losses), lost)


def listed_as_diverged(url: str) -> frozenset[str]:
    """The cases that are on the attention list as diverged."""
    with connect(url) as connection:
        rows = connection.execute(_LISTED, (AttentionKind.RECORDS_DIVERGED,)).fetchall()
    return frozenset(row["reference"] for row in rows)


def take_off_list(url: str, reference: str) -> None:
    """Take off the attention list that a case diverged: it agrees with the records, and goes on.

    An ended run that is asked what it held has its last local activity run again, which finds the records ahead of it.
    """
    with connect(url) as connection:
        values = (server_time(connection), SYSTEM.id, AttentionKind.RECORDS_DIVERGED, reference)
        connection.execute(_TAKE_OFF, values)


def settled_by(url: str, reference: str, loss: Loss, held: Sequence[RecordEvents]) -> Reconciled:
    """The event that says which story counts; notices of the other one that were not sent yet are given up."""
    policy, events = _on_record(url, reference)
    if policy is None:
        raise LookupError(f"{reference} is not on record")
    start = CaseState(reference=reference, policy=policy)
    notices = stories.planned(start, events)
    with connect(url) as connection:
        rows = connection.execute(_NOTICES, (reference, loss.first)).fetchall()
        again = stories.decided_again(events, (event for each in held for event in each.events))
        stray = stories.strays(notices, (stories.RecordedNotice(**row) for row in rows), again)
        connection.execute(_GIVE_UP, ([row.key for row in stray if row.key not in notices],))
    decision = fold(start, events).decision
    return stories.reconciled(loss.first, loss.lost, stray, decision.reply if decision else None)


def _diverged_at(url: str, reference: str) -> list[int]:
    """The events at which a case diverged by the attention list, and after which it did not go on by its timeline."""
    with connect(url) as connection:
        rows = connection.execute(_DIVERGED, (AttentionKind.RECORDS_DIVERGED, reference)).fetchall()
    events = _on_record(url, reference)[1] if rows else ()
    return [seq for row in rows if not stories.is_settled(events, seq := int(row["about"]))]


def write_ended(records: Records, whole: RecordEvents) -> bool:
    """Write the events of an ended case; False when they do not follow what is on record."""
    recorded = records.append(whole)
    if recorded.diverged_at or recorded.head < whole.row.seq:
        return False
    for event in whole.events:
        put_on_lists(records, whole.reference, event)
    return True


def _written_or_lost(url: str, records: Records, held: RecordEvents, *, last: bool) -> Loss | None:
    events = _on_record(url, held.reference)[1]
    loss = _difference(events, held)
    if loss is None and (_is_known(events, held) or write_ended(records, held)):
        return None
    events = _on_record(url, held.reference)[1]
    loss = (_difference(events, held) or _beyond(events, held)) if last else None
    if loss and any(line.kind not in _OF_A_RUN for line in loss.lost):
        return loss
    lost = stories.unaccounted(events, held.events, held.turned_away)
    return Loss(min(line.seq for line in lost), (), lost) if lost else None


def _difference(on_record: Sequence[Event], held: RecordEvents) -> Loss | None:
    """The two stories, where an event on record is not the one that the workflow holds under its number.

    The events themselves are compared: those of an earlier version may have had other bytes for the same.
    """
    first = stories.first_difference(on_record, held.events)
    if first is None and held.turned_away:
        first = held.row.seq + 1
    if first is None:
        return None
    return Loss(first, stories.lines(on_record, first), stories.lost(on_record, held.events, first) + held.turned_away)


def _is_known(on_record: Sequence[Event], held: RecordEvents) -> bool:
    """Whether the records go on from what a run held."""
    return bool(on_record) and on_record[-1].seq >= held.row.seq


def _beyond(on_record: Sequence[Event], held: RecordEvents) -> Loss:
    """What a run held that the records cannot take: it no longer holds the first event that they lack."""
    first = (on_record[-1].seq if on_record else 0) + 1
    return Loss(first, (), stories.lost(on_record, held.events, first))


def _in_order(on_record: Sequence[Event], first: int, lost: Sequence[LostEvent]) -> Loss:
    return Loss(first, stories.lines(on_record, first), tuple(sorted(dict.fromkeys(lost), key=lambda line: line.seq)))


def _on_record(url: str, reference: str) -> tuple[CasePolicy | None, tuple[Event, ...]]:
    with connect(url) as connection:
        return history(connection, reference) or (None, ())
