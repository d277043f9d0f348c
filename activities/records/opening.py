"""Rows with what is sealed in them opened, for commands and reports that read the records of an address.

Of what cannot be opened, because the case was erased or somebody changed it, nothing is left: bytes are empty, JSON is
null. Raises Unreachable when a key that is ours is not at hand. A reader that wants the bytes as they are kept takes
`dict_row`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Cursor
from psycopg.rows import RowMaker, dict_row

from activities.keys.case_keys import case_keys_at
from activities.keys.parts import PartSealer, is_sealed_json
from activities.records.sealed_notice import message_in
from models.keys.parts import MARK, PartKind, read_part

_BYTEA, _JSONB = 17, 3802
Row = dict[str, Any]


def opened_rows(url: str) -> Callable[[Cursor[Any]], RowMaker[Row]]:
    """The row factory of connections to an address."""

    def factory(cursor: Cursor[Any]) -> RowMaker[Row]:
        make = dict_row(cursor)
        sealable = [each.name for each in cursor.description or () if each.type_code in (_BYTEA, _JSONB)]
        return (lambda values: _opened(url, make(values), sealable)) if sealable else make

    return factory


def _opened(url: str, row: Row, sealable: Sequence[str]) -> Row:
    for name in sealable:
        value = row[name]
        if isinstance(value, bytes) and value.startswith(MARK):
            row.update(_opened_bytes(url, name, value))
        elif is_sealed_json(value):
            row[name] = PartSealer(case_keys_at(url)).opened_json(value)
    return row


def _opened_bytes(url: str, name: str, value: bytes) -> Row:
    """The columns that a sealed part stands for."""
    part = read_part(value)
    if part is None:
        return {}
    plain = PartSealer(case_keys_at(url)).opened_part(part)
    if part.place.kind is not PartKind.NOTICE:
        return {name: plain}
    message = message_in(plain)
    if message is None:
        return {name: b""}
    return {"recipients": list(message.recipients), "subject": message.subject, name: message.body.encode()}
