"""Files of this machine put on record of a case: as they are read, sealed and stored, one after another."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.common.words.language import _
from errors import FileNotTaken, WrongUsage

if TYPE_CHECKING:
    from activities.files.on_record import PutFile
    from activities.records.database import Connection
    from client.service import InterfaceClient
    from commands.common.onlooker.looking import Intent
    from models.files.codes import Putter

READ_AT_ONCE = 256 * 1024
ATTACHED_BY = "note"
"""The command whose givers may attach files: a file is put beside a case as a note is."""


def attach_all(case: str, files: Sequence[tuple[Path, str]], intent: "Intent") -> "list[PutFile]":
    """Put files on record of a case for a member of staff, with a view left behind.

    Raises NotAllowed, NoSuchCase, WrongUsage for the first that is not taken, Unreachable.
    """
    from activities.reports.cases import row_of
    from commands.common.context import records, service
    from commands.common.onlooker.looking import look_at, looking, onlooker
    from models.files.codes import Putter

    if there := service():
        return [_sent(there, case, path, kind, intent) for path, kind in files]
    who = onlooker(intent)
    who.check_command(ATTACHED_BY)
    with records() as connection:
        with looking(connection, who, case):
            look_at(connection, who, row_of(connection, case))
        return _put_all(connection, case, files, who.actor.id, Putter.STAFF)


def _sent(there: "InterfaceClient", case: str, path: Path, kind: str, intent: "Intent") -> "PutFile":
    """Send a file to the HTTP interface."""
    from activities.files.on_record import PutFile
    from commands.common.context import named_staff

    with _refusals_named(path):
        put = there.attach(case, path, kind, named_staff(intent.staff), intent.why or "")
    return PutFile("", put["number"], put["attachment"])


@contextmanager
def _refusals_named(path: Path) -> Iterator[None]:
    """Say in words why a file is not taken."""
    from commands.common.words.file_words import why_not_taken

    try:
        yield
    except FileNotTaken as refused:
        raise WrongUsage(_("{file}: {why}", file=path, why=why_not_taken(refused))) from refused
    except OSError as error:
        raise WrongUsage(_("{file}: {why}", file=path, why=error.strerror)) from error


def with_files(case: str, attachments: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attachments of an answer, those that are files here stored. A name of no file here stays a reference.

    Raises WrongUsage for the first that is not taken, Unreachable.
    """
    given = list(attachments)
    local = [(Path(each["file_name"]), each["kind"]) for each in given if Path(each["file_name"]).is_file()]
    if not local:
        return given
    from commands.common.context import records
    from models.files.codes import Putter

    with records() as connection:
        put = iter(_put_all(connection, case, local, "tawasul", Putter.BENEFICIARY))
    return [next(put).attachment if Path(each["file_name"]).is_file() else each for each in given]


def _put_all(
    connection: "Connection", case: str, files: Sequence[tuple[Path, str]], by: str, putter: "Putter"
) -> "list[PutFile]":
    import settings
    from activities.files.on_record import put_file
    from activities.files.taking import FileTaking

    taking, done = FileTaking.of(settings.load()), list["PutFile"]()
    for path, kind in files:
        with _refusals_named(path):
            with path.open("rb") as opened, taking.begin(case) as file:
                for piece in iter(lambda: opened.read(READ_AT_ONCE), b""):
                    file.add(piece)
                taken = file.end(path.name)
            done.append(put_file(connection, taking, taken, kind=kind, by=by, putter=putter))
    _have_taken_in(done)
    return done


def _have_taken_in(files: "list[PutFile]") -> None:
    """Have workers take them in now; where Temporal is away the watchdog does it later."""
    from temporalio.service import RPCError

    from client import connect
    from client.files import take_in_file
    from commands.common.process import event_loop
    from errors import Unreachable

    async def start() -> None:
        client = await connect()
        for each in files:
            await take_in_file(client, each.id)

    try:
        event_loop.run(start())
    except (Unreachable, RPCError):
        return
