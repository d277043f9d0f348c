"""How much one address may do: ask for codes, try them, file requests, look. For one process, as the calls are."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi import Request

from errors import WrongUsage
from web.access.limits import CallLimits

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PREFIX_V6 = 64
"""Bits that tell one household's addresses of IPv6 from another's."""


def _each(seconds: float, at_once: int) -> CallLimits:
    return CallLimits(1 / seconds, at_once)


@dataclass
class PageLimits:
    """The limits of an address, by what it asks."""

    looks: CallLimits = field(default_factory=lambda: _each(0.2, 60))
    codes: CallLimits = field(default_factory=lambda: _each(60, 6))
    """Asking for one-time codes: six at once, then one a minute."""
    tries: CallLimits = field(default_factory=lambda: _each(20, 15))
    requests: CallLimits = field(default_factory=lambda: _each(60, 10))
    """Filing of new requests."""
    logins: CallLimits = field(default_factory=lambda: _each(2, 60))
    """Of staff: many may come from one address in the morning."""
    all_codes: CallLimits = field(default_factory=lambda: _each(0.2, 100))
    """Asking for codes from all addresses together: each costs a workflow, whether or not there is such a case."""


@dataclass(frozen=True)
class Proxies:
    """The proxies that are believed about who calls."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Proxies":
        """Those of the settings. Raises WrongUsage."""
        try:
            return cls(tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip()))
        except ValueError as error:
            raise WrongUsage(f"TAWASUL_WEB_PROXIES is «{text}»: write networks, with commas between them") from error

    def caller(self, request: Request) -> str:
        """Whose call it is: the last address before these proxies; of IPv6 its network."""
        peer = request.client.host if request.client else ""
        forwarded = [each.strip() for each in request.headers.get("x-forwarded-for", "").split(",") if each.strip()]
        return _grouped(self._first_other([peer, *reversed(forwarded)]))

    def _first_other(self, way: Iterable[str]) -> str:
        last = ""
        for last in way:
            if not self._has(last):
                break
        return last

    def _has(self, address: str) -> bool:
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(known in each for each in self.networks)


def _grouped(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, _PREFIX_V6), strict=False))
