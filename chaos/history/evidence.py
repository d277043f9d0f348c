"""The evidence of a run: the clients' logs, the records, Temporal's histories, accepted messages and injected faults.

Pure data, and raw: bytes, rows and JSON as the servers gave them. It is collected by `chaos.history.collect` and
checked by `chaos.checks.invariants`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chaos.faults.nemesis import InjectedFault
from chaos.history.log import Op

Json = Mapping[str, Any]
Row = Mapping[str, Any]
"""A row of a table as it was read."""


@dataclass(frozen=True)
class RecordedCase:
    """One case as it is on record. `row`, `request` and `policy` are None when the tables lack them."""

    reference: str
    row: Row | None
    event_rows: tuple[Row, ...]
    """The rows of `case_event` in order, with the bytes that were hashed."""
    request: Row | None
    policy: str | None
    """The text of the policy it was opened under."""
    notices: tuple[Row, ...] = ()
    entries: tuple[Row, ...] = ()
    """What roundups tell of it, each with the key of the roundup."""


@dataclass(frozen=True)
class Signal:
    """A signal in a history: its name, and its argument as JSON (None where it has not exactly one)."""

    name: str
    value: Any

    @property
    def kind(self) -> str:
        """The kind of its command, as the case names it when it refuses the signal: that of another signal is its name,
        and a value that is no command has none."""
        given = self.value.get("kind", None) if isinstance(self.value, dict) else None
        if self.name in ("approve", "reject"):
            given = self.name if isinstance(self.value, dict) and given in (None, self.name) else None
        return (str(given) if self.name in ("approve", "reject", "command") else self.name)[:32]

    @property
    def command_id(self) -> str | None:
        """The id of the command in it."""
        return self.value.get("command_id") if isinstance(self.value, dict) else None


@dataclass(frozen=True)
class Run:
    """One run of a case's workflow, from its history. `first_run` names the run that the chain began with."""

    run_id: str
    first_run: str
    status: str
    """Temporal's name of it: `RUNNING`, `COMPLETED`, `CONTINUED_AS_NEW`, `TERMINATED`, `FAILED`, …"""
    started: datetime
    closed: datetime | None
    length: int
    """The number of events in its history."""
    types: Mapping[str, int] = field(default_factory=dict)
    """How often each type of history event occurs, as `TIMER_FIRED`."""
    inputs: int = 1
    """The number of its inputs: one is the request; with a second it goes on from an earlier run or from records."""
    commands: Mapping[str, Json] = field(default_factory=dict)
    """The commands in the updates that took effect, by update id."""
    answers: Mapping[str, Json] = field(default_factory=dict)
    """The receipts of the updates that took effect, by update id."""
    signals: tuple[Signal, ...] = ()
    imported: Json | None = None
    """The command with which it was started, of a case that another system had begun."""
    receipt: Json | None = None
    """The receipt it ended with."""


@dataclass(frozen=True)
class Workflow:
    """The runs of one case, oldest first, and the answers of a live one to the queries `view` and `timeline`.

    Both are None when the workflow gave no answer, or has ended.
    """

    reference: str
    runs: tuple[Run, ...]
    view: Json | None = None
    timeline: tuple[Json, ...] | None = None

    @property
    def live(self) -> bool:
        """Whether its last run is running."""
        return bool(self.runs) and self.runs[-1].status == "RUNNING"


@dataclass(frozen=True)
class Replayed:
    """The answers of a case to the queries `timeline` and `view` after a worker without memory replayed its history.

    The timeline is the bytes of a JSON list; both are None when there was no answer.
    """

    timeline: bytes | None
    view: Json | None


@dataclass(frozen=True)
class Accepted:
    """A message that a gateway accepted, acknowledged or not: its key, a hash of its bytes, and for SMS and portal the
    bytes themselves and the headers that its sender has to set."""

    channel: str
    key: str
    sha256: str
    at: datetime
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """What is known of a run at quiescence, as of `at`. `targets` are the components that had to be killed."""

    at: datetime
    operations: tuple[Op, ...]
    cases: Mapping[str, RecordedCase]
    workflows: Mapping[str, Workflow]
    accepted: tuple[Accepted, ...]
    attention: tuple[Row, ...] = ()
    faults: tuple[InjectedFault, ...] = ()
    targets: tuple[str, ...] = ()
    promised: frozenset[str] = frozenset()
    """What the workload certainly causes, by the names of `chaos.checks.invariants.coverage`."""
    verbs: frozenset[str] = frozenset()
    """The kinds of commands that the workload certainly brings to an effect."""
    replaced: frozenset[str] = frozenset()
    """The cases whose workflow was terminated by hand, to be started again from the records."""
    stale: frozenset[str] = frozenset()
    """The cases that Temporal answered for from an older copy of its data, or from an earlier event to which somebody
    reset them: what was answered meanwhile was true of an earlier moment."""
    restored: bool = False
    """Whether an older copy of the records was restored: the texts of notices that were sent after it are lost."""
    skipped: timedelta = timedelta()
    """How much virtual time was skipped at most for a case: Temporal's clock may be ahead of the gateways' by it."""
    packs: Mapping[str, Json] = field(default_factory=dict)
    """The policy packs by name, each the merged tables of its files, with its calendar under `calendar`."""
    announced: tuple[Row, ...] = ()
    """The changes of calendars on record, in the order in which they were announced."""
    portal_secret: str | None = None
    """The secret by which webhooks are signed."""
    replayed: Mapping[str, Replayed] | None = None
    """The answers of workers without memory, by reference; None where none were started."""
