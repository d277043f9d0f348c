"""The list of whom a worker trusts, and who speaks in a message by it. Pure: the list is given, and the instant.

Staff sign with the key of their session, which a token binds to them; role and teams are those of the list, and what a
message says of its actor has to be the same. A channel signs for its beneficiaries, a service for the system.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import ValidationError

from models.case.commands import Actor
from models.codes import Role
from models.trust.keys import decoded, thumbprint, verifies
from models.trust.statement import AUTH, LONGEST_TOKEN, Auth, CaseAddress, Said, statement
from models.trust.tokens import BadToken, Claims, IssuerKey, read_token


class Forgery(StrEnum):
    """Why a message is not authentic."""

    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    BAD_TOKEN = "bad_token"  # noqa: S105
    """The token is of no issuer on the list, has run out, or is of another key."""
    REVOKED = "revoked"
    NOT_STAFF = "not_staff"
    OTHER_ACTOR = "other_actor"
    """The message names another person, role, team or absence than the list has for the signer."""
    OTHER_CHANNEL = "other_channel"
    """A channel speaks of a case that is not its own, or for somebody who is no beneficiary."""


class KeyHolder(NamedTuple):
    """A channel or a service on the list."""

    name: str
    role: Role
    """BENEFICIARY for a channel, SYSTEM for a service of ours."""
    channels: frozenset[str] = frozenset()
    """The channels (sources of requests) that it speaks for; of a service: none."""


class TrustedPerson(NamedTuple):
    """A member of staff on the list, by subject of an issuer."""

    actor: Actor
    absent: tuple[Actor, ...] = ()
    """Those for whom they stand in now."""
    sessions_since: datetime | None = None
    """Tokens issued before are revoked."""


@dataclass(frozen=True)
class Trusted:
    """Whom a worker trusts, as of an instant. What is removed from it is not trusted any more."""

    issuers: Mapping[str, IssuerKey] = field(default_factory=dict)
    """By id of the issuer's key."""
    holders: Mapping[str, KeyHolder] = field(default_factory=dict)
    """Channels and services by id of their key."""
    staff: Mapping[tuple[str, str], TrustedPerson] = field(default_factory=dict)
    """By issuer and subject; only those who are active."""
    revoked: frozenset[str] = frozenset()
    """Ids of session keys."""
    as_of: datetime | None = None


class Speaker(NamedTuple):
    """Who speaks in an authentic message."""

    kid: str
    actor: Actor | None = None
    """The person; none for a channel or a service."""
    absent: tuple[Actor, ...] = ()
    holder: KeyHolder | None = None


def who_speaks(trusted: Trusted, place: CaseAddress, kind: Said, raw: Any, now: datetime) -> Speaker | Forgery:
    """Who signed a command or request, or why nobody known did. What they may do is another question."""
    if not isinstance(raw, dict) or not raw.get(AUTH):
        return Forgery.UNSIGNED
    try:
        auth = Auth.model_validate(raw[AUTH])
        public, signature = decoded(auth.kid), decoded(auth.sig)
        said = statement(place, kind, raw)
    except (ValidationError, ValueError):
        return Forgery.UNREADABLE
    known = _person(trusted, auth, now) if auth.token else _holder(trusted, auth)
    if isinstance(known, Forgery):
        return known
    return known if verifies(public, said, signature) else Forgery.BAD_SIGNATURE


def _holder(trusted: Trusted, auth: Auth) -> Speaker | Forgery:
    holder = trusted.holders.get(auth.kid)
    return Speaker(auth.kid, holder=holder) if holder else Forgery.UNKNOWN_KEY


def _person(trusted: Trusted, auth: Auth, now: datetime) -> Speaker | Forgery:
    """The person of a session key, by its token."""
    if auth.kid in trusted.revoked:
        return Forgery.REVOKED
    claims = _claims(trusted, auth, now)
    if isinstance(claims, Forgery):
        return claims
    person = trusted.staff.get((claims.issuer, claims.subject))
    if person is None:
        return Forgery.NOT_STAFF
    if person.sessions_since and claims.issued_at < person.sessions_since:
        return Forgery.REVOKED
    return Speaker(auth.kid, person.actor, person.absent)


def _claims(trusted: Trusted, auth: Auth, now: datetime) -> Claims | Forgery:
    """What the token says, if it is of the key that signed."""
    if len(auth.token) > LONGEST_TOKEN:
        return Forgery.UNREADABLE
    try:
        claims = read_token(auth.token, trusted.issuers, now)
    except BadToken:
        return Forgery.BAD_TOKEN
    return claims if claims.thumbprint == thumbprint(decoded(auth.kid)) else Forgery.BAD_TOKEN
