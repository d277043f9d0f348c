"""The chain of a case's events: each hash is SHA-256 of the hash before, or of the reference for the first, and the
bytes of the event as they are kept: `kept`, where `body` is what was sealed in them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


def problems(reference: str, events: Sequence[Row], row: Row | None) -> Iterator[tuple[int, str]]:
    """What is wrong with the events of a case and the head on its row, each with the number of the event."""
    head = reference.encode()
    for number, event in enumerate(events, start=1):
        head = hashlib.sha256(head + bytes(event.get("kept", event["body"]))).digest()
        if event["seq"] != number:
            yield number, "the event is missing"
            return
        if bytes(event["hash"]) != head:
            yield number, "the hash is not that of the event and the one before"
        if not _columns_agree(event):
            yield number, "the columns are not those of the event"
    if row is None:
        yield len(events), "there are events and no row"
    elif row["seq"] != len(events):
        yield row["seq"], f"the row is after event {row['seq']}, of {len(events)}"
    elif bytes(row["head"]) != head:
        yield len(events), "the head on the row is not the last hash"


def _columns_agree(event: Row) -> bool:
    """Whether the columns kept for queries are what the hashed bytes say."""
    try:
        said = json.loads(event["body"])
        columns = said["seq"], said["body"]["type"], said["actor"]["id"], said["actor"]["role"], said["command_id"]
        at = datetime.fromisoformat(said["at"])
    except (ValueError, LookupError, TypeError):
        return False
    kept = tuple(event[name] for name in ("seq", "type", "actor", "role", "command_id"))
    return columns == kept and at == event["at"]
