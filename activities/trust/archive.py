"""The keys of providers on record: what a provider signed can be verified when it has forgotten the key.

A worker writes them down and trusts none of them: whoever may write to the records could else name an issuer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString

from psycopg.types.json import Jsonb

from activities.records.database import Connection
from models.trust.provider import public_part
from models.trust.tokens import IssuerKey

_ADD: LiteralString = """
INSERT INTO provider_key (issuer, kid, audience, public, seen_at)
VALUES (%(issuer)s, %(kid)s, %(audience)s, %(public)s, %(seen_at)s) ON CONFLICT DO NOTHING
"""


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
