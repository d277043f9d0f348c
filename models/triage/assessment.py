"""Input and result of the first stage: what the records know of a new request, and the assessment."""

from datetime import datetime
from typing import Any

from pydantic import Field

from models.base import Wire
from models.codes import Effect, Priority, Stage
from models.intake.beyond import Beyond
from models.triage.facts import Doubt

NO_WORKING_TIME_LEFT = "no_working_time_left"
"""The remark that nobody works any more before a legal limit. A pack whose rules set one has its text."""


class Parent(Wire):
    """The earlier case a follow-up speaks of, as the records know it."""

    reference: str
    stage: Stage
    due: datetime | None
    overdue: bool
    team: str | None = None


class KnownFromRecords(Wire):
    """What the records know that bears on a new request."""

    open_duplicates: tuple[str, ...] = ()
    """References of open cases of the same applicant and service that are known to be about the same: those that
    say all of it first, then the oldest."""
    alike: tuple[str, ...] = ()
    """The same of those that may be, where nobody knows."""
    beyond: Beyond | None = None
    """What the request says beyond the first of `open_duplicates`; none: nobody compared them."""
    parent: Parent | None = None
    same_error_last_hour: int = 0


def _is_empty(value: tuple[Any, ...]) -> bool:
    """New fields are left out while empty: events written before them keep their bytes."""
    return not value


class Finding(Wire):
    """One rule that fired and its inputs: the facts it looked at, by name."""

    rule: str
    basis: str
    inputs: dict[str, Any]
    said: tuple[str, ...] = Field(default=(), exclude_if=_is_empty)
    """Which of them come from free text."""


class Unknown(Wire):
    """What stays open: a rule that would close, merge, return, lower or stop, and the facts it could not rest on."""

    doubt: Doubt
    rule: str
    facts: tuple[str, ...]


class Assessment(Wire):
    """The conclusion of the automatic first stage (design §3)."""

    effect: Effect
    team: str
    priority: Priority
    problem: str
    findings: tuple[Finding, ...] = ()
    flags: tuple[str, ...] = ()
    """Codes of remarks for the officer; their texts are in the pack."""
    unknown: tuple[Unknown, ...] = Field(default=(), exclude_if=_is_empty)
    """What a person has to look at because the first stage does not know it."""
    alike: tuple[str, ...] = Field(default=(), exclude_if=_is_empty)
    """Open cases that may be of the same person: staff join them, never the first stage."""
    missing: tuple[str, ...] = ()
    """What a return for completion asks for: kinds of document, and fields of the service's own."""
    reply: str | None = None
    """The reply template a return carries."""
    values: dict[str, str] = Field(default_factory=dict)
    """Values for the placeholders of `reply`."""
    link: str | None = None
    """The case this one is merged into or linked with."""
    problem_record: str | None = None
    """The error code of a fault that many met: staff see the requests tied to it."""
    fault: str | None = Field(default=None, exclude_if=lambda fault: fault is None)
    """The open fault with the error code of the request: the case is one of it."""
    fault_known: bool = Field(default=False, exclude_if=lambda known: not known)
    """Whether that fault was known already."""
    due_cap: datetime | None = None
    """The last instant at which the law allows the resolution: the last second of a local day."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that fired, each once, in the order they did."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))
