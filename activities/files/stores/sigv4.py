"""Signature Version 4, by which a store that speaks S3 knows who asks: HMAC-SHA-256 over what is asked. Pure."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlsplit

NOTHING = sha256(b"").hexdigest()
"""The hash of no body."""
_METHOD = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"


@dataclass(frozen=True)
class Credentials:
    """Who asks, and in which region the store says it is."""

    key_id: str
    secret: str = field(repr=False)
    region: str = "us-east-1"


def signed(
    method: str, url: str, body_sha256: str, *, by: Credentials, at: datetime, headers: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The headers of a call to a URL whose path is written as it is sent, signed at an instant."""
    parts, moment = urlsplit(url), at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    own = {"host": parts.netloc, "x-amz-content-sha256": body_sha256, "x-amz-date": moment}
    told = {name.lower(): " ".join(value.split()) for name, value in (headers or {}).items()} | own
    names = ";".join(sorted(told))
    canonical = "\n".join(
        (
            method,
            parts.path or "/",
            _query(parts.query),
            "".join(f"{name}:{told[name]}\n" for name in sorted(told)),
            names,
            body_sha256,
        )
    )
    scope = f"{moment[:8]}/{by.region}/s3/aws4_request"
    to_sign = "\n".join((_METHOD, moment, scope, sha256(canonical.encode()).hexdigest()))
    signature = hmac.digest(_key(by, moment[:8]), to_sign.encode(), "sha256").hex()
    auth = f"{_METHOD} Credential={by.key_id}/{scope},SignedHeaders={names},Signature={signature}"
    return {**told, "authorization": auth}


def _query(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True)
    quoted = sorted((quote(name, _UNRESERVED), quote(value, _UNRESERVED)) for name, value in pairs)
    return "&".join(f"{name}={value}" for name, value in quoted)


def _key(by: Credentials, day: str) -> bytes:
    key = f"AWS4{by.secret}".encode()
    for part in (day, by.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
