"""Keys that workers trust, as they are on record. Only the administration's role writes them; none is ever deleted."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

from psycopg import errors
from psycopg.rows import class_row
from psycopg.sql import SQL
from psycopg.types.json import Jsonb

from activities.records.database import Connection, columns_of
from errors import TawasulError
from models.codes import KeyKind
from models.trust.keys import SigningKey, decoded, encoded, thumbprint
from models.trust.tokens import AUDIENCE, LOCAL_ISSUER
from models.trust.trusted import EVERY_CHANNEL

_ADD: LiteralString = """
INSERT INTO trusted_key (kid, kind, name, audience, public, channels, since)
VALUES (%(kid)s, %(kind)s, %(name)s, %(audience)s, %(public)s, %(channels)s, %(since)s)
"""
_LISTED = SQL("SELECT {} FROM trusted_key ORDER BY revoked_at NULLS FIRST, kind, name, since")
_REVOKE: LiteralString = "UPDATE trusted_key SET revoked_at = %s WHERE kid = %s AND revoked_at IS NULL"
_REVOKE_SESSION: LiteralString = (
    "INSERT INTO revoked_session (kid, revoked_at, revoked_by) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)


class KeyExists(TawasulError):
    """The key is on the list already, perhaps revoked: a revoked key never comes back."""

    def __init__(self, kid: str) -> None:
        super().__init__("key_exists", f"the key {kid} is on the list already, or was")


class NoSuchKey(TawasulError):
    """No key in force has this id."""

    def __init__(self, kid: str) -> None:
        super().__init__("no_such_key", f"no key {kid} is in force")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """One key on the list."""

    kid: str
    kind: KeyKind
    name: str
    public: Mapping[str, Any]
    """The key as JWK."""
    since: datetime
    audience: str = ""
    channels: tuple[str, ...] = ()
    until: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", KeyKind(self.kind))
        object.__setattr__(self, "channels", tuple(self.channels))


def key_of_issuer(public: bytes, since: datetime) -> TrustedKey:
    """The entry of the local issuer: tokens name its key by the thumbprint."""
    return TrustedKey(
        kid=thumbprint(public),
        kind=KeyKind.ISSUER,
        name=LOCAL_ISSUER,
        audience=AUDIENCE,
        public=_jwk(public),
        since=since,
    )


def key_of_holder(kind: KeyKind, name: str, kid: str, since: datetime, channels: tuple[str, ...] = ()) -> TrustedKey:
    """The entry of a channel or service, by its public key (see `is_kid`)."""
    return TrustedKey(kid=kid, kind=kind, name=name, public=_jwk(decoded(kid)), since=since, channels=channels)


def trust_embedded(connection: Connection, *, issuer_key: str, channel_key: str, service_key: str) -> None:
    """Put the keys of an embedded stack on the list, once: its channel speaks for every source of requests."""
    now = datetime.now(UTC)
    keys = (
        key_of_issuer(SigningKey.read(issuer_key).public, now),
        key_of_holder(KeyKind.CHANNEL, "embedded", SigningKey.read(channel_key).kid, now, (EVERY_CHANNEL,)),
        key_of_holder(KeyKind.SERVICE, "embedded", SigningKey.read(service_key).kid, now),
    )
    for key in keys:
        with suppress(KeyExists):
            add_key(connection, key)


def add_key(connection: Connection, key: TrustedKey) -> None:
    """Put a key on the list. Raises KeyExists."""
    values = {
        "kid": key.kid,
        "kind": key.kind,
        "name": key.name,
        "audience": key.audience,
        "public": Jsonb(dict(key.public)),
        "channels": list(key.channels),
        "since": key.since,
    }
    try:
        connection.execute(_ADD, values)
    except errors.UniqueViolation:
        raise KeyExists(key.kid) from None


def revoke_key(connection: Connection, kid: str, at: datetime) -> None:
    """Trust a key no more from an instant on. Raises NoSuchKey."""
    if not connection.execute(_REVOKE, (at, kid)).rowcount:
        raise NoSuchKey(kid)


def revoke_session(connection: Connection, kid: str, by: str, at: datetime) -> None:
    """Trust the key of one session no more."""
    connection.execute(_REVOKE_SESSION, (kid, at, by))


def listed(connection: Connection) -> list[TrustedKey]:
    """All keys, those in force first."""
    with connection.cursor(row_factory=class_row(TrustedKey)) as cursor:
        return cursor.execute(_LISTED.format(columns_of(TrustedKey))).fetchall()


def _jwk(public: bytes) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(public)}
