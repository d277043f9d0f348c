"""Where a gateway may be: at a public address, or in a network that the settings allow.

Whoever can set an address of a gateway, or its name in the DNS, could else have the worker speak to servers that only
it can reach. So the address itself is looked at when a connection is made, and the connection is made to that address.
"""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from activities.notices.message import TransientFailure

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_EMBEDDING = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses of this network (NAT64) lead to the IPv4 address in their last four bytes."""


@dataclass(frozen=True)
class Reach:
    """The networks that are allowed besides public addresses; `strict` leaves public ones out."""

    networks: tuple[Network, ...] = ()
    strict: bool = False

    @classmethod
    def read(cls, text: str) -> "Reach":
        """`10.1.0.0/16, 127.0.0.0/8`: networks with commas between them. Raises ValueError."""
        return cls(tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip()))

    def for_url(self, url: str, schemes: Iterable[str]) -> "Reach":
        """The reach of connections to a URL: one without TLS stays within the allowed networks.

        Raises ValueError for another scheme, for credentials in the address, and for an address that is not allowed.
        """
        parts = _split(url)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"the address of a gateway begins with {' or '.join(f'{each}://' for each in schemes)}")
        if "http" in parts.scheme and (parts.username is not None or parts.password is not None):
            raise ValueError("the address of a gateway has no user and no password: a token has its own setting")
        own = Reach(self.networks, strict=parts.scheme == "http")
        if (address := _written(parts.hostname)) and not own.allows(address):
            raise ValueError(f"{parts.hostname} is not allowed as a gateway: add its network to the allowed ones")
        return own

    def allows(self, address: Address) -> bool:
        """Whether a connection may be made to an address, in whichever form it leads there."""
        address = _meant(address)
        public = address.is_global and not (address.is_multicast or getattr(address, "is_site_local", False))
        return (public and not self.strict) or any(address in network for network in self.networks)

    def in_the_clear(self, address: str) -> bool:
        """Whether what is said to an address may go without TLS: it is in a network of the settings."""
        return Reach(self.networks, strict=True).allows(ipaddress.ip_address(address.partition("%")[0]))

    def address_of(self, host: str, port: int) -> str:
        """The first allowed address of a host. Raises TransientFailure when it has none, OSError when it is unknown."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_, where in found:
            address = str(where[0])
            if self.allows(ipaddress.ip_address(address.partition("%")[0])):
                return address
        raise TransientFailure("address_not_allowed", concerns_all=True)


PUBLIC = Reach()
"""Public addresses alone."""


def _split(url: str) -> SplitResult:
    """The parts of a URL that every program reads alike."""
    if any(char <= " " or char == "\\" or not char.isprintable() for char in url):
        raise ValueError("the address of a gateway has a character that no address has")
    return urlsplit(url)


def _written(host: str) -> Address | None:
    """The address that a host is written as, also as one number or with octal parts; none for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, else the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo[1] if address.teredo else None
        if inner := address.ipv4_mapped or address.sixtofour or teredo:
            return inner
        if address in _EMBEDDING:
            return ipaddress.IPv4Address(address.packed[-4:])
    return address
