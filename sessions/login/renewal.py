"""A new token for a session that goes on: from the provider's refresh token, for the same key and the same person."""

from dataclasses import replace

from activities.trust.http import provider_client
from errors import LoginFailed, LoginFault
from models.trust.tokens import as_written
from sessions.login.exchange import Declined, Exchange
from sessions.store import Session


def renewed(session: Session, issuer: str, client_id: str) -> Session:
    """The session with a new token. Raises LoginFailed, Unreachable."""
    if not session.refresh:
        raise LoginFailed(LoginFault.NO_FLOW)
    with provider_client(issuer) as client:
        exchange = Exchange.begin(client, issuer, client_id, session.key)
        try:
            tokens = exchange.tokens({"grant_type": "refresh_token", "refresh_token": session.refresh})
        except Declined as refused:
            raise LoginFailed(LoginFault.PROVIDER_REFUSED, str(refused)) from refused
        bound = exchange.bound(tokens)
    if bound.claims.subject != as_written(session.token).subject:
        raise LoginFailed(LoginFault.OTHER_PERSON)
    return replace(session, token=bound.token, refresh=tokens.refresh or session.refresh)
