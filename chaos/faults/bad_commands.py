"""Bad commands: values, bytes and payloads that no case may accept by update or signal, by what is wrong with them."""

import json
from typing import Any

from temporalio.api.common.v1 import Payload

MEGABYTES = 2_000_000
"""Just below what Temporal's server accepts for one value (2 MiB), and far above what any entry point of ours does."""
DIGITS = "9" * 5_000
DEEP = 100_000


def payload(data: bytes, encoding: bytes | None = b"json/plain", **metadata: bytes) -> Payload:
    """A serialized value with any metadata."""
    return Payload(metadata=metadata | ({"encoding": encoding} if encoding is not None else {}), data=data)


def json_payload(value: Any) -> Payload:
    """A value as any Temporal SDK serializes it."""
    return payload(json.dumps(value).encode())


_OFFICER = {"id": "o.01", "role": "officer", "teams": ["exit_visas"]}
_DIRECTOR = {"id": "d.dana", "role": "director", "teams": []}
_SYSTEM = {"id": "system", "role": "system", "teams": []}
_FRAME: dict[str, Any] = {"command_id": "poison-1", "actor": _OFFICER}
_NOTE = {"kind": "note", "text": "a note", **_FRAME}
_CLOSED_FOR_EVER = {"id": "for_ever", "name": "x", "from_date": "1900-01-01", "to_date": "2200-12-31"}


def _change(**fields: Any) -> dict[str, Any]:
    return {
        **_FRAME,
        "kind": "calendar_changed",
        "actor": _SYSTEM,
        "why": "x",
        "change": {"calendar": "passports", "version": "forged", **fields},
    }


BAD_COMMANDS: dict[str, Any] = {
    "null": None,
    "a number": 7,
    "a text": "approve",
    "a list": [_NOTE],
    "an empty object": {},
    "no kind": _FRAME,
    "an unknown kind": {"kind": "fly", **_FRAME},
    "a kind that is a list": {"kind": ["approve"], **_FRAME},
    "no actor": {"kind": "claim", "command_id": "poison-1"},
    "an actor that is a text": {"kind": "claim", "command_id": "poison-1", "actor": "o.01"},
    "an unknown role": {**_NOTE, "actor": {"id": "o.01", "role": "king"}},
    "an actor with control characters": {**_NOTE, "actor": {"id": "o.01\x1b[2J\n", "role": "officer"}},
    "no command id": {"kind": "note", "text": "x", "actor": _OFFICER},
    "a command id of control characters": {**_NOTE, "command_id": "poison\0\x1b[2J\n"},
    "a command id too long": {**_NOTE, "command_id": "p" * 10_000},
    "a time without offset": {**_NOTE, "sent_at": "2026-02-03T10:00:00"},
    "a time that is a list": {**_NOTE, "sent_at": [2026]},
    "a text too long": {**_NOTE, "text": "x" * 100_000},
    "a text that is an object": {**_NOTE, "text": {"a": 1}},
    "a case that is none": {**_NOTE, "about": "TW-0000"},
    "a score that is a text": {**_FRAME, "kind": "rate", "score": "five"},
    "a forged event": {"seq": 9, "at": "2026-02-03T10:00:00+03:00", "actor": _OFFICER, "body": {"type": "closed"}},
    "an extension beyond all time": {**_FRAME, "kind": "extend", "actor": _DIRECTOR, "by": 1e300, "note": "x"},
    "an extension of minus one day": {**_FRAME, "kind": "extend", "actor": _DIRECTOR, "by": -86_400, "note": "x"},
    "a merge into what is no case": {**_FRAME, "kind": "merge", "actor": _DIRECTOR, "into": "TW-0000"},
    "a calendar without a working hour": _change(closures=[_CLOSED_FOR_EVER]),
    "a calendar changed by an officer": {**_change(closures=[]), "actor": _OFFICER},
    "a closure that is a number": _change(closures=[7]),
    "an unknown document": {**_FRAME, "kind": "ask", "reason": "documents_missing", "documents": ["gold"] * 50},
    "a template of another world": {**_FRAME, "kind": "approve", "reason": "note_removed", "reply": {"template": "x"}},
    "a text with a hook": {
        **_FRAME,
        "kind": "approve",
        "reason": "note_removed",
        "reply": {"template": "note_resolved", "values": {"x.__class__": "{0.__class__}"}},
    },
}
"""Values that no case accepts as a command, whatever its stage."""

BAD_JSON: dict[str, bytes] = {
    "not JSON": b"{not json",
    "no bytes": b"",
    "a raw NUL": b'{"kind": "no\0te"}',
    "bytes that are not UTF-8": b'{"kind": "\xff\xfe"}',
    "a lone surrogate": b'{"kind": "note", "text": "\\ud800"}',
    "NaN": json.dumps({**_FRAME, "kind": "rate", "score": float("nan")}).encode(),
    "infinity": json.dumps({**_FRAME, "kind": "extend", "by": float("inf"), "note": "x"}).encode(),
    "a number beyond every float": b'{"kind": "rate", "score": 1e999}',
    "a number of 5,000 digits": b'{"kind": "rate", "command_id": "poison-1", "score": %s}' % DIGITS.encode(),
    "nested a hundred thousand deep": b"[" * DEEP + b"]" * DEEP,
    "objects nested deep": b'{"kind":' * DEEP + b"1" + b"}" * DEEP,
    "a kind twice": b'{"kind": "claim", "kind": "fly"}',
    "2 MB": b'{"kind": "note", "text": "%s"}' % (b"x" * MEGABYTES),
}
"""Bytes declared to be JSON."""

BAD_PAYLOADS: dict[str, list[Payload]] = {
    "no value": [],
    "two values": [json_payload(_NOTE), json_payload(_NOTE)],
    "three values": [json_payload(1)] * 3,
    "no encoding": [payload(b"{}", None)],
    "an unknown encoding": [payload(b"{}", b"json/klingon")],
    "an encoding that is not UTF-8": [payload(b"{}", b"\xff\xfe")],
    "ciphertext": [payload(b"\x00\x01\x02", b"binary/encrypted", key=b"none")],
    "raw bytes": [payload(b"\x00\xff", b"binary/plain")],
    "null with data": [payload(b"x", b"binary/null")],
    "a protobuf of an unknown type": [payload(b"\x0a", b"binary/protobuf", messageType=b"no.Such")],
    "a JSON protobuf of no type": [payload(b"{}", b"json/protobuf")],
    **{f"JSON: {name}": [payload(data)] for name, data in BAD_JSON.items()},
}
"""Arguments of messages as no client of ours sends them."""

BAD_NAMES = ("fly", "x" * 900, "اعتماد", "approve ", "Approve", "open; DROP TABLE", "\x1b[2J")
"""Names of messages that no case handles."""
