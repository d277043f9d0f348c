"""What a log means, as data: its columns and instants, and what its types, outcomes and events are here.

One TOML file per log; `docs/logs.md` describes its keys.
"""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from models.base import Frozen
from models.case.commands import BENEFICIARY, Actor
from models.codes import Outcome, Stage
from models.intake.fields import Code
from simulation.logs.meaning import EventRule, LogPerson

Meant = TypeVar("Meant")
ENDS = frozenset({*Outcome, *Stage})
"""What a case may have come to at the end of a log: an outcome, or the stage in which it stands."""


class InvalidMapping(ValueError):
    """A mapping file that cannot be used, with the reasons."""


class LogFormat(StrEnum):
    """How a log is written."""

    JSON_LINES = "json_lines"
    CSV = "csv"


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, LookupError):
        raise ValueError(f"no time zone {name}") from None
    return name


class LogReading(Frozen):
    """How a line is read. Instants without an offset are local time of `zone`."""

    form: LogFormat = LogFormat.JSON_LINES
    line: Literal["case", "event"] = "case"
    """Whether a line is a case with all its events, or one event."""
    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    instant: str = "iso"
    """ISO 8601, or a format of `strptime`."""
    delimiter: str = ","

    @property
    def where(self) -> ZoneInfo:
        """The zone of the log."""
        return ZoneInfo(self.zone)


class InstantColumn(Frozen):
    """An event that a log keeps as an instant in a column of its case; the activity may name columns, `{status}`."""

    activity: str
    at: str


class Columns(Frozen):
    """Where a line has what is asked of it; a dot leads into a table, as `attrs.status`."""

    case: str
    type: str
    outcome: str
    arrived: str | None = None
    """None: with the first event."""
    due: str | None = None
    due_as: Literal["instant", "day"] = "instant"
    """Whether a due date is compared as an instant, or by its local day alone."""
    ended: str | None = None
    """When the log's owner was done, for comparing late and in time."""
    events: str | None = None
    """The list of events in the line of a case."""
    activity: str = "activity"
    at: str = "at"
    who: str | None = None
    """Whoever did it, where the log names them: how many work and how long is learned from it."""
    instants: tuple[InstantColumn, ...] = ()
    beside: tuple[str, ...] = ()
    """Columns by which differences of due dates are told apart, besides type and start."""


class RequestForm(Frozen):
    """The request of a case. Texts may name columns; one that is nothing but a column has its value."""

    channel: str
    channels: dict[str, Code] = Field(default_factory=dict)
    """The channel of this system for each of the log's, where `channel` names a column."""
    lang: str = "en"
    subject: str
    applicant: dict[str, Any]
    context: dict[str, Any] = Field(default_factory=dict)


class Bars(Frozen):
    """What a play must reach, as a share of the cases compared."""

    outcomes: float = Field(1.0, ge=0, le=1)
    due: float = Field(0.0, ge=0, le=1)
    decided_otherwise: int = 0
    """How many decisions may be the system's own, as a limit that ran out."""


class LogMapping(Frozen):
    """Everything that is to be known of one log."""

    title: str
    source: str = ""
    pack: str
    """The folder of the pack under which it is played, from the folder of the mapping file."""
    bars: Bars = Bars()
    reading: LogReading = LogReading()
    columns: Columns
    services: dict[str, Code]
    """The service of each type; `*` in a type stands for anything, and the first that fits counts."""
    outcomes: dict[str, Annotated[tuple[str, ...], BeforeValidator(_several)]]
    """The outcomes or stages that a case may have for each outcome of the log."""
    request: RequestForm
    people: dict[str, LogPerson] = Field(default_factory=dict)
    events: tuple[EventRule, ...]
    at_the_end: tuple[EventRule, ...] = ()
    """What follows when the log ends, by the last activity of a case."""

    def service(self, type_of_case: str) -> str:
        """The service of a type. Raises InvalidMapping for one that no row fits."""
        return _first_fit(self.services, type_of_case, "type")

    def ends(self, outcome: str) -> tuple[str, ...]:
        """What a case may have come to by the log's outcome. Raises InvalidMapping."""
        return _first_fit(self.outcomes, outcome, "outcome")

    def actor(self, name: str) -> Actor:
        """The person of a name as an actor."""
        if name == BENEFICIARY.id:
            return BENEFICIARY
        person = self.people[name]
        return Actor(id=name, role=person.role, teams=person.teams)


def _first_fit(rows: Mapping[str, Meant], value: str, what: str) -> Meant:
    for pattern, meant in rows.items():
        if fnmatchcase(value, pattern):
            return meant
    raise InvalidMapping(f"no row fits the {what} {value!r}")


def read_mapping(path: Path) -> LogMapping:
    """The mapping in a file. Raises InvalidMapping with the reasons, OSError."""
    try:
        mapping = LogMapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise InvalidMapping(f"{path.name}: {error}") from None
    if problems := [*_problems(mapping)]:
        raise InvalidMapping(f"{path.name}: {'; '.join(problems)}")
    return mapping


def _problems(mapping: LogMapping) -> Iterator[str]:
    for outcome, ends in mapping.outcomes.items():
        for end in sorted({*ends} - ENDS):
            yield f"outcomes.{outcome}: {end} is neither an outcome nor a stage"
    for rule in (*mapping.events, *mapping.at_the_end):
        for given in rule.commands:
            if given.by not in {BENEFICIARY.id, *mapping.people}:
                yield f"events: {rule.activity}: nobody of the people is {given.by}"
                continue
            try:
                given.command("of-the-mapping", mapping.actor(given.by))
            except ValidationError as error:
                yield f"events: {rule.activity}: {error}"
