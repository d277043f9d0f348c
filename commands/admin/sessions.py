"""The sessions of staff, without a provider: a key here, a badge from whoever holds the issuer's key, and their end."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, command
from commands.common.words.advice import advice
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import WrongUsage

if TYPE_CHECKING:
    from models.trust.keys import SigningKey

app = typer.Typer()

MemberId = Annotated[str, typer.Argument(metavar="STAFF", help="The staff id.")]


@command(app, ADMIN, "tawasul staff session o.salem", "tawasul staff session o.salem --token eyJhbGciOiJFZDI1NTE5…")
def session(
    staff: MemberId,
    token: Annotated[
        str | None, typer.Option("--token", metavar="TOKEN", help="The badge for the key of here.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the key of a session on this machine, and print its id for `staff badge`; or keep the badge that came back.

    On the embedded stack neither is needed: `--as` does both.
    """
    import settings
    from models.trust.keys import SigningKey
    from models.trust.stated import stated
    from sessions.store import Session, load, save

    home = settings.load().home
    kept = load(home, staff)
    if token and (kept is None or stated(token) is None):
        raise WrongUsage(
            _("--token: this is no badge for a session of here"), _("begin with `tawasul staff session STAFF`")
        )
    new = Session(staff, kept.key if kept else SigningKey.made(), token or "")
    save(home, new)
    if as_json:
        terminal.as_json({"staff": staff, "key": new.key.kid, "badge": bool(new.token)})
    else:
        terminal.line(new.key.kid if not token else terminal.good(_("kept")))


@command(app, ADMIN, "tawasul staff badge o.salem --key qSBx… --as d.dana")
def badge(
    staff: MemberId,
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="The id of the key of their session.")],
    hours: Annotated[float, typer.Option("--hours", min=0.1, max=24.0, help="How long it holds.")] = 12.0,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Print the badge of a session: that its key is of this person. Needs the key of the local issuer.

    Who may change the staff records gives badges, and it stays on record who did.
    """
    from commands.common.onlooker.administering import changing_staff
    from models.trust.tokens import issue

    issuer = _issuer_key()
    _check_key(key)
    with changing_staff(by, "badge", staff):
        token = issue(issuer, staff, key, datetime.now(UTC), timedelta(hours=hours))
    if as_json:
        terminal.as_json({"staff": staff, "token": token})
    else:
        terminal.line(token)


@command(app, ADMIN, "tawasul staff revoke o.salem --as d.dana")
def revoke(staff: MemberId, by: As = None, as_json: AsJson = False) -> None:
    """End all sessions of somebody: what they signed so far stays, nothing more is taken within seconds.

    Who may change the staff records does this, and it stays on record who did.
    """
    import settings
    from activities.staff import NoSuchStaff, end_sessions
    from commands.common.onlooker.administering import changing_staff
    from sessions.store import delete

    now = datetime.now(UTC)
    with changing_staff(by, "revoke", staff) as connection:
        try:
            end_sessions(connection, staff, now)
        except NoSuchStaff as error:
            raise WrongUsage(error.detail, advice(error)) from error
    delete(settings.load().home, staff)
    if as_json:
        terminal.as_json({"staff": staff, "sessions_since": now})
    else:
        terminal.line(terminal.good(_("ended")), _(": every session of {staff}", staff=staff))


def _issuer_key() -> "SigningKey":
    import settings
    from models.trust.keys import SigningKey

    try:
        return SigningKey.read(settings.load().issuer_key)
    except ValueError as error:
        raise WrongUsage(_("badges are made with the key of the local issuer"), _("set TAWASUL_ISSUER_KEY")) from error


def _check_key(kid: str) -> None:
    from models.trust.keys import is_kid

    if not is_kid(kid):
        raise WrongUsage(
            _("--key is no id of a session's key"), _("`tawasul staff session STAFF` prints it where they work")
        )
