"""The commands that operate the system: up runs it, migrate updates the schema, doctor checks each component."""

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.declare import AsJson, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import OPERATIONS
from commands.common.words.language import _
from errors import Cause, Component, TawasulError, Unreachable, WrongUsage

if TYPE_CHECKING:
    from stack import EmbeddedStack

app = typer.Typer()


@command(app, OPERATIONS, "tawasul up", "TAWASUL_HOME=/srv/tawasul tawasul up --ui")
def up(ui: Annotated[bool, typer.Option("--ui", help="Serve Temporal's web pages too.")] = False) -> ExitCode:
    """Run PostgreSQL, Temporal, a worker and the HTTP interface here, until Ctrl-C.

    The data stay, and the next `up` goes on with them."""
    from importlib.util import find_spec

    import settings
    from stack import EmbeddedStack

    if elsewhere := [name for name in settings.ELSEWHERE if os.environ.get(name)]:
        advice = _("unset it, or run only a worker: `python -m worker`")
        raise WrongUsage(
            _(
                "{elsewhere} is set, so commands would go there and not to the embedded stack: {advice}",
                elsewhere=elsewhere[0],
                advice=advice,
            )
        )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    web = find_spec("uvicorn") is not None
    with EmbeddedStack(settings.load().home, worker=True, web=web, ui=ui, announce=_print_now) as stack:
        _print_first_steps(stack)
        stop.wait()
        _print_now(_("stopping"))
    return ExitCode.DONE


@command(app, OPERATIONS, "tawasul migrate", "TAWASUL_MIGRATION_URL=postgresql://… tawasul migrate")
def migrate(
    wait: Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long PostgreSQL may take.")] = 30,
    as_json: AsJson = False,
) -> ExitCode:
    """Bring the records to the newest schema, as their owner; `up` does it by itself."""
    from sqlalchemy.exc import OperationalError

    import settings
    from activities.records.migrate import CannotMigrate, await_server, upgrade

    url = settings.load().migration_url
    if not url:
        raise WrongUsage(_("no database is configured: set TAWASUL_MIGRATION_URL, or start `tawasul up`"))
    if not await_server(url, wait):
        raise Unreachable(Component.POSTGRES, Cause.NO_ANSWER)
    try:
        revision = upgrade(url)
    except CannotMigrate as error:
        raise TawasulError("cannot_migrate", str(error)) from error
    except OperationalError as error:
        raise Unreachable(Component.POSTGRES, Cause.NO_ANSWER) from error
    if as_json:
        terminal.as_json({"revision": revision})
    else:
        terminal.line(_("the records are at schema {revision}", revision=revision))
    return ExitCode.DONE


@command(app, OPERATIONS, "tawasul doctor", "tawasul doctor --json | jq '.[] | select(.ok | not)'")
def doctor(as_json: AsJson = False) -> ExitCode:
    """Say for each component whether it can be used, its version, and what to do."""
    from dataclasses import asdict

    import settings
    from commands.common.process import event_loop
    from commands.operate.health import examine

    findings = event_loop.run(examine(settings.load()))
    if as_json:
        terminal.as_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            state = terminal.good(_("ok ")) if finding.ok else terminal.bad(_("no "))
            terminal.line(f"{finding.component:10}", state, finding.detail)
            if finding.advice:
                terminal.line(" " * 13, terminal.dim(finding.advice))
    return ExitCode.DONE if all(finding.ok for finding in findings) else ExitCode.UNREACHABLE


def _print_now(line: str) -> None:
    """Print a line without delay. The terminal may be gone, and everything has to go on or be stopped all the same."""
    with suppress(OSError):
        terminal.line(line)
        sys.stdout.flush()


def _print_first_steps(stack: "EmbeddedStack") -> None:
    _print_now(_("ready; the data are in {home}. In another terminal, in this folder:", home=stack.home))
    for example in ("tawasul doctor", "tawasul submit samples/requests.json", "tawasul board"):
        _print_now(f"    {example}")
    if stack.ui_url:
        _print_now(_("Temporal's web pages: {ui_url}", ui_url=stack.ui_url))
    _print_now(_("Ctrl-C stops everything and keeps the data"))
