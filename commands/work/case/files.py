"""The commands file and attach: the files of a case, opened with a trace of who did; and what was brought to staff."""

import sys
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
    from activities.files.on_record import FileOnRecord
    from activities.files.taking import FileTaking
    from commands.common.onlooker.looking import Intent

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
    found = _opened(case, number, intent)
    written = _write(found, to) if to else None
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
    files, named = _files(case, intent)
    if as_json:
        data = [_data(each) | ({} if named else {"file_name": ""}) for each in files]
        terminal.as_json({"reference": case, "files": data})
        return
    if not files:
        terminal.line(_("{case} has no files", case=case))
        return
    zone = terminal.local_zone()
    terminal.table(
        ("number", "document", "name", "type", "size", "at", "by", "state"),
        [
            (
                str(each.number),
                document_name(each.kind),
                (each.name or terminal.NONE) if named else "…",
                each.type or terminal.NONE,
                size_of(each.size),
                terminal.moment(each.put_at, zone),
                _by(each),
                _state(each),
            )
            for each in files
        ],
    )


def _files(case: str, intent: "Intent") -> "tuple[tuple[FileOnRecord, ...], bool]":
    """The files of a case, and whether their names may be seen. Raises NotAllowed, NoSuchCase, Unreachable."""
    from activities.files.on_record import files_of
    from activities.reports.cases import row_of
    from commands.common.context import records
    from commands.common.onlooker.looking import look_at, looking, onlooker

    who = onlooker(intent)
    with records() as connection, looking(connection, who, case):
        named = look_at(connection, who, row_of(connection, case)).attachments
        return files_of(connection, _taking().wrapping, case), named


def _opened(case: str, number: int, intent: "Intent") -> "FileOnRecord":
    """A file that may be opened, with the view of it left behind. Raises NotAllowed, FileNotOpened, Unreachable."""
    from activities.files.on_record import file_of
    from activities.reports.cases import row_of
    from commands.common.context import records
    from commands.common.onlooker.looking import look_at, looking, onlooker

    who = onlooker(intent)
    with records() as connection, looking(connection, who, case):
        look_at(connection, who, row_of(connection, case), number)
        try:
            return file_of(connection, _taking().wrapping, case, number)
        except FileNotOpened as error:
            error.detail, error.advice = why_not_opened(error)
            raise


def _taking() -> "FileTaking":
    import settings
    from activities.files.taking import FileTaking

    return FileTaking.of(settings.load())


def _write(found: "FileOnRecord", to: Path) -> Path:
    """Write the content of a file; where it is now. Nothing is left of one that cannot be read as a whole."""
    from activities.files.on_record import opened

    with opened(_taking().store, found) as pieces:
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


def _data(found: "FileOnRecord") -> dict[str, Any]:
    about = found.about
    return {
        "number": found.number,
        "status": found.status,
        "kind": found.kind,
        "file_name": found.name,
        "type": found.type,
        "bytes": found.size,
        "sha256": about.sha256.hex() if about else None,
        "put_by": found.put_by,
        "putter": found.putter,
        "put_at": found.put_at,
        "scanned_at": found.scanned_at,
        "finding": found.finding,
        "error": found.error,
    }


def _show(found: "FileOnRecord", written: Path | None) -> None:
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
            ("sha256", found.about.sha256.hex() if found.about else None),
            ("written to", str(written) if written else None),
        )
    )


def size_of(size: int) -> str:
    """A size as people read it."""
    if size >= MEGABYTE:
        return _("{size} MB", size=f"{size / MEGABYTE:.1f}")
    return _("{size} kB", size=max(1, round(size / KILOBYTE)))


def _by(found: "FileOnRecord") -> str:
    return _(PUT_BY[found.putter], by=found.put_by) if found.putter in PUT_BY else found.put_by


def _state(found: "FileOnRecord") -> terminal.Piece:
    from models.files.codes import FileStatus

    waits = WAITS.get(found.error or "") if found.status is FileStatus.WAITING else None
    said = _(waits or STANDS[found.status])
    if about := found.finding or (found.error if not waits else None):
        said = f"{said} ({about})"
    if found.status is FileStatus.CLEAN:
        return terminal.good(said)
    return terminal.bad(said) if found.status is FileStatus.INFECTED else said
