"""What is sealed on record, opened by the format alone: none of the product's code has a part in it.

A sealed part is a mark, the length of what it says of itself, that (`key id|case|kind|name`), a nonce of 12 bytes, and
AES-256-GCM. Bound to it are the words `record`, case, kind, name and key id, each with its length before it. A case key
is sealed likewise by a wrapping key, bound to the words `case_key`, case and key id.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"\x01tw1"
NONCE = 12
Row = Mapping[str, Any]


class Opener:
    """Opens the parts of cases with their keys, the rows of `case_key`, and the wrapping keys, `id:base64` each."""

    def __init__(self, wrapping_keys: str, keys: Iterable[Row]) -> None:
        pairs = (line.partition(":") for line in wrapping_keys.split())
        self._wrapping = {name: AESGCM(base64.b64decode(secret)) for name, _, secret in pairs}
        self._keys = {row["reference"]: row for row in keys if row["wrapped"] is not None}
        self._ciphers: dict[str, AESGCM] = {}

    def event(self, row: Row) -> Row:
        """A row of `case_event`, its `body` opened; `kept` is what the chain goes over."""
        plain = self.opened(row["body"], row["reference"], "event", str(row["seq"]))
        return {**row, "body": plain, "kept": row["body"]}

    def request(self, row: Row) -> Row:
        """A row of `request` with what was received."""
        sealed = row["received"].get("sealed")
        if sealed is None:
            return row
        received = json.loads(self.opened(base64.b64decode(sealed), row["reference"], "request", ""))
        return {**row, "received": received, "source_id": row["source_id"] or received["id"]}

    def notice(self, row: Row) -> Row:
        """A row of `notice` with its recipients and text."""
        if not row["body"].startswith(MARK):
            return row
        recipients, subject, body = json.loads(self.opened(row["body"], row["reference"], "notice", row["key"]))
        return {**row, "recipients": recipients, "subject": subject, "body": body.encode()}

    def opened(self, value: bytes, reference: str, kind: str, name: str) -> bytes:
        """The bytes that were sealed for a place; others as they are, and so is what was sealed for another place."""
        if not value.startswith(MARK):
            return value
        begins = len(MARK) + 2
        ends = begins + int.from_bytes(value[len(MARK) : begins], "big")
        key_id = value[begins:ends].decode().split("|")[0]
        try:
            return _unseal(self._cipher(reference), value[ends:], "record", reference, kind, name, key_id)
        except (InvalidTag, KeyError):
            return value

    def _cipher(self, reference: str) -> AESGCM:
        if reference not in self._ciphers:
            row = self._keys[reference]
            by = self._wrapping[row["wrapped_by"]]
            self._ciphers[reference] = AESGCM(_unseal(by, row["wrapped"], "case_key", reference, row["key_id"]))
        return self._ciphers[reference]


def _unseal(cipher: AESGCM, sealed: bytes, *bound: str) -> bytes:
    parts = (each.encode() for each in bound)
    place = b"tawasul-sealed-1:" + b"".join(str(len(part)).encode() + b":" + part for part in parts)
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place)
