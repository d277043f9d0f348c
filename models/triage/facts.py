"""The facts of the first stage: one table of everything that rules may look at, with the type of each.

The check of a pack, the assessment and the dry run read it. `workflows.triage.facts` computes the facts in the order of
the table, so each may build on those above it. A fact that cannot be known is None.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeVar

from models.codes import Code

SingleValue = bool | int | float | str
"""What a condition compares with, and what a field of a service's own holds."""
FactValue = SingleValue | tuple[str, ...] | None

FieldType = Literal["text", "date", "whole", "amount", "yes_no"]
"""What a field of a service's own holds."""


class FactKind(Code):
    """How a value can be compared, in the words of the message about a condition that does not fit."""

    TEXT = "a text"
    NUMBER = "a number"
    YES_NO = "true or false"
    LIST = "a list"


class FactType(Code):
    """What a fact holds. How it is compared and how it is shown follow from that."""

    CODE = "code"
    LIST = "list"
    YES_NO = "yes or no"
    COUNT = "count"
    DAYS = "calendar days"
    FIELD = "as the field"


FACT_KINDS: Mapping[FactType, FactKind] = {
    FactType.CODE: FactKind.TEXT,
    FactType.LIST: FactKind.LIST,
    FactType.YES_NO: FactKind.YES_NO,
    FactType.COUNT: FactKind.NUMBER,
    FactType.DAYS: FactKind.NUMBER,
}
"""How each type is compared; a field goes by `FIELD_KINDS`."""
FIELD_KINDS: Mapping[FieldType, FactKind] = {
    "text": FactKind.TEXT,
    "date": FactKind.TEXT,
    "whole": FactKind.NUMBER,
    "amount": FactKind.NUMBER,
    "yes_no": FactKind.YES_NO,
}


class Fact(NamedTuple):
    """One row of the table. A family stands for a fact for each moment of the pack, or for each field of a service."""

    name: str
    type: FactType
    meaning: str
    names: Literal["topic", "problem"] | None = None
    """What of the pack its codes name."""
    family: Literal["moment", "field"] | None = None

    def of(self, member: str) -> str:
        """The name of a family's fact for one of its members: `days_to.passport_expiry`."""
        return f"{self.name}.{member}"


DAYS_TO = Fact("days_to", FactType.DAYS, "from today to the moment; less than 0 when it has passed", family="moment")
DAYS_SINCE = Fact(
    "days_since", FactType.DAYS, "from the moment to today; less than 0 when it is to come", family="moment"
)
CONTEXT = Fact("context", FactType.FIELD, "a field of the service's own: a date as 2026-01-06", family="field")
FACTS: tuple[Fact, ...] = (
    Fact(
        "service",
        FactType.CODE,
        "the service asked for; the pack's default when the catalogue does not list it",
    ),
    Fact("service_known", FactType.YES_NO, "the catalogue lists the service asked for (R3)"),
    Fact("online", FactType.YES_NO, "there is an e-service to try first"),
    Fact("section", FactType.CODE, "the section chosen"),
    Fact("section_offered", FactType.YES_NO, "the section chosen offers the service"),
    Fact("seed_kind", FactType.CODE, "what is wanted in the widest sense"),
    Fact("channel", FactType.CODE, "where the request comes from"),
    Fact("applicant_type", FactType.CODE, "what the applicant is"),
    Fact("relation", FactType.CODE, "what the person concerned is to the applicant; `self` when they are one"),
    Fact("documents", FactType.LIST, "the kinds of attachment"),
    Fact("entitled", FactType.YES_NO, "the relation, or a deed among the attachments, entitles the applicant (R4)"),
    Fact("attempted", FactType.YES_NO, "there was an earlier try"),
    Fact("attempt_outcome", FactType.CODE, "how the earlier try ended; `none` when there was none"),
    Fact("attempt_platform", FactType.CODE, "where the earlier try was made"),
    Fact("attempt_late", FactType.YES_NO, "the earlier try has waited beyond its promise"),
    Fact("follows", FactType.YES_NO, "the request speaks of an earlier request or transaction (R6)"),
    Fact("parent_known", FactType.YES_NO, "it names that earlier one by a reference"),
    Fact("parent_open", FactType.YES_NO, "nothing on record says that the earlier one is decided"),
    Fact("parent_late", FactType.YES_NO, "the earlier one has waited beyond its promise"),
    Fact("open_duplicates", FactType.COUNT, "open cases of the same applicant, person concerned and service"),
    Fact("same_error_last_hour", FactType.COUNT, "requests of the last hour with the same error code"),
    DAYS_TO,
    DAYS_SINCE,
    Fact("nearest_days", FactType.DAYS, "to the nearest urgent moment that is not over (R15)"),
    CONTEXT,
    Fact("topics", FactType.LIST, "the topics the beneficiary speaks of", names="topic"),
    Fact("message_topics", FactType.LIST, "the topics the platform's message speaks of", names="topic"),
    Fact("humanitarian", FactType.YES_NO, "a humanitarian topic, with a document for it (R16)"),
    Fact("campaign_open", FactType.YES_NO, "an announced window of the service is open; unknown when it has none"),
    Fact("problem", FactType.CODE, "the problem category with the most points, after refinements", names="problem"),
    Fact("confident", FactType.YES_NO, "something speaks for that category, and no other has as many points"),
    Fact("evidence", FactType.LIST, "what speaks for it: source and word"),
    Fact("missing", FactType.LIST, "required documents that are not attached"),
    Fact("missing_fields", FactType.LIST, "required fields that are not filled in, and whose date nothing else gives"),
    Fact("unread_fields", FactType.LIST, "fields filled in with what is not of their type: they count as not given"),
)
_BY_NAME = {fact.name: fact for fact in FACTS}


def fact_of(name: str) -> Fact | None:
    """The row of the table that a fact's name belongs to; a family is named by its members alone."""
    row, point, _ = name.partition(".")
    fact = _BY_NAME.get(row)
    return fact if fact and bool(point) is (fact.family is not None) else None


def kind_of(value: SingleValue) -> FactKind:
    """The kind of a value that a condition compares with."""
    if isinstance(value, bool):
        return FactKind.YES_NO
    return FactKind.TEXT if isinstance(value, str) else FactKind.NUMBER


Kind = TypeVar("Kind", bound=FactValue)


class Facts(dict[str, FactValue]):
    """The facts about one request, by name; each method gives one of a known type."""

    def text(self, name: str) -> str | None:
        """The value of a code; None when it is not known."""
        return _checked(str, self[name])

    def yes_no(self, name: str) -> bool | None:
        """The value of a yes-or-no fact; None when it is not known."""
        return _checked(bool, self[name])

    def days(self, name: str) -> int | None:
        """The number of days; None when it is not known."""
        return _checked(int, self[name])

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list; none when it is not known."""
        return _checked(tuple, self[name]) or ()


def _checked(kind: type[Kind], value: FactValue) -> Kind | None:
    if value is None or isinstance(value, kind):
        return value
    raise TypeError(f"a fact should be {kind.__name__} and is {type(value).__name__}")
