"""The id of a call over HTTP, on its way through messages and activities to every line of the log."""

import json
import re
from collections.abc import Mapping
from contextvars import ContextVar

from temporalio.api.common.v1 import Payload

CALL_HEADER = "tawasul-call"
"""The header of messages and activities in which it stands, in clear."""
LONGEST_HEADER = 500
"""Bytes of a header that are read."""
JSON = b"json/plain"
FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
"""What an id may be made of."""

call_id: ContextVar[str] = ContextVar("call_id", default="")
"""The id of the call that is being answered, or that brought about the activity that runs."""


def header_value(headers: Mapping[str, Payload], name: str) -> object:
    """What a header says; None where it is not there, or is anything but short JSON: anybody may send a message."""
    payload = headers.get(name)
    if payload is None or payload.metadata.get("encoding") != JSON or len(payload.data) > LONGEST_HEADER:
        return None
    try:
        found: object = json.loads(payload.data)
    except ValueError:
        return None
    return found


def with_header(headers: Mapping[str, Payload], name: str, value: object) -> Mapping[str, Payload]:
    """Headers with one more; the same where there is nothing to say."""
    if not value:
        return headers
    return {**headers, name: Payload(metadata={"encoding": JSON}, data=json.dumps(value).encode())}


def call_of(headers: Mapping[str, Payload]) -> str:
    """The id of the call that a message came by; empty for none."""
    told = header_value(headers, CALL_HEADER)
    return told if isinstance(told, str) and FORM.fullmatch(told) else ""
