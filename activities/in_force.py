"""The packs in force at an instant: the versions that were activated on record, else what stands in the folder.

Which version a case is opened under follows from the records and the instant of its opening alone, so workers with
different folders open it under the same one. What was activated is read at most every `LOOK_EVERY` seconds: nothing is
activated from an instant that is nearer than `activities.records.versions.KNOWN_AFTER`, which is longer.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import JSONB, insert

from activities.records.store import Records
from activities.records.versions import ACTIVATED, CONTENT
from models.packs.pack import Pack
from models.tables import PackWordsTable

_KEEP_WORDS = (
    insert(PackWordsTable)
    .values(pack=bindparam("pack"), version=bindparam("version"), words=bindparam("words", type_=JSONB))
    .on_conflict_do_nothing()
)
LOOK_EVERY = 2.0
"""Seconds for which what was activated holds: it is not asked for at each opening."""


class Activated(NamedTuple):
    """From when on a version of a pack is in force."""

    pack: str
    version: str
    since: datetime


@dataclass(slots=True)
class _Look:
    """What was activated when it was looked for last."""

    at: float | None = None
    found: Sequence[Activated] = ()


@dataclass(frozen=True)
class VersionsRead:
    """The versions of packs that this process has read from the records: few, and none of them ever changes.

    Shared by the threads of a worker.
    """

    look_every: float = LOOK_EVERY
    _packs: dict[tuple[str, str], Pack] = field(default_factory=dict)
    _look: _Look = field(default_factory=_Look)

    def packs_at(self, records: Records, folder: Mapping[str, Pack], instant: datetime) -> Mapping[str, Pack]:
        """The packs under which a case is opened that is opened at an instant."""
        begun = {each.pack: each.version for each in self._activated(records) if each.since <= instant}
        if not begun:
            return folder
        return dict(folder) | {pack: self._read(records, pack, version) for pack, version in begun.items()}

    def _activated(self, records: Records) -> Sequence[Activated]:
        """What was ever activated, the latest to begin last."""
        now = time.monotonic()
        if self._look.at is None or now > self._look.at + self.look_every:
            self._look.found = tuple(Activated(*row) for row in records.all(ACTIVATED, {}))
            self._look.at = now
        return self._look.found

    def _read(self, records: Records, pack: str, version: str) -> Pack:
        if (pack, version) not in self._packs:
            row = records.one(CONTENT, {"pack": pack, "version": version})
            self._packs[pack, version] = Pack.model_validate_json(row.content)
        return self._packs[pack, version]


def keep_words(records: Records, pack: Pack) -> None:
    """Keep what a version of a pack calls its codes, so that whoever reads its cases needs no pack; once for each."""
    words = pack.words.model_dump(mode="json")
    records.execute(_KEEP_WORDS, {"pack": pack.name, "version": pack.version, "words": words})
