"""A search that goes on where an earlier run of the same code stopped: a large one takes hours.

Each code has a folder of its own, as what was found with another decider says nothing of this one. In it is a folder
with what the exploration knows and the file of each shard; a newer one takes its place when it is complete.
"""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from chaos.provenance import loaded_with
from settings import PROJECT

WITHIN = "chaos.search.shard"
"""The module that loads all that a search speaks of: it touches no server, and nothing else of the product."""
_EXPLORATION = "exploration"


@dataclass(frozen=True)
class KeptSearch:
    """Where a search is written down."""

    folder: Path

    @property
    def written(self) -> Path:
        """The folder of what was written down last."""
        return self.folder / "written"

    def write(self, exploration: Any, shards: Callable[[Path], None]) -> None:
        """Write down what the exploration knows, and have the shards write what they know into the same folder."""
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        shards(unfinished)
        (unfinished / _EXPLORATION).write_bytes(pickle.dumps(exploration))
        shutil.rmtree(self.written, ignore_errors=True)
        unfinished.rename(self.written)

    def read(self) -> Any:
        """What the exploration knew; None when nothing was written down."""
        file = self.written / _EXPLORATION
        return pickle.loads(file.read_bytes()) if file.exists() else None  # noqa: S301 - our own file

    def forget(self) -> None:
        """A search that has ended is not gone on with."""
        shutil.rmtree(self.folder, ignore_errors=True)


def kept_in(parent: Path) -> KeptSearch:
    """The place of a search: in a folder, one of its own for the code as it is now."""
    digest = blake2b(digest_size=8)
    for name in sorted(loaded_with(WITHIN)):
        digest.update(name.encode() + b"\0" + (PROJECT / name).read_bytes())
    return KeptSearch(parent / digest.hexdigest())
