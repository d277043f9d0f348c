"""After a disaster: cases from the records, records from the cases."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

import render
from commands.door import AsJson, command
from commands.words import OPERATIONS
from errors import ExitCode

if TYPE_CHECKING:
    from recovery import Finding

app = typer.Typer()

SAID = {
    "not_running": "open in the records, not running: started again from the records",
    "records_behind": "the records lacked its last events: written again",
    "records_ahead": "the workflow lacked what is on record: replaced by one started from the records",
    "not_recorded": "running, and unknown to the records: everything is sent again",
}


@command(app, OPERATIONS, "tawasul rebuild", "tawasul rebuild --json")
def rebuild(as_json: AsJson = False) -> ExitCode:
    """Start every open case of the records that is not running; clocks and ladders go on where they were."""
    started = _gathered(_rebuild())
    if as_json:
        render.as_json({"started": started})
    else:
        render.line(f"{len(started)} cases started again from the records")
    return ExitCode.DONE


@command(app, OPERATIONS, "tawasul reconcile", "tawasul reconcile --json")
def reconcile(as_json: AsJson = False) -> ExitCode:
    """Compare every live case with the records, mend each difference and say it."""
    findings = _gathered(_reconcile())
    if as_json:
        render.as_json([asdict(finding) for finding in findings])
        return ExitCode.DONE
    for finding in findings:
        render.line(f"{finding.reference}  {SAID[finding.difference]}")
    render.line(f"{len(findings)} differences mended" if findings else "cases and records agree")
    return ExitCode.DONE


async def _rebuild() -> AsyncIterator[str]:
    import client
    from commands.house import records_url
    from recovery import rebuild as work

    async for reference in work(await client.connect(), records_url()):
        yield reference


async def _reconcile() -> "AsyncIterator[Finding]":
    import client
    import settings
    from activities.records import Records, engine_for
    from commands.house import records_url
    from recovery import reconcile as work

    config = settings.load()
    records = Records(engine_for(records_url()), config.index_key)
    async for finding in work(await client.connect(), config.database_url, records):
        yield finding


def _gathered(results: AsyncIterator[Any]) -> list[Any]:
    import asyncio

    async def gather() -> list[Any]:
        return [each async for each in results]

    return asyncio.run(gather())
