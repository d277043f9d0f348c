"""Signatures of webhooks by the Standard Webhooks scheme: HMAC-SHA256 of id, instant and body."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""How far the instant of a signature may lie from the arrival of its message."""


def problem_of(
    headers: Mapping[str, str], body: bytes, secret: str, arrived: datetime, skipped: timedelta = timedelta()
) -> str | None:
    """What is wrong with the signature of one message; None when it is right.

    It has the instant of the try by Temporal's clock, which may be ahead by the virtual time that was skipped.
    """
    key, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    ahead = timedelta(seconds=int(stamp) - arrived.timestamp()) if stamp.isdecimal() else None
    if ahead is None or not -TOLERANCE <= ahead <= TOLERANCE + skipped:
        return f"the instant of the signature is {stamp or 'missing'}"
    expected = signature(key, stamp, body, secret)
    given = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(each, expected) for each in given):
        return "the signature is not that of its bytes"
    return None


def signature(key: str, stamp: str, body: bytes, secret: str) -> str:
    """The signature `v1,…` of one message."""
    signed = f"{key}.{stamp}.".encode() + body
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(mac.digest()).decode()}"
