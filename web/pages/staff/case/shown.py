"""What the page of a case has, as data."""

from dataclasses import dataclass
from typing import NamedTuple

from web.pages.staff.case.clocks import ClockLine
from web.pages.staff.lists.rows import Toned


class ShownLine(NamedTuple):
    """A name with what stands beside it, or an instant with what happened."""

    name: str
    said: tuple[Toned, ...]


class ShownDocument(NamedTuple):
    """A document of the checklist."""

    title: str
    is_there: bool
    asked: bool
    seen: str


class ShownAsked(NamedTuple):
    """What was asked of the beneficiary, and when it arrived."""

    title: str
    when: str
    arrived: str


class OtherCase(NamedTuple):
    """Another request of the same person."""

    reference: str
    opened: str
    service: str
    stage: str


class ShownDecision(NamedTuple):
    """A decision, or a proposal that others have to agree to."""

    is_proposal: bool
    outcome: str
    reason: str
    by: str
    at: str
    late: bool
    texts: tuple[tuple[str, str], ...]
    """The official reply by language."""


@dataclass(frozen=True)
class StaffCaseSeen:
    """What is shown of a case."""

    reference: str
    seq: int
    """The version that is seen: what is decided is decided on it."""
    status: str
    told_status: str
    service: str
    problem: str
    subject: str
    texts: tuple[str, ...]
    summary: tuple[ShownLine, ...]
    clocks: tuple[ClockLine, ...]
    asked: tuple[ShownAsked, ...]
    request: tuple[ShownLine, ...]
    documents: tuple[ShownDocument, ...]
    others: tuple[OtherCase, ...]
    timeline: tuple[ShownLine, ...]
    decisions: tuple[ShownDecision, ...]
    numbers: bool
    """Whether identity numbers and addresses stand in full."""
