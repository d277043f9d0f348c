"""The commands login, logout and whoami: the session of a person on this machine."""

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, command
from commands.common.words.code_words import word
from commands.common.words.labels import SESSION
from commands.common.words.language import N_, _, listed
from errors import LoginFailed, LoginFault, SessionOver, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

    from activities.staff import Member
    from models.trust.statement import Signatory
    from models.trust.tokens import Claims
    from sessions.login.begin import NewSession
    from sessions.login.device import DeviceCode
    from settings import Settings

app = typer.Typer()

PAGE = "You are logged in. This page can be closed.\n\nتم تسجيل الدخول. يمكن إغلاق هذه الصفحة.\n"
"""What the browser says after a login."""


@command(app, SESSION, "tawasul login", "tawasul login --browser")
def login(
    by_device: Annotated[bool, typer.Option("--device", help="With a code, in a browser of any device.")] = False,
    by_browser: Annotated[bool, typer.Option("--browser", help="In the browser of this machine.")] = False,
    as_json: AsJson = False,
) -> None:
    """Begin a session at the directorate's identity provider; commands are signed with its key until it ends.

    Without an option: with a code where the provider has that, else in the browser.
    """
    import settings
    from models.trust.statement import Signatory
    from sessions.login.begin import Way, begin_session

    if by_device and by_browser:
        raise WrongUsage(_("give --device or --browser, not both"))
    config = settings.load()
    way = (by_device and Way.DEVICE) or (by_browser and Way.BROWSER) or None
    began = begin_session(config.oidc_issuer, config.oidc_client_id, _AtTerminal(), way)
    member = _member_of(began.claims, Signatory(began.key, began.token))
    _warn_of_clocks(began.clock_ahead)
    where = _keep(config, member.id, began)
    _show(member, began.claims, where, as_json=as_json)


@command(app, SESSION, "tawasul logout", "tawasul logout --as o.salem")
def logout(staff: As = None, as_json: AsJson = False) -> None:
    """End the session on this machine: its key and token are forgotten."""
    import settings
    from commands.completion.seen import forget_seen
    from sessions.machine_keyring import KeyringAway
    from sessions.store import delete

    home = settings.load().home
    who = staff or _only_one(home)
    forget_seen(who)
    try:
        if not delete(home, who):
            raise SessionOver(LoginFault.NO_SESSION, who)
    except KeyringAway as away:
        raise WrongUsage(_("the keyring does not give it back ({away}): unlock it", away=away)) from away
    if as_json:
        terminal.as_json({"staff": who, "session": None})
    else:
        terminal.line(_("{who} is logged out  تم تسجيل الخروج", who=who))


@command(app, SESSION, "tawasul whoami", "tawasul whoami --json")
def whoami(staff: As = None, as_json: AsJson = False) -> None:
    """Who acts here, as whom the records know them, and until when."""
    import settings
    from models.trust.tokens import as_written
    from sessions.signing import Signers
    from sessions.store import load

    config = settings.load()
    who = staff or _only_one(config.home)
    signatory = Signers.of(config).staff(who)
    claims, session = as_written(signatory.token), load(config.home, who)
    _show(_member_of(claims, signatory), claims, _place(session is not None and session.in_keyring), as_json=as_json)


class _AtTerminal:
    """The person at this terminal."""

    page = PAGE

    def see_code(self, code: "DeviceCode") -> None:
        """Say where to give the code. On standard error: the answer of the command is who it was."""
        terminal.line(_("Open  "), terminal.bold(code.address), to=sys.stderr)
        terminal.line(_("code  "), terminal.bold(code.user_code), to=sys.stderr)
        if code.whole_address:
            terminal.line(_("or    "), code.whole_address, to=sys.stderr)
        words = _("Give the code only if you asked for it yourself.  لا تُدخل الرمز إلا إذا طلبته بنفسك")
        terminal.line(terminal.dim(words), to=sys.stderr)

    def see_address(self, address: str) -> None:
        """Open the browser, and say the address for where none opens."""
        import webbrowser

        terminal.line(_("Log in in the browser; if none opens, at  "), address, to=sys.stderr)
        webbrowser.open(address)

    def wait(self, seconds: float) -> None:
        """Let the time go by."""
        import time

        time.sleep(seconds)


def _keep(config: "Settings", staff: str, began: "NewSession") -> str:
    """Keep a session; says where its secrets are."""
    from sessions.machine_keyring import KeyringAway, keyring_here
    from sessions.store import Session, save

    in_keyring = keyring_here() is not None
    try:
        save(config.home, Session(staff, began.key, began.token, began.refresh, in_keyring))
    except KeyringAway:
        in_keyring = False
        save(config.home, Session(staff, began.key, began.token, began.refresh))
    return _place(in_keyring)


def _place(in_keyring: bool) -> str:
    return "keyring" if in_keyring else "file"


def _member_of(claims: "Claims", signatory: "Signatory") -> "Member":
    """The member of staff of a subject, who signs by their session. Raises LoginFailed, NotAllowed, Unreachable."""
    from activities.staff import NotWorkingHere, member_of_subject
    from commands.common.context import records, service
    from commands.common.words.advice import advice
    from errors import NotAllowed
    from models.trust.tokens import LOCAL_ISSUER

    if there := service():
        from commands.looks.people import Nothing, own_member

        return own_member.over(there, signatory, Nothing())
    issuer = None if claims.issuer == LOCAL_ISSUER else claims.issuer
    with records() as connection:
        try:
            found = member_of_subject(connection, issuer, claims.subject, datetime.now(UTC))
        except NotWorkingHere as error:
            raise NotAllowed(error.detail, advice(error)) from error
    if found is None:
        raise LoginFailed(LoginFault.NOT_STAFF, claims.subject)
    return found


def _only_one(home: "Path") -> str:
    """Whose session this machine has, where it has one. Raises WrongUsage, SessionOver."""
    from sessions.people import people

    here = people(home)
    if len(here) > 1:
        raise WrongUsage(_("{here} have sessions here: say which with --as, or set TAWASUL_STAFF", here=listed(here)))
    if not here:
        raise SessionOver(LoginFault.NO_SESSION, "nobody")
    return here[0]


def _warn_of_clocks(ahead: timedelta) -> None:
    from models.trust.tokens import CLOCK_SKEW

    if abs(ahead) > CLOCK_SKEW:
        words = (
            N_("this machine's clock is {time} behind the provider's: have it set right")
            if ahead > timedelta()
            else N_("this machine's clock is {time} ahead of the provider's: have it set right")
        )
        terminal.line(terminal.warning(_(words, time=terminal.amount(abs(ahead)))), to=sys.stderr)


def _show(member: "Member", claims: "Claims", where: str, *, as_json: bool) -> None:
    """Say who somebody is, and until when."""
    if as_json:
        terminal.as_json(
            {
                "staff": member.id,
                "name": member.name,
                "role": member.role,
                "teams": member.teams,
                "issuer": claims.issuer,
                "subject": claims.subject,
                "expires_at": claims.expires_at,
                "kept_in": where,
            }
        )
        return
    now, zone = datetime.now(UTC), terminal.local_zone()
    until = (terminal.moment(claims.expires_at, zone), " (", terminal.time_left(claims.expires_at, now), ")")
    terminal.line(
        terminal.bold(member.id), f"  {word(member.role)}, {listed(member.teams) or _('all teams')}  ", member.name
    )
    terminal.properties(
        (
            ("until", until),
            ("by", _("{issuer} as {subject}", issuer=claims.issuer, subject=claims.subject)),
            ("kept in", _("the keyring") if where == "keyring" else _("a file of this account")),
        )
    )
