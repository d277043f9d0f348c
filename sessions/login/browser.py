"""The code flow with PKCE (RFC 7636, RFC 8252): the person logs in in the browser of this machine."""

import hashlib
import secrets
from collections.abc import Callable
from typing import NamedTuple, Self
from urllib.parse import urlencode

from errors import LoginFailed, LoginFault
from models.trust.keys import encoded, thumbprint
from sessions.login.exchange import Declined, Exchange, GivenTokens
from sessions.login.landing import PATIENCE, Landing


class AskedLogin(NamedTuple):
    """What tells the answer to a login from others, and what its code is of use with alone."""

    state: str
    verifier: str

    @classmethod
    def made(cls) -> Self:
        """For one login."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def log_in(exchange: Exchange, show: Callable[[str], None], page: str, patience: float = PATIENCE) -> GivenTokens:
    """Have the person log in at the address that is shown, and take the tokens; `page` is what the browser says then.

    Raises LoginFailed, Unreachable.
    """
    asked = AskedLogin.made()
    landing = Landing(asked.state, page)
    show(address_of_login(exchange, landing.address, asked))
    return tokens_of_answer(exchange, landing.address, asked, landing.wait(patience))


def tokens_of_answer(exchange: Exchange, landing: str, asked: AskedLogin, answer: dict[str, str]) -> GivenTokens:
    """The tokens for what a browser brought back from the provider. Raises LoginFailed, Unreachable."""
    try:
        return exchange.tokens(
            {
                "grant_type": "authorization_code",
                "code": _code(exchange, answer),
                "redirect_uri": landing,
                "code_verifier": asked.verifier,
            }
        )
    except Declined as refused:
        raise LoginFailed(LoginFault.PROVIDER_REFUSED, str(refused)) from refused


def address_of_login(exchange: Exchange, landing: str, login: AskedLogin) -> str:
    """The address of the login. Its nonce, and `dpop_jkt` where the provider knows it, name the session's key."""
    own, state, verifier = thumbprint(exchange.key.public), login.state, login.verifier
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
