"""Cases, their events, and what reports count of them."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, text
from sqlmodel import Field

from models.case.occurrence import OccurrenceKind
from models.case.row import CaseRow
from models.codes import LIVE, UNDECIDED, Outcome, Priority, Stage, Status
from models.tables.base import KEY, ChainedEvent, RecordsTable, one_of, while_in


class CaseTable(CaseRow, RecordsTable, table=True):  # type: ignore[misc]  # two libraries' types of `model_config`
    """The projection of each case after its last event, and the head of its chain."""

    __tablename__ = "case_row"
    __table_args__ = (
        one_of("stage", Stage),
        one_of("status", Status),
        one_of("outcome", Outcome),
        one_of("priority", Priority),
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
            postgresql_where=while_in(LIVE),
        ),
        Index("case_row_assignee", "assignee", postgresql_where=while_in(UNDECIDED)),
        Index("case_row_open_since", "submitted_at", postgresql_where=while_in(UNDECIDED)),
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
        Index("case_row_imported_late", "reference", postgresql_where=text("imported AND breached")),
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


class EventTable(ChainedEvent, table=True):
    """What happened to a case."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("case_event_at_of_case", "at", "reference"),
        Index("case_event_breached", "at", postgresql_where=text("type = 'breached'")),
    )


class OccurrenceTable(RecordsTable, table=True):
    """What the reports count of each case (`models.case.occurrence`), computed from its events and never changed."""

    __tablename__ = "occurrence"
    __table_args__ = (one_of("kind", OccurrenceKind), Index("occurrence_of_kind", "kind", "code", "at"))

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
