"""The rules R1 to R20 as data: a list of conditions on facts, and what follows from them.

Nothing here is code: `workflows.triage.facts` computes the facts, `workflows.triage.assess` applies the rules to them.
"""

from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from models.base import Frozen
from models.codes import Effect, Priority
from models.language import Text
from models.triage.conditions import Conditions


class Shift(Frozen):
    """A date some calendar days after a known moment. Statutory days are calendar days (domain §4.3)."""

    moment: str
    days: int = 0


_DECIDING = (
    Effect.RETURN_COMPLETION,
    Effect.RETURN_GUIDANCE,
    Effect.MERGE_DUPLICATE,
    Effect.LINK_AND_ESCALATE,
)


class Rule(Conditions):
    """What follows when its conditions hold. Several rules may share an id: the cases of one rule of domain §2.7.

    The first rule with an `effect` decides it; later ones with an effect are passed over. `raise_to` never lowers a
    priority, `lower_to` sets it. `team` overrules the routing, the first one counts; `section_team` takes the team of
    the section the beneficiary chose. After a rule with `stop` further rules only raise and flag, by what is known.
    `shows` are facts recorded beside those of its conditions. A rule with `enforced_by` only says where else the system
    keeps it.
    A rule that `decides` rests on sure facts alone, see `models.triage.facts`.
    """

    id: str
    title: str
    basis: str
    since: date | None = None
    until: date | None = None
    services: tuple[str, ...] = ()
    """Only for these; empty: for all."""
    shows: tuple[str, ...] = ()
    effect: Effect | None = None
    team: str | None = None
    section_team: bool = False
    problem: str | None = None
    raise_to: Priority | None = None
    lower_to: Priority | None = None
    flags: tuple[str, ...] = ()
    held_flags: tuple[str, ...] = ()
    """Flags for when its conditions are met and only `unless` holds it back."""
    reply: str | None = None
    values: dict[str, Shift] = Field(default_factory=dict)
    due_cap: Shift | None = None
    link: Literal["duplicate", "parent"] | None = None
    problem_record: bool = False
    """Ties the request to the record of the fault that its error code names (R17)."""
    stop: bool = False
    enforced_by: str | None = None

    @cached_property
    def decides(self) -> bool:
        """Whether it closes, merges, links, returns, lowers or stops: that may only rest on what is known."""
        return self.effect in _DECIDING or self.lower_to is not None or self.stop

    @cached_property
    def remark(self) -> "Rule | None":
        """What is left of it after a rule that stops: raising and flagging. None: nothing."""
        if self.effect or not (self.raise_to or self.flags):
            return None
        nothing: dict[str, Any] = {"team": None, "section_team": False, "problem": None, "due_cap": None}
        return self.model_copy(update=nothing | {"lower_to": None, "problem_record": False, "stop": False})

    def concerns(self, service: str) -> bool:
        """Whether the first stage applies it to a service."""
        return self.enforced_by is None and (not self.services or service in self.services)

    def in_force(self, day: date) -> bool:
        """Whether it is applied on a local date."""
        return (self.since or date.min) <= day <= (self.until or date.max)


class Refinement(Conditions):
    """A problem that turns out to be another one when further facts hold."""

    problem: str
    becomes: str


class Requirement(Conditions):
    """A document the request must bring, when its conditions hold. `accepts` are the patterns of attachment kinds.

    One of `whole` is all of it, however many are asked for; one of `may_be_in` may show it besides.
    """

    document: str
    title: Text = Text()
    accepts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    may_be_in: tuple[str, ...] = ()
    count: int = 1
