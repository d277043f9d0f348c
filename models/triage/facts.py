"""The facts of the first stage: one table of everything that rules may look at, with the type and origins of each.

The check of a pack, the assessment and the dry run read it. `workflows.triage.facts` computes the facts in the order of
the table, so each may build on those above it. A fact that cannot be known is None. What free text says is a value
too, but no sure one: rules that close, merge, return, lower or stop see the sure values alone.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeVar

from models.codes import Code

SingleValue = bool | int | float | str
"""What a condition compares with, and what a field of a service's own holds."""
FactValue = SingleValue | tuple[str, ...] | None


class OpenList(tuple[str, ...]):
    """A list that may hold more than is known: what stands in it does, what does not is unknown."""


class Origin(Code):
    """Where a fact comes from. On free text alone nothing is closed, merged, returned, lowered or stopped."""

    REQUEST = "request"
    DOCUMENTS = "documents"
    ATTEMPT = "attempt"
    RECORDS = "records"
    TEXT = "text"


class Doubt(Code):
    """Why a fact is unknown although the request says something about it."""

    TEXT_ALONE = "text_alone"
    UNREAD = "unread"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_DOCUMENT = "unknown_document"
    CONTRADICTED = "contradicted"


class Reading(NamedTuple):
    """What was found out about one fact, where not all of it is sure."""

    value: FactValue
    """With what free text says; None: unknown."""
    sure: FactValue
    """Without that."""
    origin: Origin
    doubt: Doubt | None = None


FieldType = Literal["text", "date", "whole", "amount", "yes_no"]
"""What a field of a service's own holds."""


class FieldForm(NamedTuple):
    """What a field of a service's own holds, and between which values; of a date these are days from today."""

    type: FieldType
    least: float | None = None
    most: float | None = None

    def can_be(self, value: float) -> bool:
        """Whether somebody can mean a number by it."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


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


REQUEST, DOCUMENTS, ATTEMPT, RECORDS, TEXT = ((origin,) for origin in Origin)


class Fact(NamedTuple):
    """One row of the table. A family stands for a fact for each moment of the pack, or for each field of a service."""

    name: str
    type: FactType
    meaning: str
    origins: tuple[Origin, ...]
    """Where it may come from."""
    names: Literal["topic", "problem", "relation", "document", "moment"] | None = None
    """What of the pack its codes name."""
    family: Literal["moment", "field"] | None = None

    @property
    def is_text(self) -> bool:
        """Whether nothing but free text can say it."""
        return self.origins == TEXT

    def of(self, member: str) -> str:
        """The name of a family's fact for one of its members: `days_to.passport_expiry`."""
        return f"{self.name}.{member}"


DAYS_TO = Fact(
    "days_to",
    FactType.DAYS,
    "from today to the moment; less than 0 when it has passed",
    (*REQUEST, *TEXT),
    family="moment",
)
DAYS_SINCE = Fact(
    "days_since",
    FactType.DAYS,
    "from the moment to today; less than 0 when it is to come",
    (*REQUEST, *TEXT),
    family="moment",
)
SAID_DAYS_TO = Fact(
    "said_days_to",
    FactType.DAYS,
    "to the moment by the date in the text that lies farthest from what the fields give; of it, or of nothing",
    TEXT,
    family="moment",
)
CONTEXT = Fact("context", FactType.FIELD, "a field of the service's own: a date as 2026-01-06", REQUEST, family="field")
FACTS: tuple[Fact, ...] = (
    Fact(
        "service",
        FactType.CODE,
        "the service asked for; the pack's default when the catalogue does not list it",
        REQUEST,
    ),
    Fact("service_known", FactType.YES_NO, "the catalogue lists the service asked for (R3)", REQUEST),
    Fact("online", FactType.YES_NO, "there is an e-service to try first", REQUEST),
    Fact("section", FactType.CODE, "the section chosen", REQUEST),
    Fact("section_offered", FactType.YES_NO, "the section chosen offers the service", REQUEST),
    Fact("seed_kind", FactType.CODE, "what is wanted in the widest sense", REQUEST),
    Fact("channel", FactType.CODE, "where the request comes from", REQUEST),
    Fact("applicant_type", FactType.CODE, "what the applicant is", REQUEST),
    Fact(
        "relation",
        FactType.CODE,
        "what the person concerned is to the applicant, of the relations of the pack; `self` when they are one",
        REQUEST,
        names="relation",
    ),
    Fact("documents", FactType.LIST, "the kinds of attachment", DOCUMENTS),
    Fact(
        "attached",
        FactType.LIST,
        "the documents of the pack that are attached; open while an attachment is of no exact kind of the pack",
        (*DOCUMENTS, *ATTEMPT),
        names="document",
    ),
    Fact(
        "entitled",
        FactType.YES_NO,
        "the relation, or a deed among the attachments, entitles the applicant (R4); unknown by an unknown relation",
        (*REQUEST, *DOCUMENTS),
    ),
    Fact(
        "needs_care",
        FactType.YES_NO,
        "the person concerned is a child by age, or a child, ill, disabled or old by the words of the relation",
        REQUEST,
    ),
    Fact("attempted", FactType.YES_NO, "there was an earlier try", ATTEMPT),
    Fact("attempt_outcome", FactType.CODE, "how the earlier try ended; `none` when there was none", ATTEMPT),
    Fact("attempt_platform", FactType.CODE, "where the earlier try was made", ATTEMPT),
    Fact("attempt_late", FactType.YES_NO, "the earlier try has waited beyond its promise", (*ATTEMPT, *TEXT)),
    Fact("follows", FactType.YES_NO, "the request speaks of an earlier request or transaction (R6)", REQUEST),
    Fact("parent_on_record", FactType.YES_NO, "the records have that earlier one", RECORDS),
    Fact("parent_known", FactType.YES_NO, "it names that earlier one by a reference", (*ATTEMPT, *RECORDS)),
    Fact(
        "parent_open",
        FactType.YES_NO,
        "the earlier one is not decided, by the records or by how the try ended",
        (*RECORDS, *ATTEMPT),
    ),
    Fact("parent_late", FactType.YES_NO, "the earlier one has waited beyond its promise", (*RECORDS, *ATTEMPT, *TEXT)),
    Fact(
        "open_duplicates",
        FactType.COUNT,
        "open cases of the same applicant and service that are known to be about the same",
        RECORDS,
    ),
    Fact(
        "alike",
        FactType.COUNT,
        "open cases of the same applicant and service that may be about the same, and nobody knows",
        RECORDS,
    ),
    Fact("same_error_last_hour", FactType.COUNT, "requests of the last hour with the same error code", RECORDS),
    DAYS_TO,
    DAYS_SINCE,
    SAID_DAYS_TO,
    Fact("nearest_days", FactType.DAYS, "to the nearest urgent moment that is not over (R15)", (*REQUEST, *TEXT)),
    Fact(
        "nearest_within",
        FactType.DAYS,
        "within which an urgent moment is said to lie, where the text gives no more, or says of nothing that time is"
        " left: «less than a week left», «a week left» (R15)",
        TEXT,
    ),
    Fact(
        "unread_dates",
        FactType.LIST,
        "moments of which the text gives a date that cannot be read, and nothing gives one: «at the weekend» (R15)",
        TEXT,
        names="moment",
    ),
    CONTEXT,
    Fact("unlisted_fields", FactType.LIST, "fields filled in that neither the service nor a moment knows", REQUEST),
    Fact("topics", FactType.LIST, "the topics the beneficiary speaks of", TEXT, names="topic"),
    Fact("message_topics", FactType.LIST, "the topics the platform's message speaks of", TEXT, names="topic"),
    Fact(
        "humanitarian",
        FactType.YES_NO,
        "a humanitarian topic, with a document for it (R16); without such a document it is not",
        (*DOCUMENTS, *TEXT),
    ),
    Fact(
        "campaign_open",
        FactType.YES_NO,
        "an announced window of the service is open; unknown when it has none",
        REQUEST,
    ),
    Fact(
        "problem",
        FactType.CODE,
        "the problem category with the most points, after refinements; sure when a code of the try says it",
        (*ATTEMPT, *TEXT),
        names="problem",
    ),
    Fact("confident", FactType.YES_NO, "something speaks for that category, and no other has as many points", TEXT),
    Fact("evidence", FactType.LIST, "what speaks for it: source and word", TEXT),
    Fact(
        "own_numbers",
        FactType.LIST,
        "words of the text with a digit, but for references that the fields or the records have: they hold back",
        TEXT,
    ),
    Fact("missing", FactType.LIST, "required documents that are not attached", (*DOCUMENTS, *TEXT), names="document"),
    Fact(
        "missing_fields",
        FactType.LIST,
        "fields that are required, or asked for by what the text speaks of, and given in no way",
        REQUEST,
    ),
    Fact(
        "unread_fields",
        FactType.LIST,
        "fields filled in with what is not of their type, or nobody can mean: they count as not given",
        REQUEST,
    ),
    Fact("differing_fields", FactType.LIST, "fields that give different days for one moment", REQUEST),
    Fact(
        "unknown_codes",
        FactType.LIST,
        "fields with a code, a kind or a relation that the pack does not list, or that is at odds with another",
        (*REQUEST, *DOCUMENTS, *ATTEMPT),
    ),
    Fact(
        "says_more",
        FactType.LIST,
        "what says more than that the service is wanted, or failed, and help is wanted: `words`, `fields`, `codes`,"
        " `documents`, `try`, `person`; sought where a rule may need it",
        (*REQUEST, *DOCUMENTS, *ATTEMPT, *TEXT),
    ),
    Fact(
        "says_beyond",
        FactType.LIST,
        "what says more than the open case it repeats, and than that help is wanted: `words`, `particulars`,"
        " `relations`, `dates`, `fields`, `documents`; sought where there is such a case",
        (*REQUEST, *DOCUMENTS, *TEXT),
    ),
    Fact(
        "new_topics",
        FactType.LIST,
        "topics of what says more than the open case it repeats; of the whole text where nobody compared them",
        TEXT,
        names="topic",
    ),
    Fact(
        "own_relations",
        FactType.LIST,
        "relations the text speaks of, but for that of the person named: they hold back; none where nobody is named",
        TEXT,
        names="relation",
    ),
    Fact(
        "own_topics",
        FactType.LIST,
        "topics of the text without what it quotes of the platform: they hold back; sought where a rule may need it",
        TEXT,
        names="topic",
    ),
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
    """The facts about one request, by name, with what free text says; each method gives one of a known type."""

    def __init__(self, *given: Mapping[str, FactValue]) -> None:
        super().__init__(*given)
        self.sure: dict[str, FactValue] = dict(*given)
        """The same without what free text says: what may decide."""
        self.doubts: dict[str, Doubt] = {}
        """Why something is said of a fact and is not sure."""
        self.said: set[str] = set()
        """The facts that come from free text."""

    def put(self, name: str, found: FactValue | Reading) -> None:
        """Enter what was found out about a fact under its name."""
        if not isinstance(found, Reading):
            self[name] = self.sure[name] = found
            return
        self[name], self.sure[name] = found.value, found.sure
        if found.doubt:
            self.doubts[name] = found.doubt
        if found.origin is Origin.TEXT and found.value is not None:
            self.said.add(name)

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

    def sure_codes(self, name: str) -> tuple[str, ...]:
        """The codes of a list that are there without what free text says."""
        return _checked(tuple, self.sure[name]) or ()


def _checked(kind: type[Kind], value: FactValue) -> Kind | None:
    if value is None or isinstance(value, kind):
        return value
    raise TypeError(f"a fact should be {kind.__name__} and is {type(value).__name__}")
