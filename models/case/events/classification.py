"""What is said of a case: notes, priority, another service, another version of its policy."""

from datetime import datetime
from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.codes import Priority
from models.policy import ServiceTerms
from models.triage.assessment import Assessment


class Noted(Wire):
    """An internal note; `about` names a case that was joined to this one."""

    type: Literal["noted"] = "noted"
    text: str
    about: str | None = None


class Reprioritised(Wire):
    """The priority was set, and with it the budgets of the clocks."""

    type: Literal["reprioritised"] = "reprioritised"
    priority: Priority
    note: str | None = None


class ReclassificationAsked(Wire):
    """The classification is to be corrected: what the pack says of it comes as an event of its own."""

    type: Literal["reclassification_asked"] = "reclassification_asked"
    service: str | None = None
    section: str | None = None
    problem: str | None = None
    assess_again: bool = False
    note: str


class Reclassified(Wire):
    """The classification was corrected: with another service come its `terms`, with a new assessment what it found."""

    type: Literal["reclassified"] = "reclassified"
    service: str | None = None
    section: str | None = None
    problem: str | None = None
    terms: ServiceTerms | None = None
    assessment: Assessment | None = None
    provided: tuple[str, ...] = Field((), exclude_if=not_)
    """The documents of the new service's checklist that came with the request."""


class NotReclassified(Wire):
    """The classification stays as it was: the pack does not know these codes."""

    type: Literal["not_reclassified"] = "not_reclassified"
    unknown: tuple[str, ...]


class Migrated(Wire):
    """The case was put under another version of its pack, and with it perhaps its due instant moved."""

    in_clear = True

    type: Literal["migrated"] = "migrated"
    version_before: str
    version: str
    terms: ServiceTerms
    why: str
    due_before: datetime | None
    due_after: datetime | None
