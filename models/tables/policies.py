"""Policies of cases, versions of packs, announced closures."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.base import KEY, RecordsTable


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


class PackWordsTable(RecordsTable, table=True):
    """What a version of a pack calls its rungs, flags and facts (`models.titles.PackWords`)."""

    __tablename__ = "pack_words"

    pack: str = Field(primary_key=True, sa_type=KEY)
    version: str = Field(primary_key=True, sa_type=KEY)
    words: dict[str, Any] = Field(sa_type=JSONB)


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
