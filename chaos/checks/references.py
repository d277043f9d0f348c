"""Reference and fingerprint of a request, recomputed from what its source sent, by docs/intake.md."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_INSTANTS = frozenset({"submitted_at", "at"})
_DEFAULTS = {"lang": "ar", "evidence": "none"}
"""Fields that do not count when they have this value."""


def reference_of(channel: str, request_id: str) -> str:
    """The reference `TW-XXXX-XXXX-XXXX-C` of the request that a channel numbers so."""
    text = f"tawasul-reference-1:{len(channel.encode())}:{channel}:{request_id}"
    bits = f"{int(hashlib.sha256(text.encode()).hexdigest(), 16):0256b}"
    values = [int(bits[place : place + 5], 2) for place in range(0, 60, 5)]
    symbols = "".join(_ALPHABET[value] for value in [*values, _check(values)])
    return f"TW-{symbols[:4]}-{symbols[4:8]}-{symbols[8:12]}-{symbols[12]}"


def fingerprint_of(request: Json) -> str:
    """The hash of a request's normal form."""
    canonical = json.dumps(_normal(request), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"tawasul-request-1:" + canonical.encode()).hexdigest()


def _check(values: list[int]) -> int:
    """The symbol that makes the polynomial with these coefficients and it zero at α in GF(32), where α⁵ = α² + 1."""
    total = 0
    for value in [*values, 0]:
        total = total << 1 ^ value
        if total & 32:
            total ^= 0b100101
    return total


def _normal(value: Any, name: str = "") -> Any:
    """The normal form of a request or a part of it: no field that is null, empty or at its default, instants in UTC."""
    if name == "context":
        return {field: _number(each) for field, each in value.items() if each is not None}
    if isinstance(value, Mapping):
        fields = {field: _normal(each, field) for field, each in value.items()}
        return {field: each for field, each in fields.items() if _counts(field, each)}
    if isinstance(value, list | tuple):
        return [_normal(each) for each in value]
    if isinstance(value, str):
        return _utc(value) if name in _INSTANTS else unicodedata.normalize("NFC", value).strip()
    return value


def _counts(name: str, value: Any) -> bool:
    return value is not None and value not in ("", [], {}) and _DEFAULTS.get(name) != value


def _number(value: Any) -> Any:
    """A value of the service's own fields: a number without a fraction is whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z")
