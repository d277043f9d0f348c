"""What all tables share: how a model's fields become columns, and checks of closed sets."""

from collections.abc import Iterable, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, get_args

from pydantic.fields import FieldInfo
from sqlalchemy import CheckConstraint, String, TextClause, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from models.codes import Stage

KEY = String(collation="C")
"""Type of keys: they sort by their bytes in every database."""


CODE: FieldInfo = Field(sa_type=String)


CODES: FieldInfo = Field(sa_type=ARRAY(String), sa_column_kwargs={"server_default": "{}"})


class RecordsTable(SQLModel):
    """Base of the tables. A closed set is `varchar`, several codes are `varchar[]`, which is empty unless given."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Tell SQLModel, before it makes the table, the columns it would make otherwise; also those of `CaseRow`."""
        super().__pydantic_init_subclass__(**kwargs)
        for field in cls.model_fields.values():
            if (column := column_of(field.annotation)) is not None:
                field.metadata = [*field.metadata, *column.metadata]


def column_of(kind: object) -> FieldInfo | None:
    """The column for values of a type; none where SQLModel makes the right one."""
    if kind == tuple[str, ...]:
        return CODES
    kinds = get_args(kind) or (kind,)
    return CODE if any(isinstance(each, type) and issubclass(each, StrEnum) for each in kinds) else None


def one_of(column: str, codes: Iterable[StrEnum]) -> CheckConstraint:
    """The check that a column has a value of a closed set."""
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, map(str, codes)))})")


def while_in(stages: Set[Stage]) -> TextClause:
    """The condition of an index on the cases in these stages, written as in the queries that use it."""
    return text(" AND ".join(f"stage <> '{stage}'" for stage in sorted(set(Stage) - stages)))


class ChainedEvent(RecordsTable):
    """What happened, append-only. `body` is the event's JSON as it was hashed; the columns before it are taken from it.

    `hash` is sha256(hash of the event before, or the reference's bytes for the first; then `body`).
    """

    reference: str = Field(primary_key=True, sa_type=KEY)
    seq: int = Field(primary_key=True)
    at: datetime
    type: str
    actor: str
    role: str
    command_id: str | None
    body: bytes
    hash: bytes
