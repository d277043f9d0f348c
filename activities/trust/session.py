"""Whose a session is, by the records: for commands of staff, which have no list of the trusted in memory.

The keys of a provider are those on record, or asked for where a token names another. No worker trusts what stands on
record of a provider; here it opens nothing that the role of the desk could not read.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import LiteralString, NamedTuple

from activities.records.database import Connection
from activities.trust.reading import TRUST, issuers, trusted_of
from models.trust.forgery import Forgery
from models.trust.stated import stated
from models.trust.statement import Signatory
from models.trust.tokens import IssuerKey
from models.trust.trusted import Speaker, Trusted, who_acts

_PROVIDED: LiteralString = """
SELECT kid, 'issuer' AS kind, issuer AS name, audience, public FROM provider_key WHERE issuer = %s AND audience = %s
"""


class AtProvider(NamedTuple):
    """The provider at which staff log in here, and how its keys are asked for."""

    issuer: str
    client_id: str
    ask: Callable[[], Mapping[str, IssuerKey]]


def holder_of_session(
    connection: Connection, signer: Signatory, now: datetime, provider: AtProvider | None
) -> Speaker | Forgery:
    """Who of the staff acts with a session, or why nobody does. Raises Unreachable, Damaged."""
    return who_acts(trusted_now(connection, signer.token, now, provider), signer, now)


def trusted_now(connection: Connection, token: str, now: datetime, provider: AtProvider | None) -> Trusted:
    """Whom to trust now, with the key that signed a token. Raises Unreachable, Damaged."""
    (row,) = connection.execute(TRUST, {"at": now})
    trusted, said = trusted_of(row, now), stated(token)
    if provider and said and said.kid not in trusted.issuers:
        provided = issuers(connection.execute(_PROVIDED, (provider.issuer, provider.client_id)))
        more = provided if said.kid in provided else provider.ask()
        trusted = replace(trusted, issuers={**more, **trusted.issuers})
    return trusted
