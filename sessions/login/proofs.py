"""Proofs of possession (DPoP, RFC 9449): by them a provider binds a token to the key of a session."""

import secrets
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import OKPKey

from models.trust.keys import SigningKey, encoded

_REGISTRY = jws.JWSRegistry(algorithms=["EdDSA", "Ed25519"], strict_check_header=False)
"""The header has the public key itself."""


def proof(key: SigningKey, algorithm: str, url: str, at: datetime, nonce: str = "") -> str:
    """The proof of a key for one POST, with the nonce that the provider asked for."""
    public = {"kty": "OKP", "crv": "Ed25519", "x": encoded(key.public)}
    header = {"typ": "dpop+jwt", "alg": algorithm, "jwk": public}
    claims: dict[str, Any] = {
        "jti": secrets.token_urlsafe(16),
        "htm": "POST",
        "htu": url.partition("?")[0],
        "iat": int(at.timestamp()),
    } | ({"nonce": nonce} if nonce else {})
    private = OKPKey.import_key({**public, "d": encoded(key.private)})
    return jwt.encode(header, claims, private, registry=_REGISTRY)
