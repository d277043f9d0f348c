"""Changes of staff and of trusted keys: who makes one is known and allowed, and it stays on record who did.

A change and the row in `view` that names who made it are one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from commands.common.context import administration, records
from commands.common.onlooker.looking import Intent, authority, onlooker
from commands.common.words.language import _, listed
from errors import NotAllowed
from models.codes import Verb

if TYPE_CHECKING:
    from collections.abc import Collection

    from activities.records.database import Connection
    from models.authority import Scope
    from models.case.actor import Actor


class Deed(NamedTuple):
    """What somebody does in the administration: `what` is the command, `to` the staff id or key it is done to."""

    verb: Verb
    what: str
    to: str = ""


@contextmanager
def administering(by: str | None, deed: Deed) -> "Iterator[Connection]":
    """A connection with the administration's role, for one deed of somebody who may do it.

    Raises WrongUsage, NotAllowed, SessionOver, Refused, Unreachable.
    """
    with _doing(by, deed) as (connection, _administrator):
        yield connection


@contextmanager
def changing_staff(by: str | None, what: str, staff: str) -> "Iterator[Connection]":
    """The same for a change of one member of staff, who before and after it is one whom they may change.

    Raises NotAllowed too when the member works, or then would, for more than the packs that are theirs.
    """
    with _doing(by, Deed(Verb.STAFF, what, staff)) as (connection, administrator):
        administrator.check_reach(connection, staff)
        yield connection
        administrator.check_reach(connection, staff)


@contextmanager
def _doing(by: str | None, deed: Deed) -> "Iterator[tuple[Connection, Administrator]]":
    from activities.views import Viewing, leave

    found = _found(by, deed.verb)
    about = {deed.what: deed.to or True}
    with administration() as connection, connection.transaction():
        leave(connection, Viewing(by=found.actor, verb=deed.verb, about=about, cases=0))
        yield connection, found


class Administrator(NamedTuple):
    """Who administers, and for which packs; without a scope for all."""

    actor: "Actor"
    scope: "Scope | None" = None

    def check_reach(self, connection: "Connection", staff: str) -> None:
        """Raises NotAllowed when they may not change a member of staff; whom nobody knows yet they may."""
        from activities.staff import teams_of

        teams = teams_of(connection, staff)
        if teams is None or self.scope is None or self.scope.all_teams or _are_all_of(teams, self.scope.packs):
            return
        raise NotAllowed(
            _("{staff} works for more than {packs}", staff=staff, packs=listed(sorted(self.scope.packs))),
            _("ask somebody whose role is for all packs: docs/looking.md"),
        )


def _are_all_of(teams: "Collection[str]", packs: "Collection[str]") -> bool:
    return bool(teams) and all("." in each and each.partition(".")[0] in packs for each in teams)


def administrator(by: str | None, verb: Verb, pack: str | None = None) -> "Actor":
    """Who administers, if they may; what is of one pack alone, if they may there.

    As long as nobody may, or nobody could prove who they are as there was never an issuer, whoever installs the system
    does, and is on record as the system.
    """
    return _found(by, verb, pack).actor


def _found(by: str | None, verb: Verb, pack: str | None = None) -> Administrator:
    import settings
    from activities.staff import somebody_is
    from activities.trust.session import had_issuer
    from models.case.actor import SYSTEM

    with records() as connection:
        provable = settings.load().oidc_issuer or had_issuer(connection)
        if not provable or not somebody_is(connection, authority().verbs[verb].roles):
            return Administrator(SYSTEM)
    who = onlooker(Intent(by))
    if pack:
        who.check_pack(verb, pack)
    return Administrator(who.actor, who.scope(verb))
