"""The device flow (RFC 8628): the person opens an address anywhere, and gives the code that is shown here."""

import time
from collections.abc import Callable
from typing import NamedTuple

from errors import LoginFailed, LoginFault, Unreachable
from models.trust.hosts import is_secure
from models.trust.keys import thumbprint
from sessions.login.exchange import Declined, Exchange, GivenTokens

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER = 5.0
"""Seconds by which the pauses grow when the provider asks for less (RFC 8628, 3.5)."""
_LONGEST_LIFE = 1_800.0


class DeviceCode(NamedTuple):
    """What a provider gave for this device: what the person is shown, and how it is asked about."""

    device_code: str
    user_code: str
    address: str
    whole_address: str
    """The address with the code in it; empty where the provider has none."""
    life: float
    pause: float


def begin(exchange: Exchange) -> DeviceCode:
    """Ask for a code. The nonce names the session's key: some providers put it into the token.

    Raises LoginFailed, Unreachable.
    """
    own = thumbprint(exchange.key.public)
    try:
        answer = exchange.post(exchange.provider.devices_at, {"scope": "openid", "nonce": own})
    except Declined as refused:
        raise LoginFailed(LoginFault.PROVIDER_REFUSED, str(refused)) from refused
    content = answer.content
    given = [answer.field(name) for name in ("device_code", "user_code", "verification_uri")]
    if not all(given) or not is_secure(given[2]):
        raise LoginFailed(LoginFault.BAD_PROVIDER, "no_code")
    whole = answer.field("verification_uri_complete")
    life, pause = (_seconds(content.get(name), usual) for name, usual in (("expires_in", 600.0), ("interval", 5.0)))
    return DeviceCode(given[0], given[1], given[2], whole if is_secure(whole) else "", min(life, _LONGEST_LIFE), pause)


def wait(exchange: Exchange, code: DeviceCode, sleep: Callable[[float], None]) -> GivenTokens:
    """Wait until the person has agreed. Raises LoginFailed when they did not; an interrupted wait keeps nothing."""
    pause, until = code.pause, time.monotonic() + code.life
    while time.monotonic() < until:
        sleep(pause)
        try:
            return exchange.tokens({"grant_type": _GRANT, "device_code": code.device_code})
        except Declined as not_yet:
            pause += _longer(str(not_yet))
        except Unreachable:
            pause *= 2
    raise LoginFailed(LoginFault.CODE_RAN_OUT)


def _longer(error: str) -> float:
    """How much longer the pauses become. Raises LoginFailed for an error that ends the wait."""
    if error == "authorization_pending":
        return 0.0
    if error == "slow_down":
        return _SLOWER
    ends = {"access_denied": LoginFault.DENIED, "expired_token": LoginFault.CODE_RAN_OUT}
    raise LoginFailed(ends[error]) if error in ends else LoginFailed(LoginFault.PROVIDER_REFUSED, error)


def _seconds(value: object, usual: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return max(float(value), 1.0) if is_number else usual  # type: ignore[arg-type]
