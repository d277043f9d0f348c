"""A case as it was recorded: how it began, what people did and when, and what was answered to it from outside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from models.case.commands import AnyCommand, Reply
from models.case.events import Assessed, Body, Event
from models.case.state import CaseState
from models.intake.request import Request
from models.policy import CasePolicy


class Order(NamedTuple):
    """A command as it is given once more."""

    command: AnyCommand
    reply_as_sent: Reply | None = None
    """The official reply in the words that were sent, for a policy without its template."""


class Act(Protocol):
    """What somebody did in a case, at its real instant."""

    @property
    def at(self) -> datetime:
        """When it counts from."""

    def orders(self, state: CaseState) -> Iterable[Order]:
        """The commands that follow from it where the case stands so."""


class GivenOrder(NamedTuple):
    """A command that was given."""

    at: datetime
    order: Order

    def orders(self, state: CaseState) -> Iterable[Order]:
        """The command, wherever the case stands."""
        return (self.order,)


class NotedFact(NamedTuple):
    """An event that neither a command nor time brings about, and that nobody waited for: it is noted as it stands."""

    at: datetime
    body: Body


class NoticedThen(NamedTuple):
    """So many events that time brings about were noticed at an instant: later than they fell due, after an outage."""

    at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered to the searches of a case, in the order in which it asked."""

    people: tuple[Any, ...] = ()
    """Events `escalated` that name the people who were found."""
    terms: tuple[Body, ...] = ()
    """Events `reclassified` and `not_reclassified`."""
    appeals: tuple[Body, ...] = ()
    splits: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True)
class PastCase:
    """Everything of one case that does not follow from a policy."""

    name: str
    """Its reference, or its identifier in a log."""
    reference: str
    opened_at: datetime
    first: Event | None = None
    """The first event as it is on record; none: the case is opened from its request."""
    assessed: Assessed | None = None
    """What the first stage concluded then; none: it is run."""
    request: Request | None = None
    policy: CasePolicy | None = None
    """The policy it was opened under, where that is known."""
    service: str = ""
    acts: tuple[Act | NotedFact | NoticedThen, ...] = ()
    answers: Answers = field(default_factory=Answers)
    as_noticed: bool = False
    """Whether its acts say when what fell due was noticed; else it is at the instant at which it falls due."""
    due: datetime | None = None
    """The due instant that another system's log has for it."""
    ended: datetime | None = None
    """When the owner of that log was done."""
