"""The command workspace: a link that opens the workspace of staff in a browser, where the local issuer's key is."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, command
from commands.common.words.labels import SESSION
from commands.common.words.language import _, language
from errors import WrongUsage

if TYPE_CHECKING:
    from sessions.store import Session
    from settings import Settings

app = typer.Typer()


@command(app, SESSION, "tawasul workspace --as layla")
def workspace(staff: As = None, as_json: AsJson = False) -> None:
    """Print a link that opens the workspace of staff in a browser, once and within five minutes.

    Needs the key of the local issuer, as on the embedded stack; elsewhere staff log in on the page itself.
    """
    import settings
    from commands.common.context import proven, records
    from models.codes import EntryKind
    from sessions.served.entries import LINK_HOLDS, keep_entry
    from sessions.served.held import content_of
    from sessions.served.sealing import new_token

    config, now = settings.load(), datetime.now(UTC)
    address = config.web_url or f"http://{config.web}"
    if not config.issuer_key:
        raise WrongUsage(
            _("links are made with the key of the local issuer"),
            _("log in at {address}", address=f"{address}/{language()}/staff"),
        )
    who = proven(staff).actor.id
    link = new_token()
    with records() as connection:
        keep_entry(connection, EntryKind.LINK, link, content_of(_session(config, who, now)), LINK_HOLDS)
    whole = f"{address.rstrip('/')}/{language()}/staff/enter?link={link}"
    if as_json:
        terminal.as_json({"staff": who, "link": whole, "until": now + LINK_HOLDS})
    else:
        terminal.line(whole, whole=True)


def _session(config: "Settings", staff: str, now: datetime) -> "Session":
    """A session of its own, by a new badge."""
    from models.trust.keys import SigningKey
    from models.trust.tokens import issue
    from sessions.signing import BADGE_LIFE
    from sessions.store import Session

    key = SigningKey.made()
    return Session(staff, key, issue(SigningKey.read(config.issuer_key), staff, key.kid, now, BADGE_LIFE))
