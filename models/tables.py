"""SQLModel tables of the records: columns, keys, checks and indexes. The functions and grants are in `migrations`.

A test compares these classes with the migrated database and finds no difference.

The columns of `case_row` are the fields of `CaseRow`, and the table is derived from that class, not the class from the
table: workflow code and commands have the row at hand without SQLModel, which takes 0.2 s and 25 MB to import.
For the same reason only a worker's statements are made from these classes; where they are SQL text the file says why.

Personal data are in `request` (the request as received), `notice` (addressee and text), `staff`, and in the bodies of
events where somebody wrote a text; nowhere else.
"""

from collections.abc import Iterable, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, get_args

from pydantic.fields import FieldInfo
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from models.case.occurrence import OccurrenceKind
from models.case.row import CaseRow
from models.codes import (
    LIVE,
    STAFF_ROLES,
    UNDECIDED,
    DataKind,
    Disposal,
    FaultStage,
    KeyKind,
    NoticeStatus,
    Outcome,
    Priority,
    Role,
    Stage,
    Status,
    Verb,
)
from models.faults.row import FaultRow

KEY = String(collation="C")
"""Type of keys: they sort by their bytes in every database."""


_CODE: FieldInfo = Field(sa_type=String)
_CODES: FieldInfo = Field(sa_type=ARRAY(String), sa_column_kwargs={"server_default": "{}"})


class RecordsTable(SQLModel):
    """Base of the tables. A closed set is `varchar`, several codes are `varchar[]`, which is empty unless given."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Tell SQLModel, before it makes the table, the columns it would make otherwise; also those of `CaseRow`."""
        super().__pydantic_init_subclass__(**kwargs)
        for field in cls.model_fields.values():
            if (column := _column_of(field.annotation)) is not None:
                field.metadata = [*field.metadata, *column.metadata]


def _column_of(kind: object) -> FieldInfo | None:
    """The column for values of a type; none where SQLModel makes the right one."""
    if kind == tuple[str, ...]:
        return _CODES
    kinds = get_args(kind) or (kind,)
    return _CODE if any(isinstance(each, type) and issubclass(each, StrEnum) for each in kinds) else None


def _one_of(column: str, codes: Iterable[StrEnum]) -> CheckConstraint:
    """The check that a column has a value of a closed set."""
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, map(str, codes)))})")


def _while_in(stages: Set[Stage]) -> TextClause:
    """The condition of an index on the cases in these stages, written as in the queries that use it."""
    return text(" AND ".join(f"stage <> '{stage}'" for stage in sorted(set(Stage) - stages)))


class CaseTable(CaseRow, RecordsTable, table=True):  # type: ignore[misc]  # two libraries' types of `model_config`
    """The projection of each case after its last event, and the head of its chain."""

    __tablename__ = "case_row"
    __table_args__ = (
        _one_of("stage", Stage),
        _one_of("status", Status),
        _one_of("outcome", Outcome),
        _one_of("priority", Priority),
        # Answers the board, and finds and scores the cases of a team, without touching the table.
        Index(
            "case_row_live",
            "team",
            "service",
            "stage",
            postgresql_include=[
                "assignee",
                "priority",
                "submitted_at",
                "due_at",
                "at_risk_at",
                "first_response_due_at",
                "first_responded_at",
                "paused",
                "escalation",
                "reference",
            ],
            postgresql_where=_while_in(LIVE),
        ),
        Index("case_row_assignee", "assignee", postgresql_where=_while_in(UNDECIDED)),
        Index("case_row_open_since", "submitted_at", postgresql_where=_while_in(UNDECIDED)),
        Index("case_row_notices_waiting", "reference", postgresql_where=text("notices_waiting > 0")),
        Index("case_row_opened_at", "opened_at"),
        Index("case_row_resolved_at", "resolved_at", postgresql_where=text("resolved_at IS NOT NULL")),
        Index("case_row_closed_at", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        Index(
            "case_row_step_teams",
            "step_teams",
            postgresql_using="gin",
            postgresql_where=text(f"stage = '{Stage.AWAITING_APPROVAL}'"),
        ),
        Index("case_row_appeal_open", "reference", postgresql_where=text("appeal_open")),
        Index("case_row_consulted", "consulted", postgresql_where=text("consulted IS NOT NULL")),
        Index("case_row_awaited_team", "awaited_team", postgresql_where=text("awaited_team IS NOT NULL")),
        Index("case_row_splitting", "reference", postgresql_where=text("splitting IS NOT NULL")),
        Index("case_row_sharing", "reference", postgresql_where=text("sharing IS NOT NULL")),
        Index("case_row_paused", "third_party_due_at", postgresql_where=text("paused")),
        Index("case_row_fault", "fault", "reference", postgresql_where=text("fault IS NOT NULL")),
        Index("case_row_step_with", "step_with", postgresql_where=text("step_with IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 80, "autovacuum_vacuum_scale_factor": 0.01}},
    )

    reference: str = Field(primary_key=True, sa_type=KEY)
    imported: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    version: str = Field(default="", sa_column_kwargs={"server_default": ""})
    fault_known: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    head: bytes
    """Hash of the last event: the end of the chain."""


class EventTable(RecordsTable, table=True):
    """What happened, append-only. `body` is the event's JSON as it was hashed; the columns before it are taken from it.

    `hash` is sha256(hash of the event before, or the reference's bytes for the first; then `body`).
    """

    __tablename__ = "case_event"
    __table_args__ = (
        Index("case_event_at_of_case", "at", "reference"),
        Index("case_event_breached", "at", postgresql_where=text("type = 'breached'")),
    )

    reference: str = Field(primary_key=True, sa_type=KEY)
    seq: int = Field(primary_key=True)
    at: datetime
    type: str
    actor: str
    role: str
    command_id: str | None
    body: bytes
    hash: bytes


class OccurrenceTable(RecordsTable, table=True):
    """What the reports count of each case (`models.case.occurrence`), computed from its events and never changed."""

    __tablename__ = "occurrence"
    __table_args__ = (_one_of("kind", OccurrenceKind), Index("occurrence_of_kind", "kind", "code", "at"))

    reference: str = Field(primary_key=True, sa_type=KEY)
    seq: int = Field(primary_key=True)
    kind: OccurrenceKind = Field(primary_key=True, sa_type=KEY)
    at: datetime
    pack: str
    version: str
    service: str
    problem: str
    team: str | None
    officer: str | None
    channel: str
    applicant: str
    language: str
    code: str | None
    yes: bool | None
    by_hand: bool | None
    number: int | None
    working: int | None
    elapsed: int | None


class OccurrenceDueTable(RecordsTable, table=True):
    """A case whose newest events are not counted in reports yet, in the order of writing."""

    __tablename__ = "occurrence_due"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    reference: str = Field(sa_type=KEY)
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})


class RequestTable(RecordsTable, table=True):
    """A request as received, with the receipt it got, and by which persons it is found."""

    __tablename__ = "request"
    __table_args__ = (
        Index("request_applicant", "applicant_key"),
        Index("request_concerned", "concerned_key"),
        Index("request_duplicate", "duplicate_key", postgresql_where=text("duplicate_key IS NOT NULL")),
        Index("request_error", "error_code", "received_at", postgresql_where=text("error_code IS NOT NULL")),
        Index("request_words", "words", postgresql_using="gin"),
        Index("request_without_words", "reference", postgresql_where=text("words IS NULL")),
    )

    reference: str = Field(primary_key=True, foreign_key="case_row.reference", sa_type=KEY)
    run_id: str
    """The workflow run that recorded it: when that run prepares the case again, the case is not known from before."""
    source: str
    source_id: str
    fingerprint: str
    received: dict[str, Any] = Field(sa_type=JSONB)
    receipt: dict[str, Any] | None = Field(sa_type=JSONB)
    applicant_key: str = Field(sa_type=KEY)
    """Keyed hashes of numbers, see `models.intake.person_hash`."""
    concerned_key: str = Field(sa_type=KEY)
    error_code: str | None
    received_at: datetime
    duplicate_key: str | None = Field(default=None, sa_type=KEY)
    """Keyed hash of what makes it the same as another by a duplicate rule with fields."""
    words: list[int] | None = Field(default=None, sa_type=ARRAY(BigInteger))
    """Keyed hashes of its words (`models.intake.word_hash`); none: it was put on record before there were any."""


class RestartTable(RecordsTable, table=True):
    """What a case is told that is started again, in force as long as `seq` is the last event on record.

    `note` is JSON (`workflows.ports.RestartNote`). A case that is not on record yet has 0.
    """

    __tablename__ = "restart"

    reference: str = Field(primary_key=True, sa_type=KEY)
    seq: int
    note: bytes


class CaseKeyTable(RecordsTable, table=True):
    """The key that seals what belongs to a case, wrapped by a wrapping key; gone once the case was erased.

    It is there before the case is: whoever files a request seals it. So it refers to no row.
    """

    __tablename__ = "case_key"
    __table_args__ = (
        CheckConstraint("(wrapped IS NULL) = (erased_at IS NOT NULL)"),
        Index("case_key_wrapped_by", "wrapped_by"),
    )

    reference: str = Field(primary_key=True, sa_type=KEY)
    key_id: str = Field(sa_type=KEY)
    wrapped_by: str
    """The id of the wrapping key."""
    wrapped: bytes | None
    made_at: datetime
    erased_at: datetime | None = None
    erased_by: str | None = None
    erased_why: str | None = None


class PolicyTable(RecordsTable, table=True):
    """The case policies that cases were opened under, each once; `digest` is the hash of `slice`."""

    __tablename__ = "policy"

    digest: str = Field(primary_key=True, sa_type=KEY)
    slice: str = Field(sa_type=Text)


class PackVersionTable(RecordsTable, table=True):
    """A version of a pack that was activated at some time, whole: workers read from here what is in force."""

    __tablename__ = "pack_version"

    pack: str = Field(primary_key=True, sa_type=KEY)
    version: str = Field(primary_key=True, sa_type=KEY)
    content: str = Field(sa_type=Text)
    """The pack as JSON."""
    put_by: str
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})


class PackActivationTable(RecordsTable, table=True):
    """From when on new cases are opened under a version of a pack, by whom and why. Append-only."""

    __tablename__ = "pack_activation"
    __table_args__ = (
        ForeignKeyConstraint(["pack", "version"], ["pack_version.pack", "pack_version.version"]),
        Index("pack_activation_since", "pack", "since"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=(Identity(),))
    pack: str = Field(sa_type=KEY)
    version: str = Field(sa_type=KEY)
    since: datetime
    reason: str
    activated_by: str
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})


class CalendarChangeTable(RecordsTable, table=True):
    """Closures announced, moved or taken back since the packs were written."""

    __tablename__ = "calendar_change"

    calendar: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    change: dict[str, Any] = Field(sa_type=JSONB)
    why: str
    announced_by: str
    at: datetime
    pack: str = Field(default="", primary_key=True, sa_column_kwargs={"server_default": ""})
    """Whose calendar; empty: of every pack that has one of this name."""


class StaffTable(RecordsTable, table=True):
    """Who works here, and in which role."""

    __tablename__ = "staff"
    __table_args__ = (_one_of("role", STAFF_ROLES), Index("staff_subject", "issuer", "subject", unique=True))

    id: str = Field(primary_key=True)
    name: str
    role: Role
    email: str | None
    mobile: str | None
    language: str
    active: bool
    issuer: str | None = None
    """Who says that somebody is they, and by which name; none: the local issuer, by the staff id."""
    subject: str | None = None
    sessions_since: datetime | None = None
    """Sessions that began before are revoked."""


class StaffTeamTable(RecordsTable, table=True):
    """Who belongs to which team."""

    __tablename__ = "staff_team"
    __table_args__ = (Index("staff_team_team", "team"),)

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    team: str = Field(primary_key=True)


class StaffSkillTable(RecordsTable, table=True):
    """Who has which skill that cases may need."""

    __tablename__ = "staff_skill"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    skill: str = Field(primary_key=True)


class ShareTable(RecordsTable, table=True):
    """To whom a case was given by the rule of its team, each time that it was to be: `since` is the event that said so.

    It counts as held by `holder` until the row of the case has a holder, or is to be given no more.
    """

    __tablename__ = "share"
    __table_args__ = (
        Index("share_turn", "staff_id", "pack", "team", "number"),
        Index("share_recent", "staff_id", "pack", "team", "at"),
    )

    reference: str = Field(primary_key=True, sa_type=KEY, foreign_key="case_row.reference")
    since: int = Field(primary_key=True)
    pack: str
    team: str
    staff_id: str = Field(foreign_key="staff.id")
    """Who does it."""
    holder: str = Field(foreign_key="staff.id")
    """Whose it is: of what a substitute does, the person who is away."""
    number: int = Field(sa_type=BigInteger, sa_column_args=(Identity(),))
    """Grows with each case that is given to somebody."""
    at: datetime
    answer: dict[str, Any] = Field(sa_type=JSONB)
    """What the case was answered: a retry gets the same."""


class AbsenceTable(RecordsTable, table=True):
    """Who is away from `since` until before `until`, and who stands in."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("until > since"),
        CheckConstraint("substitute <> staff_id"),
        Index("absence_staff", "staff_id", "until"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=(Identity(),))
    staff_id: str = Field(foreign_key="staff.id")
    since: datetime
    until: datetime
    substitute: str | None = Field(foreign_key="staff.id")


class NoticeTable(RecordsTable, table=True):
    """A message to somebody. Recipients, subject and body are fixed at the first try and never change after."""

    __tablename__ = "notice"
    __table_args__ = (
        _one_of("status", NoticeStatus),
        Index("notice_case", "reference", "seq"),
        Index("notice_unsent", "created_at", postgresql_where=text(f"status <> '{NoticeStatus.SENT}'")),
        Index("notice_sent", "channel", "sent_at", postgresql_where=text(f"status = '{NoticeStatus.SENT}'")),
    )

    key: str = Field(primary_key=True, sa_type=KEY)
    reference: str = Field(sa_type=KEY)
    seq: int
    audience: str
    channel: str
    template: str
    recipients: list[str] = Field(sa_type=JSONB)
    outcomes: dict[str, str] = Field(default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"})
    """Of a mail to several people: what became of each that has an outcome, so that a later try goes to the rest."""
    subject: str
    body: bytes
    status: NoticeStatus = NoticeStatus.PENDING
    attempts: int = 0
    created_at: datetime
    sent_at: datetime | None = None
    error: str | None = None


class AttentionTable(RecordsTable, table=True):
    """What staff must see because the system cannot mend it: `notice_failed`, `records_diverged`, …, each once."""

    __tablename__ = "attention"
    __table_args__ = (
        UniqueConstraint("kind", "reference", "about"),
        Index("attention_waiting", "at", postgresql_where=text("handled_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=(Identity(),))
    kind: str
    reference: str = Field(sa_type=KEY)
    about: str
    """What of the case: a notice's key, an event's number."""
    at: datetime
    handled_at: datetime | None = None
    handled_by: str | None = None


class ViewTable(RecordsTable, table=True):
    """Who looked at what, why and when; a row for each case that was opened, and for each list. Append-only."""

    __tablename__ = "view"
    __table_args__ = (
        _one_of("verb", Verb),
        CheckConstraint("until IS NULL OR until > at AND reference IS NOT NULL AND why IS NOT NULL"),
        Index("view_at", "at"),
        Index("view_by", "by", "at"),
        Index("view_case", "reference", "at"),
        Index("view_break_glass", "by", "reference", "until", postgresql_where=text("until IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    by: str
    role: str
    stands_in_for: str | None = None
    verb: Verb
    reference: str | None = Field(default=None, sa_type=KEY)
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"})
    """By what cases were looked for; a person by the keyed hashes of the number."""
    cases: int
    """How many cases were shown; none by a look that was not allowed."""
    numbers: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    """Whether numbers and addresses were shown in full."""
    why: str | None = None
    break_glass: int | None = Field(default=None, sa_type=BigInteger, foreign_key="view.id")
    """The row of the break-glass by which the case was open."""
    until: datetime | None = None
    """Of a break-glass: the end of it."""


class HoldTable(RecordsTable, table=True):
    """A reason to keep a case beyond its term, as a court's; in force until somebody ends it."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (released_why IS NULL)"
        ),
        Index("hold_in_force", "reference", postgresql_where=text("released_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    reference: str = Field(foreign_key="case_row.reference", sa_type=KEY)
    why: str
    placed_by: str
    placed_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    released_by: str | None = None
    released_at: datetime | None = None
    released_why: str | None = None


class DisposalTable(RecordsTable, table=True):
    """What was erased or anonymised of a case: when, by whom, and by the rule of which pack. Append-only."""

    __tablename__ = "disposal"
    __table_args__ = (_one_of("kind", DataKind), _one_of("disposal", Disposal))

    reference: str = Field(primary_key=True, foreign_key="case_row.reference", sa_type=KEY)
    kind: DataKind = Field(primary_key=True, sa_type=String)
    disposal: Disposal = Field(primary_key=True, sa_type=String)
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    by: str
    role: str
    pack: str
    version: str
    """The pack whose rule it was, as it was then."""


class AdviceTable(RecordsTable, table=True):
    """What the classifier thought of a request when it came, and what an officer says it was about."""

    __tablename__ = "advice"
    __table_args__ = (Index("advice_given", "given_at"),)

    reference: str = Field(primary_key=True, foreign_key="case_row.reference", sa_type=KEY)
    pack: str
    model: str
    """The version of the model."""
    given_at: datetime
    candidates: list[dict[str, Any]] = Field(sa_type=JSONB)
    problem: str
    service: str
    """What the first stage had concluded, and what was asked for."""
    confident: bool
    """Whether the first stage was sure of the problem."""
    right_problem: str | None = None
    right_service: str | None = None
    corrected_by: str | None = Field(default=None, foreign_key="staff.id")
    corrected_at: datetime | None = None


class LogGenerationTable(RecordsTable, table=True):
    """A transparency log; the newest grows. Another one begins when an older copy of the records was restored."""

    __tablename__ = "log_generation"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reason: str
    began_by: str
    began_at: datetime


class LogWaitingTable(RecordsTable, table=True):
    """An event that has no place in the log yet, in the order of writing."""

    __tablename__ = "log_waiting"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    reference: str = Field(sa_type=KEY)
    seq: int
    hash: bytes


class LogEntryTable(RecordsTable, table=True):
    """The place of an event in the log. The entry of the Merkle tree is `hash`: that of the event in its chain."""

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("generation", "reference", "seq"),)

    generation: int = Field(primary_key=True)
    index: int = Field(primary_key=True, sa_type=BigInteger)
    reference: str = Field(sa_type=KEY)
    seq: int
    hash: bytes


class LogCheckpointTable(RecordsTable, table=True):
    """A checkpoint of the log as it was signed; `frontier` is what the tree goes on with from there."""

    __tablename__ = "log_checkpoint"

    generation: int = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger)
    signed_at: datetime
    note: str
    frontier: bytes


class TrustedKeyTable(RecordsTable, table=True):
    """A public key that workers trust. A revoked one stays: the audit verifies with it what it signed before."""

    __tablename__ = "trusted_key"
    __table_args__ = (_one_of("kind", KeyKind),)

    kid: str = Field(primary_key=True, sa_type=KEY)
    kind: KeyKind
    name: str
    """Of an issuer the `iss` of its tokens."""
    audience: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Of an issuer: for whom its tokens are made."""
    public: dict[str, Any] = Field(sa_type=JSONB)
    """The key as JWK."""
    channels: tuple[str, ...] = ()
    """Of a channel: the sources of requests for whose beneficiaries it speaks; `*`: all."""
    since: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None


class RevokedSessionTable(RecordsTable, table=True):
    """A session whose key is not trusted any more."""

    __tablename__ = "revoked_session"

    kid: str = Field(primary_key=True, sa_type=KEY)
    revoked_at: datetime
    revoked_by: str


_TAKES_CASES = text("stage <> 'closed' AND stage <> 'mended'")
"""The condition of a fault that takes new cases, as `activities.faults.taking` has it."""


class FaultTable(FaultRow, RecordsTable, table=True):  # type: ignore[misc]  # as of `CaseTable`
    """The projection of each fault after its last event, and the head of its chain."""

    __tablename__ = "fault"
    __table_args__ = (
        _one_of("stage", FaultStage),
        Index("fault_taking", "pack", "error_code", unique=True, postgresql_where=_TAKES_CASES),
    )

    reference: str = Field(primary_key=True, sa_type=KEY)
    head: bytes


class FaultEventTable(RecordsTable, table=True):
    """What happened to a fault, append-only, chained and sealed as the events of cases are."""

    __tablename__ = "fault_event"

    reference: str = Field(primary_key=True, sa_type=KEY, foreign_key="fault.reference")
    seq: int = Field(primary_key=True)
    at: datetime
    type: str
    actor: str
    role: str
    command_id: str | None
    body: bytes
    hash: bytes


class ForgeryTable(RecordsTable, table=True):
    """How many messages were not authentic in an hour, for one reason (`models.trust.trusted.Forgery`)."""

    __tablename__ = "forgery"

    hour: datetime = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    tries: int = Field(sa_type=BigInteger)


class ProviderKeyTable(RecordsTable, table=True):
    """A key by which a provider signed tokens. No worker trusts it for standing here; the audit verifies with it."""

    __tablename__ = "provider_key"

    issuer: str = Field(primary_key=True)
    kid: str = Field(primary_key=True, sa_type=KEY)
    audience: str
    public: dict[str, Any] = Field(sa_type=JSONB)
    """The key as JWK."""
    seen_at: datetime


class KnownSubjectTable(RecordsTable, table=True):
    """Which member of staff a subject of a provider is or was. A subject is never somebody else's later."""

    __tablename__ = "known_subject"

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id")
