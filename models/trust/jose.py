"""Public keys of any kind that tokens are signed by (JWK), as providers of OpenID Connect have them."""

from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from models.trust.stated import BadToken

JoseKey = jwk.OKPKey | jwk.ECKey | jwk.RSAKey


def read_jose_key(written: Mapping[str, Any]) -> JoseKey | None:
    """The public key of a JWK; None for one that no library can use."""
    try:
        key = jwk.import_key(dict(written))
    except (JoseError, LookupError, ValueError, TypeError):
        return None
    return key if isinstance(key, jwk.OKPKey | jwk.ECKey | jwk.RSAKey) else None


def claims_signed_by(key: JoseKey, token: str, algorithms: Sequence[str]) -> dict[str, Any]:
    """The claims of a token that a key signed by one of these algorithms. Raises BadToken."""
    try:
        return jwt.decode(token, key, algorithms=list(algorithms)).claims
    except (JoseError, ValueError) as problem:
        raise BadToken("bad_signature") from problem
