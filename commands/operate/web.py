"""The commands of the HTTP interface: web serves it, permit makes what its callers show."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from commands.common import terminal
from commands.common.process.garbage import look_as_usual
from commands.common.typed.declare import As, AsJson, command
from commands.common.words.labels import OPERATIONS
from commands.common.words.language import _
from errors import WrongUsage

app = typer.Typer()


@command(app, OPERATIONS, "tawasul web", "TAWASUL_WEB=127.0.0.1:8280 tawasul web")
def web() -> None:
    """Serve the HTTP interface for other programs until Ctrl-C, where `up` does not do so.

    It listens on this machine alone unless TAWASUL_WEB says otherwise. Its log, a line for each call, has no personal
    data.
    """
    import settings

    try:
        from web.serving import place_of, run
    except ModuleNotFoundError as missing:
        raise WrongUsage(_("{library} is not installed: install the extra `web`", library=missing.name)) from missing
    config = settings.load()
    host, port = place_of(config)
    terminal.line(_("the HTTP interface answers on http://{host}:{port}; Ctrl-C stops it", host=host, port=port))
    look_as_usual()
    run(config)


@command(
    app,
    OPERATIONS,
    "tawasul permit",
    "tawasul permit --scope cases:read --minutes 5",
    'tawasul permit --why "the morning list" --as o.salem',
)
def permit(
    why: Annotated[str, typer.Option("--why", help="Why you read; it stands in each view.", show_default=False)] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCOPE", help="Only for this, such as cases:read; repeat it for more.", show_default=False
        ),
    ] = None,
    minutes: Annotated[int, typer.Option(min=1, max=60, help="How long it holds.")] = 30,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Print a permit for the HTTP interface: of a member of staff (`--as`), else of the channel of this machine.

    Whoever has it calls as its signer does, for as long as it holds. It gives no command of staff: each of those is
    signed by itself (`tawasul sign`).
    """
    import settings
    from models.trust.permits import API, make_permit
    from sessions.signing import Signers

    config = settings.load()
    signers = Signers.of(config)
    signer = signers.staff(staff) if staff else signers.channel()
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    made = make_permit(signer, config.namespace, " ".join(why.split()), until, program=API, scopes=scope or ())
    if as_json:
        terminal.as_json({"permit": made, "until": until})
    else:
        terminal.line(made)
