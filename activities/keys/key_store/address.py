"""Where a key store keeps the wrapping key: the address of the key in the store's own interface."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from errors import WrongUsage
from models.trust.hosts import is_local

_PATH = re.compile(r"(/v1/(?:[A-Za-z0-9._-]+/)+)keys/([a-z0-9][a-z0-9._-]{0,63})/?")
_FORM = "https://HOST:8200/v1/transit/keys/NAME"
_PORT = 8200


@dataclass(frozen=True)
class KeyAddress:
    """The server, the engine's path there, and the name of the key."""

    host: str
    port: int
    is_tls: bool
    engine: str
    name: str

    def path(self, operation: str) -> str:
        """The path of an operation with the key, as `encrypt`."""
        return f"{self.engine}{operation}/{self.name}"


def read_address(text: str) -> KeyAddress:
    """The address of a key, over TLS except on this machine. Raises WrongUsage."""
    try:
        url = urlsplit(text)
        host, port = url.hostname or "", url.port or _PORT
    except ValueError as error:
        raise WrongUsage(f"TAWASUL_KEY_STORE is no address of the form {_FORM}") from error
    match = _PATH.fullmatch(url.path)
    if match is None or not host or url.scheme not in {"http", "https"} or url.username or url.query:
        raise WrongUsage(f"TAWASUL_KEY_STORE is no address of the form {_FORM}")
    if url.scheme == "http" and not is_local(host):
        raise WrongUsage("TAWASUL_KEY_STORE begins with http://: keys travel over TLS alone, except on this machine")
    return KeyAddress(host, port, url.scheme == "https", match[1], match[2])
