"""Where a case stands that another system had begun: what an import says of it, as that system's ledger has it."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from models.base import Wire
from models.codes import ClockKind, Priority, Stage
from models.intake.fields import Code, Instant, RequiredLine

Count = Annotated[int, Field(ge=0, le=1_000)]
Amount = Annotated[timedelta, Field(ge=timedelta(), le=timedelta(days=10_000))]


class AskedBefore(Wire):
    """What the beneficiary was asked for and has not answered, and since when."""

    since: Instant
    documents: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    questions: Annotated[tuple[RequiredLine, ...], Field(max_length=50)] = ()


class Awaited(Wire):
    """The third party the case waits for, by a reason of the pack, and since when."""

    party: Code
    reason: Code
    since: Instant


class Standing(Wire):
    """Stage, team and the ledger of the promises at `as_of`. Amounts are working time, of promises in calendar days
    time.

    `used` is what the resolution has used, up to `as_of` or, where the case waits and its promise pauses, up to then.
    """

    opened_at: Instant
    as_of: Instant
    stage: Stage
    team: Code
    priority: Priority = Priority.NORMAL
    section: Code | None = None
    problem: Code | None = None
    used: Amount
    first_responded_at: Instant | None = None
    rounds: Count = 0
    """How often it was returned to the beneficiary; with the one that lasts."""
    waits: Count = 0
    """How often it waited for a third party; with the one that lasts."""
    extensions: Count = 0
    extended: Amount = timedelta()
    reopens: Count = 0
    legal_limit: Instant | None = None
    asked: AskedBefore | None = None
    wait: Awaited | None = None


class Passed(Wire):
    """What of one clock lay before the import: nobody is told of it any more."""

    clock: ClockKind
    marks: tuple[str, ...] = ()
    """Its rungs, and the reminders of it, by the names they have on a clock."""
    breached: bool = False
