"""Examples of a pack, as data: a request, what the records know of it, and what the first stage makes of it."""

import hashlib
from datetime import date, datetime
from typing import Any

from pydantic import Field, model_validator

from models.base import Frozen
from models.codes import Effect, Priority
from models.triage.assessment import KnownFromRecords


class ExpectedOutcome(Frozen):
    """What is to come out of an example; what is left out may be anything."""

    effect: Effect | None = None
    team: str | None = None
    priority: Priority | None = None
    problem: str | None = None
    rules: tuple[str, ...] | None = None
    """The ids of all rules that fire."""
    flags: tuple[str, ...] | None = None
    """All remarks for the officer, in any order."""
    missing: tuple[str, ...] | None = None
    """All that a return asks for, in any order."""
    unknown: dict[str, tuple[str, ...]] | None = None
    """What the officer is shown as not known: the rules that did not decide, each with the facts that held it back."""
    reply: str | None = None
    values: dict[str, str] | None = None
    """The values for the placeholders of the reply."""
    link: str | None = None
    problem_record: str | None = None
    last_day: date | None = None
    """The last local day on which the law allows the resolution."""
    due: datetime | None = None
    """When the resolution is due, in the time of the calendar of the case."""

    @model_validator(mode="after")
    def _says_something(self) -> "ExpectedOutcome":
        if not self.given:
            raise ValueError("say what is to come out, such as effect, team, priority and due")
        return self

    @property
    def given(self) -> dict[str, Any]:
        """What the example says, by name."""
        return {name: value for name, value in self if value is not None}


class PackExample(Frozen):
    """A request that is tried: filed at its `submitted_at`, with nothing on record but what `known` says."""

    name: str
    request: dict[str, Any]
    without: tuple[str, ...] = ()
    """Fields of the file's defaults that this request does not have."""
    known: KnownFromRecords = KnownFromRecords()
    expected: ExpectedOutcome


class ExampleFile(Frozen):
    """One file of examples, and what their requests have where they do not say otherwise."""

    defaults: dict[str, Any] = Field(default_factory=dict)
    examples: tuple[PackExample, ...] = ()

    def request_of(self, example: PackExample) -> dict[str, Any]:
        """The whole request of an example; one without an id gets one that is made of its name."""
        defaults = {name: value for name, value in self.defaults.items() if name not in example.without}
        return {"id": hashlib.sha256(example.name.encode()).hexdigest()[:16]} | over(defaults, example.request)


def over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables laid over others: what both have is taken from `above`, tables in them are laid over one another."""
    return below | {
        name: over(below[name], value) if isinstance(value, dict) and isinstance(below.get(name), dict) else value
        for name, value in above.items()
    }
