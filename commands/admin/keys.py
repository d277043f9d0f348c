"""The commands for keys: which wrap what, a new one, case keys wrapped anew, and the codec endpoint."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.process.garbage import look_as_usual
from commands.common.typed.declare import As, AsJson, command, group
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import WrongUsage

if TYPE_CHECKING:
    from settings import Settings

app = group("keys")


@command(app, ADMIN, "tawasul keys show", "tawasul keys show --json")
def show(as_json: AsJson = False) -> ExitCode:
    """List the wrapping keys, the one in use first, with how many case keys on record each wraps; never a key itself.

    Ends with 3 when a wrapping key that is in use is not here."""
    import settings
    from activities.keys.rotation import counted_by_wrapping_key
    from activities.keys.wrapping_keys import wrapping_keys_of
    from commands.common.context import records

    ids = wrapping_keys_of(settings.load()).ids
    with records() as connection:
        cases = counted_by_wrapping_key(connection)
    missing = sorted(set(cases) - set(ids))
    listed = [{"id": each, "cases": cases[each], "here": each in ids} for each in (*ids, *missing)]
    if as_json:
        terminal.as_json(listed)
    else:
        for each in listed:
            state = terminal.good(_("here")) if each["here"] else terminal.bad(_("missing"))
            terminal.line(f"{each['id']:32}", state, f"  {terminal.counted(cases[str(each['id'])], 'case')}")
    return ExitCode.REFUSED if missing else ExitCode.DONE


@command(app, ADMIN, "tawasul keys rotate", "tawasul keys rotate --json")
def rotate(as_json: AsJson = False) -> ExitCode:
    """Have the key store make a new wrapping key, or put one first in the file: from now on it wraps.

    The others still unwrap."""
    import settings

    config = settings.load()
    made, backup = _rotated(config)
    if as_json:
        terminal.as_json({"id": made})
    else:
        terminal.line(
            _(
                "{made} wraps from now on; keep a copy of {backup} apart from the backups of the records",
                made=made,
                backup=backup,
            )
        )
    return ExitCode.DONE


def _rotated(config: "Settings") -> tuple[str, str]:
    """The id of a new wrapping key, and what now has to be kept a copy of."""
    from activities.keys import rotation

    if config.key_store:
        from activities.keys.key_store.transit import store_keys_of

        return store_keys_of(config).rotate(), _("the key store's data")
    if config.wrapping_keys:
        raise WrongUsage(_("the wrapping keys come from TAWASUL_WRAPPING_KEYS: put a new one first there"))
    return rotation.rotate(config.wrapping_key_path), str(config.wrapping_key_path)


@command(app, ADMIN, "tawasul keys rewrap", "tawasul keys rewrap --json")
def rewrap(as_json: AsJson = False) -> ExitCode:
    """Wrap every case key on record by the wrapping key in use, as the owner of the records; safe to give again.

    Ends with 3 when a case key could not be unwrapped; the others are done."""
    from dataclasses import asdict

    import settings
    from activities.keys import rotation
    from activities.keys.wrapping_keys import wrapping_keys_of
    from activities.records.database import connect

    config = settings.load()
    with connect(config.migration_url) as connection:
        done = rotation.rewrap(connection, wrapping_keys_of(config))
    if as_json:
        terminal.as_json(asdict(done))
    else:
        terminal.line(
            _(
                "{count} wrapped anew, {left} left as they were",
                count=terminal.counted(done.cases, "case key"),
                left=done.left,
            )
        )
    return ExitCode.REFUSED if done.left else ExitCode.DONE


@command(app, ADMIN, "tawasul keys serve", "tawasul keys serve --origin http://127.0.0.1:8080")
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8234,
    origin: Annotated[str, typer.Option(help="The origin of the web pages that may ask.", show_default=False)] = "",
) -> ExitCode:
    """Unseal payloads for Temporal's web pages and command line, for whoever shows a permit; until Ctrl-C.

    Each look leaves a view: `tawasul audit views`."""
    import threading

    import settings
    from activities.keys.case_keys import case_keys_of
    from activities.keys.endpoint import serving
    from commands.common.onlooker.codec_readers import CodecReaders

    config = settings.load()
    readers = CodecReaders(config)
    with serving(case_keys_of(config), readers.readable, host=host, port=port, origin=origin) as address:
        terminal.line(_("the codec endpoint answers on {address}; Ctrl-C stops it", address=address))
        look_as_usual()
        threading.Event().wait()
    return ExitCode.DONE


@command(app, ADMIN, 'tawasul keys permit --why "the case hangs at its first stage" --as d.huda')
def permit(
    why: Annotated[str, typer.Option("--why", help="Why you read; it stands in each view.")],
    staff: As = None,
    minutes: Annotated[int, typer.Option(min=1, max=60, help="How long it holds.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Print a permit for the codec endpoint, signed with the key of your session: whoever has it reads as you do."""
    from datetime import UTC, datetime, timedelta

    import settings
    from commands.common.onlooker.looking import Intent, onlooker
    from models.codes import Verb
    from models.trust.permits import make_permit
    from sessions.signing import Signers

    config = settings.load()
    who = onlooker(Intent(staff, why, numbers=True))
    who.scope(Verb.LOOK), who.scope(Verb.NUMBERS)
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    made = make_permit(Signers.of(config).by(who.actor), config.namespace, who.intent.why or "", until)
    if as_json:
        terminal.as_json({"permit": made, "until": until})
    else:
        terminal.line(made)
