"""What the records keep for a browser: sealed by its token, and found by the token's hash.

Whoever reads the records has neither the token nor, therefore, the key of a session.
"""

import hmac
import json
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.keys.sealing import NONCE_BYTES, bound_to, seal, unseal

_TOKEN_BYTES = 32


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(token: str) -> bytes:
    """By which the records know a token."""
    return sha256(b"tawasul-staff-session-1:" + token.encode()).digest()


def sealed_by(token: str, content: dict[str, Any]) -> bytes:
    """A value that only who has the token can read."""
    return seal(_cipher(token), json.dumps(content).encode(), _place(token), secrets.token_bytes(NONCE_BYTES))


def opened_by(token: str, sealed: bytes) -> dict[str, Any] | None:
    """The value; None where it is not as it was sealed by this token."""
    plain = unseal(_cipher(token), sealed, _place(token))
    found: dict[str, Any] | None = json.loads(plain) if isinstance(plain, bytes) else None
    return found


def _cipher(token: str) -> AESGCM:
    return AESGCM(hmac.digest(token.encode(), b"tawasul-staff-seal-1", "sha256"))


def _place(token: str) -> bytes:
    return bound_to("staff_session", digest_of(token).hex())
