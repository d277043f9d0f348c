"""Bad input as data: what nobody should ever send, for every door, each under a name that says what is wrong."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from temporalio.api.common.v1 import Payload

MEGABYTES = 2_000_000
"""Just below what Temporal's server takes for one value (2 MiB), and far above what any door of ours does."""
DIGITS = "9" * 5_000
DEEP = 100_000


def payload(data: bytes, encoding: bytes | None = b"json/plain", **metadata: bytes) -> Payload:
    """A value as it goes over the wire, whatever its metadata say."""
    return Payload(metadata=metadata | ({"encoding": encoding} if encoding is not None else {}), data=data)


def json_payload(value: Any) -> Payload:
    """A value as any Temporal SDK sends it."""
    return payload(json.dumps(value).encode())


# -- files, lines and standard input of `tawasul submit` -------------------------------------------------------------


def bad_files(good: Mapping[str, Any]) -> dict[str, bytes]:
    """Files of which `tawasul submit` refuses every item. `good` is a request that it would take."""
    text = json.dumps(good, ensure_ascii=False).encode()

    def with_field(name: bytes, value: bytes) -> bytes:
        return text.replace(b"{", b'{"%s": %s, ' % (name, value), 1)

    def without(name: str) -> bytes:
        return json.dumps({key: value for key, value in good.items() if key != name}).encode()

    def instead(name: str, value: Any) -> bytes:
        return json.dumps({**good, name: value}).encode()

    return {
        "nothing": b"",
        "white space": b" \n\t\n",
        "a raw NUL": with_field(b"a\0b", b"1"),
        "a lone surrogate as a key": with_field(b"\\ud800", b"1"),
        "bytes that are not UTF-8": with_field(b"\xff\xfe", b"1"),
        "UTF-16": text.decode().encode("utf-16"),
        "NaN": with_field(b"weight", b"NaN"),
        "infinity": with_field(b"weight", b"-Infinity"),
        "a number beyond every float": with_field(b"weight", b"1e999"),
        "a number of 5,000 digits": with_field(b"weight", DIGITS.encode()),
        "nested a hundred thousand deep": b"[" * DEEP + b"]" * DEEP,
        "objects nested deep": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "a text of 2 MB": instead("text_ar", "x" * MEGABYTES),
        "a key twice": with_field(b"id", b'"other"'),
        "cut off": text[: len(text) // 2],
        "compressed": gzip.compress(text),
        "no object": b'[1, "x", null, true, []]',
        "a number for an id": instead("id", 7),
        "a list for a text": instead("text_ar", ["a"]),
        "null for the applicant": instead("applicant", None),
        "a year beyond all": instead("submitted_at", "9999-12-31T23:59:59-14:00"),
        "a day that is none": instead("submitted_at", "2026-02-30T10:00:00+03:00"),
        "an instant without offset": instead("submitted_at", "2026-02-03T10:00:00"),
        "an unknown channel": instead("channel", "carrier_pigeon"),
        "a field too many": instead("amount", 5),
        "no id": without("id"),
        "no applicant": without("applicant"),
        "a thousand attachments": instead("attachments", [good["attachments"][0]] * 1_000),
        "a wrong check digit": instead("applicant", {**good["applicant"], "id_number": "2990000001"}),
        "an id of two words": instead("id", "one two"),
    }


# -- commands, for the update `apply` and for signals ----------------------------------------------------------------

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
"""Values that are no command any case would take, whatever its stage."""

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
"""Bytes said to be JSON."""

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
"""Values of messages as no client of ours sends them."""

BAD_NAMES = ("fly", "x" * 900, "اعتماد", "approve ", "Approve", "open; DROP TABLE", "\x1b[2J")
"""Names of messages that no case knows."""

# -- policy packs and calendars --------------------------------------------------------------------------------------

BAD_PACKS: dict[str, dict[str, bytes | None]] = {
    "no file": dict.fromkeys(("pack.toml", "messages.toml", "calendar.toml")),
    "not TOML": {"pack.toml": b"[[["},
    "not UTF-8": {"pack.toml": b"\xff\xfe\x00"},
    "a raw NUL": {"pack.toml": b'name = "a\0b"'},
    "no calendar": {"calendar.toml": None},
    "a calendar of no hours": {"calendar.toml": b'name = "x"\nversion = "1"\ntimezone = "Asia/Riyadh"\nweekly = []\n'},
    "a calendar on the moon": {"calendar.toml": b'name = "x"\nversion = "1"\ntimezone = "Moon/Sea"\nweekly = []\n'},
    "a number of 5,000 digits": {"extra.toml": b"weight = " + DIGITS.encode()},
    "nested deep": {"extra.toml": b"weight = " + b"[" * DEEP + b"]" * DEEP},
    "an amount beyond all time": {"extra.toml": b'nonsense = "99999999999999d"\n'},
    "an amount of 400 digits": {"extra.toml": b'nonsense = "' + b"9" * 400 + b'd"\n'},
    "infinity": {"extra.toml": b"[ask]\nmax_rounds = inf\n"},
    "an unknown key": {"extra.toml": b"[nonsense]\nx = 1\n"},
    "a key twice": {"extra.toml": b"name = 'other'\n"},
    "a text of 2 MB": {"extra.toml": b'nonsense = "' + b"x" * MEGABYTES + b'"\n'},
    "a folder for a file": {"pack.toml/inner": b""},
}
"""What is done to the files of the pack `expenses`; None takes a file away."""

BAD_VECTORS: dict[str, bytes] = {
    "nothing that is JSON": b"{not json",
    "a number": b"7",
    "an empty object": b"{}",
    "not UTF-8": b"\xff\xfe",
    "a broken archive": b"\x1f\x8b\x08\x00broken",
    "an archive cut off": gzip.compress(b"{}" * 1_000)[:-9],
    "nested deep": b"[" * DEEP,
    "a number of 5,000 digits": DIGITS.encode(),
}
"""Files that are no working-time cases."""

BAD_ANNOUNCEMENTS: dict[str, tuple[str, ...]] = {
    "the last day before the first": ("--id", "x", "--from", "2027-02-05", "--to", "2027-02-04"),
    "no working hour left": ("--id", "x", "--from", "1900-01-01", "--to", "9999-12-31"),
    "a day that is none": ("--id", "x", "--from", "2027-02-30", "--to", "2027-02-30"),
    "an id of control characters": ("--id", "\x1b[2J", "--from", "2027-02-04", "--to", "2027-02-04"),
    "an id of bytes that are no text": ("--id", "\udcff", "--from", "2027-02-04", "--to", "2027-02-04"),
    "an unknown status": ("--id", "x", "--from", "2027-02-04", "--to", "2027-02-04", "--status", "rumoured"),
}
"""Closures that cannot be announced."""
