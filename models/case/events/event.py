"""Any event, as it is numbered, dated and told apart by its type."""

from datetime import datetime
from operator import not_
from typing import Annotated, get_args

from pydantic import Field

from models.base import Wire
from models.case.actor import Actor
from models.case.events.beneficiary import (
    Asked,
    Closed,
    DocumentsSeen,
    Rated,
    Reminded,
    ReminderGiven,
    Reopened,
    Replied,
    Withdrawn,
)
from models.case.events.classification import (
    Migrated,
    Noted,
    NotReclassified,
    ReclassificationAsked,
    Reclassified,
    Reprioritised,
)
from models.case.events.deciding import (
    Confirmed,
    InterimReplied,
    Merged,
    Proposed,
    Recalled,
    ReplyFinal,
    Resolved,
    SentBack,
)
from models.case.events.holding import Assigned, Claimed, NobodyAvailable, Redirected, Released, SharedOut
from models.case.events.opening import Assessed, Imported, Opened
from models.case.events.others import ConsultationAnswered, Consulted, TakenUp, WaitBegun, WaitEnded
from models.case.events.related import (
    AppealConcluded,
    Appealed,
    AppealOpened,
    FaultKnown,
    FaultLinked,
    FaultUnlinked,
    NotSplit,
    SplitAsked,
    SplitOff,
)
from models.case.events.system import Erased, NoticeFailed, NoticeSent, Reconciled, Resumed, SignalRefused
from models.case.events.time import Breached, CalendarChanged, Chased, Escalated, Extended, RungReached

Body = Annotated[
    Opened | Imported
    | Assessed | Claimed | Released | Assigned | Proposed | Confirmed | SentBack | Resolved | Asked | Reminded
    | Replied | Redirected | Merged | RungReached | Breached | Escalated | Extended | Noted | Reprioritised | Withdrawn
    | Reopened | Rated | Closed | CalendarChanged | NoticeSent | NoticeFailed | SignalRefused
    | Reconciled | Resumed | Erased
    | WaitBegun | WaitEnded | TakenUp | Chased | Consulted | ConsultationAnswered | InterimReplied
    | ReclassificationAsked | Reclassified | NotReclassified
    | Appealed | AppealOpened | AppealConcluded
    | SplitAsked | SplitOff | NotSplit | DocumentsSeen | ReminderGiven | Migrated
    | SharedOut | NobodyAvailable
    | FaultLinked | FaultKnown | FaultUnlinked
    | Recalled | ReplyFinal,
    Field(discriminator="type"),
]  # fmt: skip


class Event(Wire):
    """One event: its number in the case, its instant, who caused it by which command, and what happened."""

    seq: int
    at: datetime
    actor: Actor
    command_id: str | None = None
    body: Body
    signed: str | None = Field(None, exclude_if=not_)
    """The signed message that caused it, as canonical JSON with its `auth`: on the first event of each command, and of
    an opening. Left out when there is none: older events keep their bytes."""


CODES_ONLY = frozenset(kind.model_fields["type"].default for kind in get_args(get_args(Body)[0]) if kind.in_clear)
"""The types of events that hold codes, ids and instants only: they are kept in clear."""
