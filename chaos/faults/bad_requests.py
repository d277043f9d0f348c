"""Bad requests: files of which `tawasul submit` must refuse every item, each under a descriptive name."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from chaos.faults.bad_commands import DEEP, DIGITS, MEGABYTES


def bad_files(good: Mapping[str, Any]) -> dict[str, bytes]:
    """The content of each file by what is wrong with it. `good` is a request that would be accepted."""
    return {**_bad_encodings(good), **_bad_numbers(good), **_bad_values(good)}


def _bad_encodings(good: Mapping[str, Any]) -> dict[str, bytes]:
    text = _serialized(good)
    return {
        "nothing": b"",
        "white space": b" \n\t\n",
        "a raw NUL": _with_field(good, b"a\0b", b"1"),
        "a lone surrogate as a key": _with_field(good, b"\\ud800", b"1"),
        "bytes that are not UTF-8": _with_field(good, b"\xff\xfe", b"1"),
        "UTF-16 that does not say so": text.decode().encode("utf-16-le"),
        "nested a hundred thousand deep": b"[" * DEEP + b"]" * DEEP,
        "objects nested deep": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "a key twice": _with_field(good, b"id", b'"other"'),
        "cut off": text[: len(text) // 2],
        "compressed": gzip.compress(text),
        "no object": b'[1, "x", null, true, []]',
    }


def _bad_numbers(good: Mapping[str, Any]) -> dict[str, bytes]:
    numbers = {
        "NaN": b"NaN",
        "infinity": b"-Infinity",
        "a number beyond every float": b"1e999",
        "a number of 5,000 digits": DIGITS.encode(),
    }
    return {name: _with_field(good, b"weight", number) for name, number in numbers.items()}


def _bad_values(good: Mapping[str, Any]) -> dict[str, bytes]:
    changes: dict[str, Mapping[str, Any]] = {
        "a text of 2 MB": {"text_ar": "x" * MEGABYTES},
        "a number for an id": {"id": 7},
        "a list for a service": {"service": ["a"]},
        "null for the applicant": {"applicant": None},
        "a year beyond all": {"submitted_at": "9999-12-31T23:59:59-14:00"},
        "a day that is none": {"submitted_at": "2026-02-30T10:00:00+03:00"},
        "an instant without offset": {"submitted_at": "2026-02-03T10:00:00"},
        "an unknown channel": {"channel": "carrier_pigeon"},
        "a field too many": {"amount": 5},
        "a thousand attachments": {"attachments": [good["attachments"][0]] * 1_000},
        "a wrong check digit": {"applicant": {**good["applicant"], "id_number": "2990000001"}},
        "an id of two words": {"id": "one two"},
    }
    missing = {f"no {name}": {key: value for key, value in good.items() if key != name} for name in ("id", "applicant")}
    changed = {name: {**good, **change} for name, change in changes.items()}
    return {name: json.dumps(request).encode() for name, request in {**changed, **missing}.items()}


def _serialized(request: Mapping[str, Any]) -> bytes:
    return json.dumps(request, ensure_ascii=False).encode()


def _with_field(good: Mapping[str, Any], name: bytes, value: bytes) -> bytes:
    """A good request with one more field, whose name and value are written as they are."""
    return _serialized(good).replace(b"{", b'{"%s": %s, ' % (name, value), 1)
