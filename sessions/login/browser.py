"""The code flow with PKCE (RFC 7636, RFC 8252): the person logs in in the browser of this machine."""

import hashlib
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from errors import LoginFailed, LoginFault
from models.trust.keys import encoded, thumbprint
from sessions.login.exchange import Declined, Exchange, GivenTokens
from sessions.login.landing import PATIENCE, Landing


def log_in(exchange: Exchange, show: Callable[[str], None], page: str, patience: float = PATIENCE) -> GivenTokens:
    """Have the person log in at the address that is shown, and take the tokens; `page` is what the browser says then.

    Raises LoginFailed, Unreachable.
    """
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    landing = Landing(state, page)
    show(_address(exchange, landing.address, state, verifier))
    answer = landing.wait(patience)
    try:
        return exchange.tokens(
            {
                "grant_type": "authorization_code",
                "code": _code(exchange, answer),
                "redirect_uri": landing.address,
                "code_verifier": verifier,
            }
        )
    except Declined as refused:
        raise LoginFailed(LoginFault.PROVIDER_REFUSED, str(refused)) from refused


def _address(exchange: Exchange, landing: str, state: str, verifier: str) -> str:
    """The address of the login. Its nonce, and `dpop_jkt` where the provider knows it, name the session's key."""
    own = thumbprint(exchange.key.public)
    asked = {
        "response_type": "code",
        "client_id": exchange.client_id,
        "redirect_uri": landing,
        "scope": "openid",
        "state": state,
        "nonce": own,
        "code_challenge": encoded(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    } | ({"dpop_jkt": own} if exchange.provider.proof else {})
    at = exchange.provider.logins_at
    return f"{at}{'&' if '?' in at else '?'}{urlencode(asked)}"


def _code(exchange: Exchange, answer: dict[str, str]) -> str:
    """The code of an answer. Raises LoginFailed."""
    if not answer:
        raise LoginFailed(LoginFault.CODE_RAN_OUT)
    if answer.get("iss", exchange.provider.issuer) != exchange.provider.issuer:
        raise LoginFailed(LoginFault.BAD_PROVIDER, "other_issuer")
    if error := answer.get("error"):
        raise (
            LoginFailed(LoginFault.DENIED)
            if error == "access_denied"
            else LoginFailed(LoginFault.PROVIDER_REFUSED, error[:60])
        )
    return answer.get("code", "")
