"""Who of the staff visits: by the session of their browser, its badge and the records, found out at every call."""

from dataclasses import dataclass
from datetime import datetime

from activities.records.database import Connection
from activities.staff import member
from activities.trust.session import holder_of_session
from commands.common.context import provider_of
from commands.common.onlooker.looking import Intent, Onlooker
from commands.common.words.language import Language
from models.authority import Authority
from models.case.actor import Actor
from models.trust.forgery import Forgery
from models.trust.statement import Signatory
from sessions.served.held import find_held
from settings import Settings
from web.logs import note


@dataclass(frozen=True)
class StaffVisitor:
    """A member of staff at a browser, with role and teams on record, and those for whom they stand in."""

    actor: Actor
    absent: tuple[Actor, ...]
    name: str
    language: Language
    """In which the staff records say that they read; the address of a page has the one they chose."""
    signatory: Signatory
    """Signs what they do: the key of their session."""
    until: datetime
    """When the session ends at the latest."""

    def onlooker(self, authority: Authority, *, numbers: bool = False, why: str | None = None) -> Onlooker:
        """They as somebody who looks."""
        return Onlooker(self.actor, self.absent, authority, Intent(self.actor.id, why, numbers))


def visitor_of(records: Connection, config: Settings, token: str, now: datetime) -> StaffVisitor | None:
    """Who has the open session of a token; None without one, or where its badge does not count any more.

    Raises Unreachable, Damaged.
    """
    held = find_held(records, token, now, config.oidc_issuer, config.oidc_client_id)
    if held is None:
        return None
    return visitor_by(records, config, held.session.signatory, held.until, now)


def visitor_by(
    records: Connection, config: Settings, signatory: Signatory, until: datetime, now: datetime
) -> StaffVisitor | None:
    """Who acts by a key and its badge; None where nobody of the staff does."""
    speaker = holder_of_session(records, signatory, now, provider_of(config, now))
    if isinstance(speaker, Forgery) or speaker.actor is None:
        note(forgery=str(speaker) if isinstance(speaker, Forgery) else "no_person")
        return None
    known = member(records, speaker.actor.id, now)
    language = Language(known.language) if known.language in set(Language) else Language.ARABIC
    return StaffVisitor(speaker.actor, speaker.absent, known.name, language, signatory, until)
