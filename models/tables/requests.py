"""Requests as they were received, the keys of their cases, notes of restarts, advice."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from models.tables.base import KEY, RecordsTable


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
