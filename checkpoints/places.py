"""Places for checkpoints, which should have another owner than the records: a file, or a webhook."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from activities.notices.http import gateway_client
from activities.notices.message import TransientFailure
from activities.notices.reach import Reach
from models.log.checkpoint import notes_in

_TAIL = 4_096
"""Bytes at the end of a file in which its last checkpoint stands: a note has about 200."""


class PlaceAway(Exception):
    """The place takes or gives no checkpoint now."""


class Place(Protocol):
    """Where checkpoints are kept."""

    def last(self) -> str | None:
        """The last checkpoint there; none in an empty place, or in one that is not read. Raises PlaceAway."""

    def put(self, note: str) -> None:
        """Add a checkpoint. Raises PlaceAway."""


@dataclass(frozen=True)
class FilePlace:
    """A file to which each checkpoint is added, with an empty line between two."""

    path: Path

    def last(self) -> str | None:
        """The last checkpoint in the file."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(self.path.stat().st_size - _TAIL, 0))
                text = file.read().decode(errors="replace")
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise PlaceAway(type(failure).__name__) from failure
        return next(reversed(notes_in(text)), None)

    def put(self, note: str) -> None:
        """Add a checkpoint, and have it on the disk."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write((f"\n{note}" if file.tell() else note).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as failure:
            raise PlaceAway(type(failure).__name__) from failure


@dataclass(frozen=True)
class WebhookPlace:
    """A web address that takes each checkpoint as the body of a POST; the checkpoint carries its own signature."""

    url: str
    client: httpx.Client

    def last(self) -> str | None:
        """Nothing: it is not read."""
        return None

    def put(self, note: str) -> None:
        """Send a checkpoint."""
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        try:
            self.client.post(self.url, content=note.encode(), headers=headers).raise_for_status()
        except TransientFailure as refused:
            raise PlaceAway(refused.code) from refused
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            raise PlaceAway(type(failure).__name__) from failure


def place_of(setting: str, reach: Reach) -> Place:
    """The place that a setting names: a web address, else a file. Raises ValueError for an address out of reach."""
    if setting.startswith(("https://", "http://")):
        return WebhookPlace(setting, gateway_client(setting, reach))
    return FilePlace(Path(setting))
