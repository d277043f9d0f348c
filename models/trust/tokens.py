"""Identity tokens (JWT): who a session key belongs to, said by an issuer.

The local issuer signs them with its own Ed25519 key; a provider of OpenID Connect with any of its keys. A token names
the session key in `cnf.jkt` (RFC 7800, RFC 9449), or, as providers without it do, in `nonce`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from models.trust.keys import SigningKey, decoded, encoded, thumbprint
from models.trust.stated import BadToken, header, payload

AUDIENCE = "tawasul"
LOCAL_ISSUER = "tawasul"
SIGNATURES = ("EdDSA", "Ed25519", "ES256", "RS256", "PS256")
"""Algorithms of tokens: none that a public key could be mistaken for a secret by."""
CLOCK_SKEW = timedelta(seconds=60)

Key = jwk.OKPKey | jwk.ECKey | jwk.RSAKey


class IssuerKey(NamedTuple):
    """A public key of an issuer, and for whom its tokens are made."""

    issuer: str
    audience: str
    key: Key


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
    header = {"alg": "Ed25519", "kid": thumbprint(issuer.public), "typ": "JWT"}
    return jwt.encode(header, claims, _private(issuer), algorithms=["Ed25519"])


def local_key(public: bytes) -> IssuerKey:
    """The public key of the local issuer."""
    key = jwk.OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": encoded(public)})
    return IssuerKey(LOCAL_ISSUER, AUDIENCE, key)


def read_token(token: str, keys: Mapping[str, IssuerKey], now: datetime) -> Claims:
    """What a token says, if one of the keys (by their id) signed it and it holds now. Raises BadToken."""
    return holding(verified_token(token, keys), now)


def verified_token(token: str, keys: Mapping[str, IssuerKey]) -> Claims:
    """What a token says, if one of the keys (by their id) signed it, at whatever time. Raises BadToken."""
    key = keys.get(str(header(token).get("kid")))
    if key is None:
        raise BadToken("unknown_issuer_key")
    try:
        claims = jwt.decode(token, key.key, algorithms=list(SIGNATURES)).claims
    except (JoseError, ValueError) as problem:
        raise BadToken("bad_signature") from problem
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


def _private(issuer: SigningKey) -> jwk.OKPKey:
    return jwk.OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": encoded(issuer.public), "d": encoded(issuer.private)}
    )
