"""What a provider of OpenID Connect says of itself: its addresses, and the keys that sign its tokens. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from joserfc import jwk

from models.trust.hosts import is_secure
from models.trust.jose import JoseKey, read_jose_key
from models.trust.keys import encoded
from models.trust.tokens import SIGNATURES, IssuerKey

PROOFS = ("Ed25519", "EdDSA")
"""Names under which a provider takes proofs of an Ed25519 key; the first is of RFC 9864, the other of RFC 8037."""
WELL_KNOWN = "/.well-known/openid-configuration"

_KEYS_AT_MOST = 50
_SMALLEST_RSA = 2048
_ADDRESSES = ("token_endpoint", "jwks_uri", "device_authorization_endpoint", "authorization_endpoint")


class BadProvider(ValueError):
    """An answer of a provider that cannot be used: its text is the reason, as a code."""


class Provider(NamedTuple):
    """Where a provider is asked what. An address that it does not have is empty."""

    issuer: str
    tokens_at: str
    keys_at: str
    devices_at: str = ""
    logins_at: str = ""
    proof: str = ""
    """The algorithm under which it binds tokens to an Ed25519 key (RFC 9449); empty: it does not."""


def read_provider(issuer: str, document: Any) -> Provider:
    """The provider of a discovery document. Raises BadProvider."""
    if not isinstance(document, dict) or document.get("issuer") != issuer:
        raise BadProvider("other_issuer")
    addresses = [document.get(name, "") for name in _ADDRESSES]
    if not all(isinstance(each, str) for each in addresses) or not (addresses[0] and addresses[1]):
        raise BadProvider("no_address")
    if not all(is_secure(each) for each in addresses if each):
        raise BadProvider("insecure_address")
    proofs = document.get("dpop_signing_alg_values_supported")
    proof = next((name for name in PROOFS if isinstance(proofs, list) and name in proofs), "")
    tokens_at, keys_at, devices_at, logins_at = addresses
    return Provider(issuer, tokens_at, keys_at, devices_at, logins_at, proof)


def issuer_keys(issuer: str, audience: str, document: Any) -> dict[str, IssuerKey]:
    """The keys of a JWKS document by id, for tokens made for an audience. Raises BadProvider.

    A key that cannot sign tokens, or has no id, is passed over: providers list keys for other uses too.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise BadProvider("no_keys")
    keys = {key["kid"]: read for key in listed[:_KEYS_AT_MOST] if (read := _signing_key(key)) is not None}
    if not keys:
        raise BadProvider("no_keys")
    return {kid: IssuerKey(issuer, audience, key) for kid, key in keys.items()}


def public_part(key: bytes | JoseKey) -> dict[str, str]:
    """A key as JSON for the records, without anything private."""
    if isinstance(key, bytes):
        return {"kty": "OKP", "crv": "Ed25519", "x": encoded(key)}
    return {name: str(value) for name, value in key.as_dict(private=False).items() if isinstance(value, str)}


def read_key(document: Mapping[str, Any]) -> JoseKey | None:
    """The public key of a JWK that may sign tokens; None for any other."""
    public = {name: value for name, value in document.items() if name in {"kty", "crv", "x", "y", "n", "e"}}
    key = read_jose_key(public)
    if isinstance(key, jwk.RSAKey):
        return key if key.raw_value.key_size >= _SMALLEST_RSA else None
    return key if public.get("crv") in {"Ed25519", "P-256"} else None


def _signing_key(key: Any) -> JoseKey | None:
    if not isinstance(key, dict) or not (isinstance(key.get("kid"), str) and key["kid"]):
        return None
    if key.get("use", "sig") != "sig" or key.get("alg", SIGNATURES[0]) not in SIGNATURES:
        return None
    return read_key(key)
