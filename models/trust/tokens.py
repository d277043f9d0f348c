"""Identity tokens (JWT): who a session key belongs to, said by an issuer.

The local issuer signs them with its own Ed25519 key; a provider of OpenID Connect with any of its keys. A token names
the session key in `cnf.jkt` (RFC 7800, RFC 9449), or, as providers without it do, in `nonce`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.trust.keys import SigningKey, decoded, encoded, thumbprint, verifies
from models.trust.stated import BadToken, header, payload

if TYPE_CHECKING:
    from models.trust.jose import JoseKey

AUDIENCE = "tawasul"
LOCAL_ISSUER = "tawasul"
ED25519 = ("EdDSA", "Ed25519")
"""The names of the signature by Ed25519: of RFC 8037, and of RFC 9864."""
SIGNATURES = (*ED25519, "ES256", "RS256", "PS256")
"""Algorithms of tokens: none that a public key could be mistaken for a secret by."""
CLOCK_SKEW = timedelta(seconds=60)
_EXTENSIONS = frozenset({"crit", "b64"})
"""What a header says of an extension of the format that whoever reads it must know (RFC 7515, RFC 7797): here none."""


class IssuerKey(NamedTuple):
    """A public key of an issuer, and for whom its tokens are made."""

    issuer: str
    audience: str
    key: "bytes | JoseKey"
    """Of the local issuer: the bytes of an Ed25519 key."""


class Claims(NamedTuple):
    """What a valid token says: whose session key it is, from when to when."""

    issuer: str
    subject: str
    thumbprint: str
    """Of the session key."""
    issued_at: datetime
    expires_at: datetime


def issue(issuer: SigningKey, subject: str, kid: str, at: datetime, life: timedelta) -> str:
    """A token of the local issuer for a session key."""
    claims = {
        "iss": LOCAL_ISSUER,
        "sub": subject,
        "aud": AUDIENCE,
        "iat": at.timestamp(),
        "exp": int((at + life).timestamp()),
        "cnf": {"jkt": thumbprint(decoded(kid))},
    }
    parts = ({"alg": "Ed25519", "kid": thumbprint(issuer.public), "typ": "JWT"}, claims)
    said = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{said}.{encoded(issuer.sign(said.encode()))}"


def local_key(public: bytes) -> IssuerKey:
    """The public key of the local issuer."""
    return IssuerKey(LOCAL_ISSUER, AUDIENCE, public)


def read_token(token: str, keys: Mapping[str, IssuerKey], now: datetime) -> Claims:
    """What a token says, if one of the keys (by their id) signed it and it holds now. Raises BadToken."""
    return holding(verified_token(token, keys), now)


def verified_token(token: str, keys: Mapping[str, IssuerKey]) -> Claims:
    """What a token says, if one of the keys (by their id) signed it, at whatever time. Raises BadToken."""
    key = keys.get(str(header(token).get("kid")))
    if key is None:
        raise BadToken("unknown_issuer_key")
    claims = _signed_claims(token, key.key)
    audience = claims.get("aud")
    if claims.get("iss") != key.issuer or key.audience not in (audience if isinstance(audience, list) else [audience]):
        raise BadToken("other_audience")
    if any(claims.get(name, key.audience) != key.audience for name in ("azp", "client_id")):
        raise BadToken("other_client")
    return _claims(claims)


def as_written(token: str) -> Claims:
    """What a token says, believed by nobody: for its holder, who wants to know until when it holds. Raises BadToken."""
    return _claims(payload(token))


def holding(claims: Claims, at: datetime) -> Claims:
    """The same, if it holds at an instant. Raises BadToken."""
    if not claims.issued_at - CLOCK_SKEW <= at < claims.expires_at + CLOCK_SKEW:
        raise BadToken("expired")
    return claims


def _claims(claims: dict[str, Any]) -> Claims:
    bound = claims.get("cnf")
    jkt = bound.get("jkt") if isinstance(bound, dict) else claims.get("nonce")
    try:
        issued, expires = (datetime.fromtimestamp(float(claims[name]), UTC) for name in ("iat", "exp"))
        issuer, subject = str(claims["iss"]), claims["sub"]
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as problem:
        raise BadToken("incomplete") from problem
    if not (isinstance(jkt, str) and isinstance(subject, str) and jkt and subject):
        raise BadToken("not_bound_to_a_key")
    return Claims(issuer, subject, jkt, issued, expires)


def _signed_claims(token: str, key: "bytes | JoseKey") -> dict[str, Any]:
    """The claims of a token that a key signed. Raises BadToken."""
    if isinstance(key, bytes):
        return _claims_by_ed25519(token, key)
    from models.trust.jose import claims_signed_by  # noqa: PLC0415 - only providers sign otherwise

    return claims_signed_by(key, token, SIGNATURES)


def _claims_by_ed25519(token: str, public: bytes) -> dict[str, Any]:
    said, _, signature = token.rpartition(".")
    head = header(token)
    if token.count(".") != 2 or head.get("alg") not in ED25519 or head.keys() & _EXTENSIONS:
        raise BadToken("bad_signature")
    try:
        signed = verifies(public, said.encode(), decoded(signature))
    except ValueError as problem:
        raise BadToken("bad_signature") from problem
    if not signed:
        raise BadToken("bad_signature")
    return payload(token)
