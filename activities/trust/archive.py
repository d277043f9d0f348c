"""The keys of providers on record: what a provider signed can be verified when it has forgotten the key.

A worker writes them down and trusts none of them: whoever may write to the records could else name an issuer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString

from psycopg.types.json import Jsonb

from activities.records.database import Connection
from models.trust.provider import public_part, read_key
from models.trust.tokens import IssuerKey

_ADD: LiteralString = """
INSERT INTO provider_key (issuer, kid, audience, public, seen_at)
VALUES (%(issuer)s, %(kid)s, %(audience)s, %(public)s, %(seen_at)s) ON CONFLICT DO NOTHING
"""
_ALL: LiteralString = "SELECT issuer, kid, audience, public FROM provider_key ORDER BY seen_at DESC, kid"


def archive(connection: Connection, keys: Mapping[str, IssuerKey], at: datetime) -> None:
    """Write down keys that are not on record yet."""
    rows = [
        {
            "issuer": key.issuer,
            "kid": kid,
            "audience": key.audience,
            "public": Jsonb(public_part(key.key)),
            "seen_at": at,
        }
        for kid, key in keys.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


def archived(connection: Connection) -> dict[str, IssuerKey]:
    """The keys of all times by id, for the audit."""
    read = ((row, read_key(row["public"])) for row in connection.execute(_ALL).fetchall())
    return {row["kid"]: IssuerKey(row["issuer"], row["audience"], key) for row, key in read if key is not None}
