"""The commands for disaster recovery: rebuild starts cases from the records, reconcile compares the two."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import typer

from commands.common import terminal
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import AsJson, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import OPERATIONS
from commands.common.words.language import N_, _
from models.codes import DiscrepancyKind

if TYPE_CHECKING:
    from recovery.discrepancy import Discrepancy

app = typer.Typer()

DESCRIPTIONS = {
    DiscrepancyKind.NOT_RUNNING: N_("open in the records, not running: started again from the records"),
    DiscrepancyKind.RECORDS_BEHIND: N_("the records lacked its last events: written again"),
    DiscrepancyKind.RECORDS_AHEAD: N_(
        "the workflow lacked what is on record: replaced by one started from the records"
    ),
    DiscrepancyKind.DIVERGED: N_(
        "the two held different events: what is on record counts, and the workflow starts again from it"
    ),
    DiscrepancyKind.NOT_RECORDED: N_("unknown to the records: everything is written again"),
    DiscrepancyKind.CLOSURE_RESTORED: N_(
        "an announced closure that the records lacked: put back, and in force for every open request"
    ),
    DiscrepancyKind.CLOSURE_LOST: N_(
        "an announced closure that the records lack, and another one has its version: announce it again"
    ),
    DiscrepancyKind.NOTICES_RESTORED: N_("the records lacked notices that went out: put back, without their texts"),
    DiscrepancyKind.STAFF_UNKNOWN: N_(
        "acted as staff or holds requests, and is not on the staff records: `tawasul staff add`"
    ),
    DiscrepancyKind.UNREADABLE: N_(
        "records damaged or no answer, left as it is: see `tawasul audit verify` and `tawasul doctor`"
    ),
}
"""What is printed of each difference; the last three are not mended."""
NOT_MENDED = ("closure_lost", "staff_unknown", "unreadable")


@command(app, OPERATIONS, "tawasul rebuild", "tawasul rebuild --json")
def rebuild(as_json: AsJson = False) -> ExitCode:
    """Start every open case of the records that is not running; clocks and ladders go on where they were.

    Ends with 1 when a case cannot be started; the others are."""
    started, unreadable = _split(_gathered(_("starting cases"), _rebuild()))
    if as_json:
        terminal.as_json(_references(started=started, unreadable=unreadable))
        return _exit_code(unreadable)
    _print_each(unreadable)
    terminal.line(_("{count} started again from the records", count=terminal.counted(len(started), "case")))
    return _exit_code(unreadable)


@command(app, OPERATIONS, "tawasul reconcile", "tawasul reconcile --json")
def reconcile(as_json: AsJson = False) -> ExitCode:
    """Compare every case with the records, mend each difference and say it.

    What the records lost besides cases is put back where the cases know it, and named where nobody does.

    Ends with 1 when something could not be mended; the rest is."""
    findings = _gathered(_("comparing cases with the records"), _reconcile())
    mended, unreadable = _split(findings)
    if as_json:
        terminal.as_json([_data(finding) for finding in findings])
        return _exit_code(unreadable)
    _print_each(findings)
    terminal.line(
        _("{count} mended", count=terminal.counted(len(mended), "difference"))
        if findings
        else _("cases and records agree")
    )
    return _exit_code(unreadable)


async def _rebuild() -> "AsyncIterator[Discrepancy]":
    import client
    import recovery.rebuild
    import settings
    from activities.records.store import records_of
    from commands.common.context import workers_url
    from worker import register_search_attributes

    connection = await client.connect()
    await register_search_attributes(connection)  # workers that outlived Temporal's data added them to the old ones
    url, records = workers_url(), records_of(settings.load())
    async for finding in recovery.rebuild.rebuild(connection, url, records):
        yield finding


async def _reconcile() -> "AsyncIterator[Discrepancy]":
    import client
    import recovery.reconcile
    import settings
    from activities.records.store import records_of
    from commands.common.context import admin_url, workers_url
    from sessions.signing import Signers

    config, url = settings.load(), workers_url()
    records = records_of(config)
    service, connected = Signers.of(config).service(), await client.connect()
    async for finding in recovery.reconcile.reconcile(connected, url, records, service, closures=admin_url()):
        yield finding


def _gathered(doing: str, findings: "AsyncIterator[Discrepancy]") -> "list[Discrepancy]":
    """Every finding, once all of them are there."""
    from commands.common.process import event_loop

    async def gather() -> "list[Discrepancy]":
        return [each async for each in findings]

    with WaitLine(doing):
        return event_loop.run(gather())


def _split(findings: "Sequence[Discrepancy]") -> "tuple[list[Discrepancy], list[Discrepancy]]":
    """What was mended, and what could not be."""
    mended = [each for each in findings if each.difference not in NOT_MENDED]
    return mended, [each for each in findings if each.difference in NOT_MENDED]


def _references(**findings: "Sequence[Discrepancy]") -> dict[str, list[str]]:
    return {name: [each.reference for each in found] for name, found in findings.items()}


def _data(finding: "Discrepancy") -> dict[str, object]:
    """A finding for programs; the two stories only where there are two."""
    known = {field.name: getattr(finding, field.name) for field in fields(finding)}
    if finding.first is None:
        return {name: known[name] for name in ("reference", "difference", "records", "workflow")}
    return known | {name: [each.model_dump(mode="json") for each in known[name]] for name in ("kept", "lost")}


def _print_each(findings: "Sequence[Discrepancy]") -> None:
    for finding in findings:
        terminal.line(f"{finding.reference}  {_(DESCRIPTIONS[finding.difference])}")
        for label, story in ((_("counts"), finding.kept), (_("lost"), finding.lost)):
            for event in story:
                by = f"{event.actor} ({event.role})" + (
                    _(" with {command_id}", command_id=event.command_id) if event.command_id else ""
                )
                when = terminal.moment(event.at, terminal.local_zone())
                terminal.line(
                    _(
                        "    {label:<6}  {seq}  {kind} by {by} at {when}",
                        label=label,
                        seq=event.seq,
                        kind=event.kind,
                        by=by,
                        when=when,
                    )
                )


def _exit_code(unreadable: "Sequence[Discrepancy]") -> ExitCode:
    return ExitCode.UNEXPECTED if unreadable else ExitCode.DONE
