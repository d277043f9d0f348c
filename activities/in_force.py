"""The packs in force at an instant: the versions that were activated on record, else what stands in the folder.

Which version a case is opened under follows from the records and the instant of its opening alone, so workers with
different folders open it under the same one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from activities.records.store import Records
from activities.records.versions import CONTENT, IN_FORCE
from models.packs.pack import Pack


@dataclass(frozen=True)
class VersionsRead:
    """The versions of packs that this process has read from the records: few, and none of them ever changes."""

    _packs: dict[tuple[str, str], Pack] = field(default_factory=dict)

    def packs_at(self, records: Records, folder: Mapping[str, Pack], instant: datetime) -> Mapping[str, Pack]:
        """The packs under which a case is opened that is opened at an instant."""
        activated = {row.pack: row.version for row in records.all(IN_FORCE, {"at": instant})}
        if not activated:
            return folder
        return dict(folder) | {pack: self._read(records, pack, version) for pack, version in activated.items()}

    def _read(self, records: Records, pack: str, version: str) -> Pack:
        if (pack, version) not in self._packs:
            row = records.one(CONTENT, {"pack": pack, "version": version})
            self._packs[pack, version] = Pack.model_validate_json(row.content)
        return self._packs[pack, version]
