"""What follows from a look: the cases to start again, and the alerts that belong on the attention list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activities.records.attention import Alert
from activities.records.watch import WaitingNotice, channels_down
from models.codes import AttentionKind, StopCause


@dataclass(frozen=True, slots=True)
class LookLimits:
    """How much one look may do, and from where on something is a finding."""

    cases: int = 1_000
    """Open cases of the records that one look compares with those that run."""
    ended: int = 5_000
    """Cases ended by force that one look takes up."""
    tries: int = 12
    """Tries of a notice: by its back-off a quarter of an hour."""
    differing_for: timedelta = timedelta(minutes=5)
    """How long Temporal and the records may name different stages of a case."""
    lost_at_once: int = 20
    """So many lost cases are started again; if more, and a tenth of those compared, somebody has to decide."""
    opened_within: timedelta = timedelta(minutes=10)
    """How long a request that waits for a worker may not be on record: the first stage takes a moment."""
    counted: int = 2_000
    """Cases whose newest events one look counts for the reports."""
    unanswered_looks: int = 3
    """Looks after which an ended case that does not say what it knew is started from the records as they are."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A case that should have a running workflow and has none."""

    reference: str
    cause: StopCause


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look saw."""

    at: datetime
    compared: int = 0
    stopped: tuple[Stopped, ...] = ()
    going_on: frozenset[str] = frozenset()
    """Cases of which a run was ended by force, and that run."""
    never_opened: tuple[Stopped, ...] = ()
    erased: frozenset[str] = frozenset()
    """Cases that were erased, and whose request came again: what came with it lies in Temporal."""
    wedged: frozenset[str] = frozenset()
    unopened: frozenset[str] = frozenset()
    """Requests that nobody has opened for long: a worker that is none of ours may hold them."""
    out_of_step: frozenset[str] = frozenset()
    waiting: tuple[WaitingNotice, ...] = ()
    last_sent: Mapping[str, datetime] = field(default_factory=dict)
    log: tuple[Alert, ...] = ()
    """What keeps the transparency log from being signed."""
    faults: tuple[Alert, ...] = ()
    """The faults that nobody owns."""
    files: tuple[Alert, ...] = ()
    """What keeps attached files waiting."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one look found.

    `stopped` are all open cases without a workflow, `to_resume` those to be started again from the records, `to_open`
    requests whose workflow was ended before anything was on record; `going_on` run again, and may have to be told what
    the run before had not decided; of `to_delete` Temporal is to keep nothing.
    """

    stopped: tuple[Stopped, ...]
    to_resume: tuple[Stopped, ...]
    to_open: tuple[Stopped, ...]
    going_on: frozenset[str]
    to_delete: frozenset[str]
    alerts: frozenset[Alert]
    channels_down: frozenset[str]
    notices_waiting: int


def findings(seen: Seen, limits: LookLimits) -> Findings:
    """What follows from what was seen."""
    down = frozenset(channels_down(seen.waiting, seen.last_sent))
    lost = [each for each in seen.stopped if each.cause is StopCause.LOST]
    too_many = len(lost) > max(limits.lost_at_once, seen.compared // 10)
    to_resume = [each for each in seen.stopped if not (too_many and each.cause is StopCause.LOST)]
    alerts = {
        *(Alert(AttentionKind.WEDGED, reference, "workflow task") for reference in seen.wedged),
        *(Alert(AttentionKind.WEDGED, reference, "opening") for reference in seen.unopened - seen.wedged),
        *(Alert(AttentionKind.OUT_OF_STEP, reference, "stage") for reference in seen.out_of_step),
        *(Alert(AttentionKind.CHANNEL_DOWN, "", name) for name in down),
        *(
            Alert(AttentionKind.NOTICE_WAITING, each.reference, each.key)
            for each in seen.waiting
            if each.channel not in down
        ),
        *([Alert(AttentionKind.CASES_LOST, "", "Temporal")] if too_many else []),
        *seen.log,
        *seen.faults,
        *seen.files,
    }
    return Findings(
        stopped=seen.stopped,
        to_resume=tuple(to_resume),
        to_open=seen.never_opened,
        going_on=seen.going_on,
        to_delete=seen.erased,
        alerts=frozenset(alerts),
        channels_down=down,
        notices_waiting=len(seen.waiting),
    )
