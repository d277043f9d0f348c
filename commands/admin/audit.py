"""The command audit verify: whether the records of all cases are whole."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.advice import ExitCode
from commands.common.declare import AsJson, command, group
from commands.common.labels import ADMIN
from errors import NoSuchCase

if TYPE_CHECKING:
    pass

app = group("audit")


@command(app, ADMIN, "tawasul audit verify", "tawasul audit verify TW-7K3M-9QXD-2VHA-K --json")
def verify(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REFERENCE]", help="One case; nothing: all of them.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Check chain, sequence, projection and request of one case or of all; the first flaw of each case is named."""
    import settings
    from activities.records import audit
    from commands.common.context import records
    from commands.common.send import checked_reference

    case = checked_reference(reference) if reference else None
    with records() as connection:
        report = audit.verify(connection, case, settings.load().index_key)
    if case and not report.cases:
        raise NoSuchCase(case)
    if as_json:
        terminal.as_json({**asdict(report), "whole": report.whole})
    else:
        for flaw in report.flaws:
            terminal.line(terminal.bad(flaw.reference), f" event {flaw.seq}: {flaw.what}")
        flawed = f"not whole: {terminal.counted(len(report.flaws), 'case')}"
        found = terminal.good("whole") if report.whole else terminal.bad(flawed)
        looked_at = f"{terminal.counted(report.cases, 'case')}, {terminal.counted(report.events, 'event')}"
        terminal.line(found, f": {looked_at} in {report.seconds:.1f} s")
    return ExitCode.DONE if report.whole else ExitCode.REFUSED
