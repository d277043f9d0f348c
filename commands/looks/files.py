"""The files of a case, as who asks may see them; never their keys, nor their content."""

from datetime import datetime
from typing import NamedTuple

from activities.files.on_record import FileOnRecord, files_of
from activities.keys.wrapping_keys import wrapping_keys_of
from activities.reports.cases import row_of
from commands.common.onlooker.looking import look_at, looking
from commands.looks.asking import AtRecords, look
from models.files.codes import FileStatus, Putter


class FileTold(NamedTuple):
    """What is said of a file; without a name for whoever may not see it, and once nobody can read it."""

    reference: str
    number: int
    status: FileStatus
    kind: str
    type: str
    size: int
    put_by: str
    putter: Putter
    put_at: datetime
    scanned_at: datetime | None
    finding: str | None
    error: str | None
    name: str
    sha256: str | None


class FilesTold(NamedTuple):
    """The files of a case, and whether their names may be seen."""

    named: bool
    files: tuple[FileTold, ...]


@look("files")
def files(place: AtRecords, asked: str) -> FilesTold:
    """The files, with a view of the case left behind. Raises NotAllowed, NoSuchCase."""
    connection, who, config = place
    with looking(connection, who, asked):
        named = look_at(connection, who, row_of(connection, asked)).attachments
        found = files_of(connection, wrapping_keys_of(config), asked)
    return FilesTold(named, tuple(told_of(each, named=named) for each in found))


def told_of(file: FileOnRecord, *, named: bool = True) -> FileTold:
    """What is said of a file on record."""
    about = file.about if named else None
    own = {name: getattr(file, name) for name in FileTold._fields if name not in {"name", "sha256"}}
    return FileTold(**own, name=about.name if about else "", sha256=about.sha256.hex() if about else None)
