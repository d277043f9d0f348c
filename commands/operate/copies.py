"""The commands for copies of the records: backup makes one, restore puts one back or only tries it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import AsJson, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import OPERATIONS
from commands.common.words.language import _
from errors import TawasulError, WrongUsage

if TYPE_CHECKING:
    from activities.records.audit import AuditReport
    from activities.records.protection import Deviation

app = typer.Typer()

_NEWEST = "SELECT max(at) AS newest FROM case_event"


@command(app, OPERATIONS, "tawasul backup records.dump", "tawasul backup /media/backup/records-2026-01-04.dump --json")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; there must be none.")],
    as_json: AsJson = False,
) -> ExitCode:
    """Copy the records into a file, by the role that reads everything and writes nothing.

    Cases go on meanwhile: the copy is of the instant at which it began. The keys are not in it: keep the index key and
    the wrapping keys apart from it.
    """
    import settings
    from stack.copies import copy_records

    url = settings.load().backup_url
    if not url:
        raise WrongUsage(_("copies need the role that reads everything: set TAWASUL_BACKUP_URL"))
    if file.exists():
        raise WrongUsage(_("{file} is there already: name another file", file=file))
    with WaitLine(_("copying")), _failures():
        copied = copy_records(url, file)
    if as_json:
        terminal.as_json({**asdict(copied), "file": str(copied.file)})
    else:
        terminal.line(_("the records are copied into {file}: {size} bytes", file=file, size=f"{copied.size:,}"))
        terminal.line(terminal.dim(_("try it: `tawasul restore {file} --check`", file=file)))
    return ExitCode.DONE


@command(
    app,
    OPERATIONS,
    "tawasul restore records.dump --check",
    "TAWASUL_MIGRATION_URL=postgresql://… tawasul restore records.dump",
)
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `tawasul backup` made.")],
    check: Annotated[
        bool, typer.Option("--check", help="Only try it, on a PostgreSQL of its own for a while.")
    ] = False,
    as_json: AsJson = False,
) -> ExitCode:
    """Put a copy into an empty database, as its owner, and bring it to the newest schema.

    With --check nothing is touched: the copy is restored into a PostgreSQL that is started for it and thrown away, and
    its audit is verified there, with the keys if they are here. Ends with 3 when the copy is not whole.
    """
    import settings
    from stack.copies import restore_records
    from stack.spare import spare_postgres

    if not file.is_file():
        raise WrongUsage(_("there is no file {file}", file=file))
    if check:
        with WaitLine(_("trying the copy")), spare_postgres() as url:
            with _failures():
                restore_records(file, url)
            return _checked(url, as_json=as_json)
    url = settings.load().migration_url
    if not url:
        raise WrongUsage(_("no database is configured: set TAWASUL_MIGRATION_URL, or start `tawasul up`"))
    with WaitLine(_("restoring")), _failures():
        restore_records(file, url)
        revision = _migrated(url)
    if as_json:
        terminal.as_json({"file": str(file), "revision": revision})
    else:
        terminal.line(_("{file} is restored; the records are at schema {revision}", file=file, revision=revision))
        terminal.line(terminal.dim(_("then: `tawasul audit verify`, workers, `tawasul reconcile`")))
    return ExitCode.DONE


@contextmanager
def _failures() -> Iterator[None]:
    """Say in words that a program of PostgreSQL gave up, or that a database is not empty."""
    from stack.copies import CopyFailed, NotEmpty

    try:
        yield
    except CopyFailed as error:
        detail = _("{program} ended with {status}", program=error.program, status=error.status)
        advice = _("look whether the file is a whole copy, the disk has room, and the address and its role are right")
        raise TawasulError(error.code, detail, advice) from error
    except NotEmpty as error:
        raise WrongUsage(_("the database holds something already: a copy is restored into an empty one")) from error


def _migrated(url: str) -> str:
    from activities.records.migrate import upgrade

    return upgrade(url)


def _checked(url: str, *, as_json: bool) -> ExitCode:
    """What the audit says of a restored copy."""
    import settings
    from activities.keys.case_keys import case_keys_at
    from activities.keys.parts import PartSealer
    from activities.records import audit, protection
    from activities.records.database import connect

    revision, config = _migrated(url), settings.load()
    sealer = PartSealer(case_keys_at(url)) if config.has_wrapping_keys else None
    with connect(url) as connection:
        newest = (connection.execute(_NEWEST).fetchone() or {})["newest"]
        report = audit.verify(connection, None, config.index_key, config.namespace, sealer)
        changed = protection.differences(connection)
    whole = report.whole and not changed
    if as_json:
        beside: dict[str, Any] = {
            "revision": revision,
            "newest": newest,
            "protection": [asdict(each) for each in changed],
        }
        terminal.as_json({**asdict(report), **beside, "whole": whole})
    else:
        _show(report, changed, newest, whole=whole)
    return ExitCode.DONE if whole else ExitCode.REFUSED


def _show(report: "AuditReport", changed: "tuple[Deviation, ...]", newest: datetime | None, *, whole: bool) -> None:
    from commands.admin.audit_words import show_deviations, show_verdict

    show_deviations(changed, _("in PostgreSQL"))
    show_verdict(report, None, whole=whole)
    if newest is not None:
        when = terminal.moment(newest, terminal.local_zone())
        terminal.line(_("the newest event of the copy is of {when}", when=when))
