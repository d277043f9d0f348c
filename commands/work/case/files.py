"""The commands file and attach: the files of a case, opened with a trace of who did; and what was brought to staff."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, Reference, Why, command
from commands.common.words.file_words import PUT_BY, STANDS, WAITS, why_not_opened
from commands.common.words.labels import WORK
from commands.common.words.language import _, listed
from commands.common.words.pack_titles import document_name
from errors import FileNotOpened, WrongUsage

if TYPE_CHECKING:
    from client.service import InterfaceClient
    from commands.common.onlooker.looking import Intent
    from commands.looks.files import FileTold

app = typer.Typer()

KILOBYTE, MEGABYTE = 1_000, 1_000_000


@command(
    app,
    WORK,
    "tawasul file TW-7K3M-9QXD-2VHA-K --as o.salem",
    "tawasul file TW-7K3M-9QXD-2VHA-K 1 --to receipt.pdf --as o.salem",
    "tawasul file TW-7K3M-9QXD-2VHA-K 1 --to - --as o.salem > receipt.pdf",
)
def file(
    reference: Reference,
    number: Annotated[
        int | None,
        typer.Argument(metavar="NUMBER", min=1, help="Which one; nothing: all are listed.", show_default=False),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Write it there; a folder: under its own name; «-»: to standard output.",
            show_default=False,
        ),
    ] = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """The files of a request: which there are, and the content of one.

    To open one stays on record as a look at that file. One that was not checked for viruses yet waits, and one in which
    a virus was found is not kept.
    """
    from commands.common.onlooker.looking import Intent
    from commands.common.typed.which_case import which_case

    case, intent = which_case(reference), Intent(staff, why)
    if number is None:
        _list(case, intent, as_json=as_json)
        return
    with _opened(case, number, intent) as (found, pieces):
        written = _written(found, pieces, to) if to else None
    if as_json:
        terminal.as_json(_data(found) | {"file": str(written) if written else None})
    elif str(to) != "-":
        _show(found, written)


@command(
    app,
    WORK,
    "tawasul attach TW-7K3M-9QXD-2VHA-K deed.pdf --kind guardianship_deed --as o.salem",
    "tawasul attach TW-7K3M-9QXD-2VHA-K front.jpg back.jpg --kind id_copy --as o.salem",
)
def attach(
    reference: Reference,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files, one or more.", show_default=False)],
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="Which document it is, as of `--documents` of `ask`.")
    ] = "supporting_document",
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Attach files to a request that somebody brought to you, as by e-mail or at a visit.

    What a beneficiary was asked for arrives by their answer (`reply --attach`), not by this: nothing else of the
    request changes.
    """
    from commands.common.onlooker.looking import Intent
    from commands.common.typed.which_case import which_case
    from commands.work.case.attaching import attach_all

    case = which_case(reference)
    put = attach_all(case, [(each, kind) for each in files], Intent(staff, why))
    if as_json:
        terminal.as_json({"reference": case, "files": [{"number": n, **attachment} for _id, n, attachment in put]})
        return
    names = listed(f"{each.number} {each.attachment['file_name']}" for each in put)
    terminal.line(_("attached to {case}: {names}", names=names, case=case))


def _list(case: str, intent: "Intent", *, as_json: bool) -> None:
    from commands.looks.files import files as files_of

    told = files_of(intent, case)
    if as_json:
        terminal.as_json({"reference": case, "files": [_data(each) for each in told.files]})
        return
    if not told.files:
        terminal.line(_("{case} has no files", case=case))
        return
    zone = terminal.local_zone()
    terminal.table(
        ("number", "document", "name", "type", "size", "at", "by", "state"),
        [
            (
                str(each.number),
                document_name(each.kind),
                (each.name or terminal.NONE) if told.named else "…",
                each.type or terminal.NONE,
                size_of(each.size),
                terminal.moment(each.put_at, zone),
                _by(each),
                _state(each),
            )
            for each in told.files
        ],
    )


@contextmanager
def _opened(case: str, number: int, intent: "Intent") -> "Iterator[tuple[FileTold, Iterator[bytes]]]":
    """A file and its content, with the view of it left behind. Raises NotAllowed, FileNotOpened, Unreachable."""
    from commands.common.context import service

    try:
        if there := service():
            with _opened_over(there, case, number, intent) as found:
                yield found
        else:
            with _opened_here(case, number, intent) as found:
                yield found
    except FileNotOpened as error:
        error.number = number
        error.detail, error.advice = why_not_opened(error)
        raise


@contextmanager
def _opened_here(case: str, number: int, intent: "Intent") -> "Iterator[tuple[FileTold, Iterator[bytes]]]":
    import settings
    from activities.files.on_record import file_of, opened
    from activities.files.stores.configured import store_of
    from activities.keys.wrapping_keys import wrapping_keys_of
    from activities.reports.cases import row_of
    from commands.common.context import records
    from commands.common.onlooker.looking import look_at, looking, onlooker
    from commands.looks.files import told_of

    config, who = settings.load(), onlooker(intent)
    with records() as connection, looking(connection, who, case):
        look_at(connection, who, row_of(connection, case), number)
        found = file_of(connection, wrapping_keys_of(config), case, number)
    with opened(store_of(config), found) as pieces:
        yield told_of(found), pieces


@contextmanager
def _opened_over(
    there: "InterfaceClient", case: str, number: int, intent: "Intent"
) -> "Iterator[tuple[FileTold, Iterator[bytes]]]":
    from commands.common.context import named_staff
    from commands.looks.files import files as files_of

    with there.file(case, number, named_staff(intent.staff), intent.why or "") as pieces:
        (found,) = (each for each in files_of(intent, case).files if each.number == number)
        yield found, pieces


def _written(found: "FileTold", pieces: "Iterator[bytes]", to: Path) -> Path:
    """Write the content of a file; where it is now. Nothing is left of one that cannot be read as a whole."""
    if str(to) == "-":
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return to
    place = to / found.name if to.is_dir() else to
    beside = place.with_name(f".{place.name}.part")
    try:
        with beside.open("xb") as written:
            written.writelines(pieces)
        beside.replace(place)
    except OSError as error:
        raise WrongUsage(_("--to {file}: {why}", file=to, why=error.strerror)) from error
    finally:
        beside.unlink(missing_ok=True)
    return place


def _data(found: "FileTold") -> dict[str, Any]:
    return {"file_name": found.name, "bytes": found.size} | {
        name: value for name, value in found._asdict().items() if name not in {"reference", "name", "size"}
    }


def _show(found: "FileTold", written: Path | None) -> None:
    terminal.line(terminal.bold(found.reference), terminal.GAP, _("file {number}", number=found.number))
    terminal.properties(
        (
            ("document", document_name(found.kind)),
            ("name", found.name),
            ("type", found.type),
            ("size", size_of(found.size)),
            ("at", terminal.moment(found.put_at, terminal.local_zone())),
            ("by", _by(found)),
            ("state", _state(found)),
            ("sha256", found.sha256),
            ("written to", str(written) if written else None),
        )
    )


def size_of(size: int) -> str:
    """A size as people read it."""
    if size >= MEGABYTE:
        return _("{size} MB", size=f"{size / MEGABYTE:.1f}")
    return _("{size} kB", size=max(1, round(size / KILOBYTE)))


def _by(found: "FileTold") -> str:
    return _(PUT_BY[found.putter], by=found.put_by) if found.putter in PUT_BY else found.put_by


def _state(found: "FileTold") -> terminal.Piece:
    from models.files.codes import FileStatus

    waits = WAITS.get(found.error or "") if found.status is FileStatus.WAITING else None
    said = _(waits or STANDS[found.status])
    if about := found.finding or (found.error if not waits else None):
        said = f"{said} ({about})"
    if found.status is FileStatus.CLEAN:
        return terminal.good(said)
    return terminal.bad(said) if found.status is FileStatus.INFECTED else said
