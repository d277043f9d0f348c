"""A new session by the login of a person: which flow is taken, and that the token is bound to the session's key."""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from activities.trust.http import provider_client
from errors import LoginFailed, LoginFault
from models.trust.keys import SigningKey
from models.trust.provider import Provider
from models.trust.tokens import Claims
from sessions.login import browser, device
from sessions.login.device import DeviceCode
from sessions.login.exchange import Exchange, GivenTokens


class Way(StrEnum):
    """How a person logs in."""

    DEVICE = "device"
    """With a code, in the browser of any device."""
    BROWSER = "browser"
    """In the browser of this machine."""


class PersonAtLogin(Protocol):
    """The person at the terminal."""

    page: str
    """What their browser says after the login."""

    def see_code(self, code: DeviceCode) -> None:
        """Read the code, and where to give it."""

    def see_address(self, address: str) -> None:
        """Open the address of the login in the browser of this machine."""

    def wait(self, seconds: float) -> None:
        """Let some time go by before the provider is asked again."""


class NewSession(NamedTuple):
    """The key of a session, the token that is bound to it, and what that says."""

    key: SigningKey
    token: str
    refresh: str
    claims: Claims
    clock_ahead: timedelta
    """How far the provider's clock is ahead of this machine's."""


def begin_session(issuer: str, client_id: str, person: PersonAtLogin, way: Way | None = None) -> NewSession:
    """Have a person log in; without a `way`, by the first that the provider has and that binds its token.

    Raises LoginFailed, Unreachable.
    """
    if not (issuer and client_id):
        raise LoginFailed(LoginFault.NO_PROVIDER)
    key = SigningKey.made()
    with provider_client(issuer) as client:
        exchange = Exchange.begin(client, issuer, client_id, key)
        open_ways = [each for each in ways(exchange.provider) if way in {None, each}]
        for each in open_ways:
            tokens = _tokens(exchange, each, person)
            try:
                token, claims = exchange.bound(tokens)
            except LoginFailed as failed:
                if failed.fault is not LoginFault.NOT_BOUND or each is open_ways[-1]:
                    raise
                continue
            return NewSession(key, token, tokens.refresh, claims, exchange.clock_ahead)
    raise LoginFailed(LoginFault.NO_FLOW)


def ways(provider: Provider) -> list[Way]:
    """The ways that a provider has."""
    has = {Way.DEVICE: provider.devices_at, Way.BROWSER: provider.logins_at}
    return [way for way, address in has.items() if address]


def _tokens(exchange: Exchange, way: Way, person: PersonAtLogin) -> GivenTokens:
    if way is Way.BROWSER:
        return browser.log_in(exchange, person.see_address, person.page)
    code = device.begin(exchange)
    person.see_code(code)
    return device.wait(exchange, code, person.wait)
