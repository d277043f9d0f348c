"""Who is trusted: keys, sessions that ended, keys and subjects of providers, forgeries that were counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.codes import KeyKind
from models.tables.base import KEY, RecordsTable, one_of


class TrustedKeyTable(RecordsTable, table=True):
    """A public key that workers trust. A revoked one stays: the audit verifies with it what it signed before."""

    __tablename__ = "trusted_key"
    __table_args__ = (one_of("kind", KeyKind),)

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
