"""The one-time code in the mailbox folder, where no channel is set up: for whoever tries the pages on a machine."""

import json
from pathlib import Path

from activities.keys.parts import PartSealer


def last_message(home: Path, reference: str, sealer: PartSealer) -> str | None:
    """What the last message with a code says; none where there is none, or its case was erased. Raises Unreachable."""
    files = list((home / "mailbox").glob(f"{reference}.code.*.json"))
    if not files:
        return None
    written = json.loads(max(files, key=lambda file: file.stat().st_mtime_ns).read_text())
    said = sealer.opened_json(written)
    return str(said["body"]) if said else None
