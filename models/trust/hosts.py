"""To whom something may be said in clear: to this machine alone."""

import ipaddress
from urllib.parse import urlsplit


def is_secure(url: str) -> bool:
    """Whether nobody between can read or change what is said at an address: TLS, or this machine itself."""
    try:
        parts = urlsplit(url)
        host, plain = parts.hostname or "", parts.username is None and parts.password is None
    except ValueError:
        return False
    return plain and bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_local(host)))


def is_local(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
