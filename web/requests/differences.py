"""Where a request differs from the one that was filed under its id, as JSON Pointers; never the values."""

from collections.abc import Iterator
from typing import Any

from activities.records.database import Connection
from errors import TawasulError
from models.intake.request import InvalidRequest, Request
from web.backend import Backend

MOST = 50
_FILED = "SELECT received FROM request WHERE reference = %s"


async def differences(backend: Backend, request: Request) -> list[str] | None:
    """The fields in which a request differs from the one on record; None where that one cannot be read."""
    try:
        received = await backend.read(lambda connection: _received(connection, request.reference))
        filed = backend.channels.read(received)
    except (TawasulError, InvalidRequest):
        return None
    one, other = (each.model_dump(mode="json", exclude_none=True) for each in (filed, request))
    return sorted(set(_differing(one, other, "")))[:MOST]


def _received(connection: Connection, reference: str) -> Any:
    row = connection.execute(_FILED, (reference,)).fetchone()
    return row["received"] if row else None


def _differing(one: Any, other: Any, pointer: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one.keys() | other.keys():
            yield from _differing(one.get(name), other.get(name), f"{pointer}/{_escaped(name)}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differing(left, right, f"{pointer}/{place}")
    elif one != other:
        yield pointer


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
