"""The evidence of a run with each case folded: what every invariant looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from chaos.checks.events import Event, read_event
from chaos.checks.fold import before_everything, standings
from chaos.checks.lost import lost_commands
from chaos.checks.policies import Policy, read_policy
from chaos.checks.routes import Planned, planned
from chaos.checks.standing import Standing
from chaos.history.evidence import Evidence, Json, RecordedCase, Row, Workflow
from chaos.history.log import Op

OPENINGS = frozenset({"opened", "imported"})
"""The two events that a case may begin with."""
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""How records fail to be read or folded."""


@dataclass(frozen=True)
class FoldedCase:
    """A case with its events read and folded. `standings[seq]` is what stands after event `seq`."""

    record: RecordedCase
    policy: Policy
    events: tuple[Event, ...]
    standings: tuple[Standing, ...]
    planned: Mapping[str, Planned]
    """The notices the events call for, by key."""

    @property
    def reference(self) -> str:
        """The reference of the case."""
        return self.record.reference

    @property
    def last(self) -> Standing:
        """What stands after the last event."""
        return self.standings[-1]

    def before(self, event: Event) -> Standing:
        """What stands before an event."""
        return self.standings[event.seq - 1]

    @cached_property
    def caused_by(self) -> Mapping[str, Sequence[Event]]:
        """The events of each command, by its id."""
        caused: dict[str, list[Event]] = {}
        for event in self.events:
            if event.command_id:
                caused.setdefault(event.command_id, []).append(event)
        return caused

    @cached_property
    def recalled(self) -> frozenset[int]:
        """The numbers of the events whose official reply was recalled: nothing that they call for is sent."""
        return frozenset(event.body["reply"] for event in self.events if event.type == "recalled")

    def goes_out_at(self, notice: Planned) -> datetime | None:
        """From when on a notice may be sent: after its hour, and after the time to recall its reply. None: not yet."""
        seq = int(notice.key.split(":")[1])
        later = [each for each in self.standings[seq:] if not (each.reply and each.reply.seq == seq)]
        if not later or later[0].at is None:
            return None
        return max(notice.not_before, later[0].at)

    @cached_property
    def lost(self) -> Mapping[str, Json]:
        """The commands that `reconciled` events name as lost, by their ids."""
        return lost_commands(self.events)


def folded(record: RecordedCase) -> FoldedCase:
    """A case of the records, folded. Raises one of `UNREADABLE`."""
    if record.policy is None:
        raise LookupError("its policy is not on record")
    policy, events = read_policy(record.policy), tuple(read_event(row["body"]) for row in record.event_rows)
    if not events or events[0].type not in OPENINGS or [event.seq for event in events] != [*range(1, len(events) + 1)]:
        raise ValueError("its events do not begin with its opening, or one is missing")
    if policy.digest != events[0].body["policy"]:
        raise ValueError("its policy was changed")
    notices: dict[str, Planned] = {}

    def called_for(after: Standing, event: Event) -> list[str]:
        found = planned(after, event)
        notices.update({notice.key: notice for notice in found})
        return [notice.key for notice in found]

    found = tuple(standings(before_everything(record.reference, policy), events, called_for))
    return FoldedCase(record, policy, events, found, notices)


class FoldedEvidence:
    """The evidence of a run, the cases that can be folded, and why the others cannot."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.cases: dict[str, FoldedCase] = {}
        self.unreadable: dict[str, str] = {}
        for reference, record in evidence.cases.items():
            try:
                self.cases[reference] = folded(record)
            except UNREADABLE as error:
                self.unreadable[reference] = f"{type(error).__name__}: {error}"

    @cached_property
    def operations_by_case(self) -> Mapping[str, Sequence[Op]]:
        """The operations on each case, in the order in which they began."""
        by_case: dict[str, list[Op]] = {}
        for op in self.evidence.operations:
            by_case.setdefault(op.reference, []).append(op)
        return by_case

    def workflow(self, reference: str) -> Workflow | None:
        """The workflow of a case."""
        return self.evidence.workflows.get(reference)

    @cached_property
    def listed(self) -> frozenset[tuple[str, str]]:
        """Kind and subject of each entry of the attention list."""
        return frozenset((row["kind"], row["about"]) for row in self.evidence.attention)


def is_open(row: Row | None) -> bool:
    """Whether a case has something left to do by its row: it is not closed, has notices to send, or is appealed."""
    return bool(row and (row["stage"] != "closed" or row["notices_waiting"] or row.get("appeal_open")))
