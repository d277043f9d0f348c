"""Changes of staff and of trusted keys: who makes one is known and allowed, and it stays on record who did.

A change and the row in `view` that names who made it are one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from commands.common.context import administration, records
from commands.common.onlooker.looking import Intent, authority, onlooker
from models.codes import Verb

if TYPE_CHECKING:
    from activities.records.database import Connection
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
    from activities.views import Viewing, leave

    actor = administrator(by, deed.verb)
    about = {deed.what: deed.to or True}
    with administration() as connection, connection.transaction():
        leave(connection, Viewing(by=actor, verb=deed.verb, about=about, cases=0))
        yield connection


def administrator(by: str | None, verb: Verb, pack: str | None = None) -> "Actor":
    """Who administers, if they may; what is of one pack alone, if they may there.

    As long as nobody may, or nobody could prove who they are as there was never an issuer, whoever installs the system
    does, and is on record as the system.
    """
    import settings
    from activities.staff import somebody_is
    from activities.trust.session import had_issuer
    from models.case.actor import SYSTEM

    with records() as connection:
        provable = settings.load().oidc_issuer or had_issuer(connection)
        if not provable or not somebody_is(connection, authority().verbs[verb].roles):
            return SYSTEM
    who = onlooker(Intent(by))
    who.check_pack(verb, pack) if pack else who.scope(verb)
    return who.actor
