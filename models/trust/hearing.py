"""Whether a message to a case is authentic: its signer is known, and is whom it names as its actor. Pure.

Role, teams and absences that a message names have to be those of the list; so what decides afterwards may read the
message, and its authority is the list's.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from models.case.actor import BENEFICIARY, SYSTEM, Actor
from models.codes import Role
from models.trust.forgery import Forgery
from models.trust.statement import FINGERPRINT, CaseAddress, Said
from models.trust.tokens import verified_token
from models.trust.trusted import Speaker, Trusted, Verified, who_speaks

WAITED = timedelta(hours=24)
"""How long ago a message may have been sent whose token has run out meanwhile, when no worker was there to read it."""
FILING_ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER})
"""The roles of staff that may file a request for somebody."""

_ACTOR: TypeAdapter[Actor] = TypeAdapter(Actor)
_ACTORS: TypeAdapter[tuple[Actor, ...]] = TypeAdapter(tuple[Actor, ...])
_INSTANT: TypeAdapter[datetime] = TypeAdapter(datetime)


class Heard(NamedTuple):
    """A command as it reached a case: where, the channel by which the case was opened, and the message itself."""

    place: CaseAddress
    channel: str
    raw: Any
    waited: bool = False
    """It may have waited for a worker, as signals do: its token must have held when it was sent."""


def forgery_in(trusted: Trusted, heard: Heard, now: datetime, *, verified: Verified = verified_token) -> Forgery | None:
    """Why a command is not authentic; None when it is."""
    at = _sent_at(heard.raw, now) if heard.waited else now
    speaker = who_speaks(trusted, heard.place, Said.COMMAND, heard.raw, at, verified=verified)
    if isinstance(speaker, Forgery):
        return speaker
    try:
        actor = _ACTOR.validate_python(heard.raw.get("actor"))
        absent = _ACTORS.validate_python(heard.raw.get("absent") or ())
        to = [_ACTOR.validate_python(heard.raw["to"])] if isinstance(heard.raw.get("to"), dict) else []
    except (ValidationError, RecursionError):
        return Forgery.UNREADABLE
    if speaker.holder:
        return None if _is_for(speaker, heard.channel, actor, absent) else _wrong_holder(speaker, actor)
    same = speaker.actor is not None and _same(actor, speaker.actor) and _all_in(absent, speaker.absent)
    return None if same and _all_in(to, trusted.actors) else Forgery.OTHER_ACTOR


def forgery_in_request(
    trusted: Trusted,
    place: CaseAddress,
    channel: str,
    raw: dict[str, Any],
    fingerprints: Iterable[str],
    *,
    now: datetime,
    verified: Verified = verified_token,
) -> Forgery | str:
    """The fingerprint of a request that its channel signed, or somebody of the staff who may; else why none is.

    A request has several, as it was sent and in its normal form, and its signer knew one of them.
    """
    said: Speaker | Forgery = Forgery.UNSIGNED
    for fingerprint in fingerprints:
        said = who_speaks(trusted, place, Said.REQUEST, {FINGERPRINT: fingerprint} | _auth(raw), now, verified=verified)
        if isinstance(said, Speaker):
            return fingerprint if _may_file(said, channel) else Forgery.OTHER_CHANNEL
        if said is not Forgery.BAD_SIGNATURE:
            return said
    return said if isinstance(said, Forgery) else Forgery.UNSIGNED


def _auth(raw: dict[str, Any]) -> dict[str, Any]:
    return {"auth": raw.get("auth")}


def _may_file(speaker: Speaker, channel: str) -> bool:
    if speaker.holder:
        return speaker.holder.speaks_for(channel)
    return speaker.actor is not None and speaker.actor.role in FILING_ROLES


def _is_for(speaker: Speaker, channel: str, actor: Actor, absent: tuple[Actor, ...]) -> bool:
    """Whether the holder of a key may speak as this actor: a service as the system, a channel as its beneficiary."""
    holder = speaker.holder
    if holder is None or absent:
        return False
    return actor == SYSTEM if holder.role is Role.SYSTEM else actor == BENEFICIARY and holder.speaks_for(channel)


def _wrong_holder(speaker: Speaker, actor: Actor) -> Forgery:
    of_a_beneficiary = speaker.holder is not None and speaker.holder.role is Role.BENEFICIARY and actor == BENEFICIARY
    return Forgery.OTHER_CHANNEL if of_a_beneficiary else Forgery.OTHER_ACTOR


def _same(one: Actor, other: Actor) -> bool:
    """Whether two are the same person with the same authority; the order of teams says nothing."""
    return one.model_copy(update={"teams": tuple(sorted(one.teams))}) == other


def _all_in(named: Iterable[Actor], known: Iterable[Actor]) -> bool:
    """Whether all who are named are known so: to name fewer gives no authority."""
    return all(any(_same(each, other) for other in known) for each in named)


def _sent_at(raw: Any, now: datetime) -> datetime:
    """When a message that may have waited was sent, by what its signer says; now, for one that says nothing usable."""
    try:
        sent_at = _INSTANT.validate_python(raw["sent_at"])
        return sent_at if now - WAITED <= sent_at <= now else now
    except (ValidationError, LookupError, TypeError):
        return now
