"""The list of whom a worker trusts, and who speaks in a message by it. Pure: the list is given, and the instant.

Staff sign with the key of their session, which a token binds to them; role and teams are those of the list, and what a
message says of its actor has to be the same. A channel signs for its beneficiaries, a service for the system.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from models.case.actor import Actor
from models.codes import Role
from models.trust.forgery import Forgery
from models.trust.keys import decoded, thumbprint, verifies
from models.trust.stated import BadToken
from models.trust.statement import AUTH, Auth, CaseAddress, Said, Signatory, statement
from models.trust.tokens import Claims, IssuerKey, holding, verified_token

EVERY_CHANNEL = "*"


class KeyHolder(NamedTuple):
    """A channel or a service on the list."""

    name: str
    role: Role
    """BENEFICIARY for a channel, SYSTEM for a service of ours."""
    channels: frozenset[str] = frozenset()
    """The channels (sources of requests) that it speaks for, or EVERY_CHANNEL; of a service: none."""

    def speaks_for(self, channel: str) -> bool:
        """Whether it speaks for the beneficiaries of a channel."""
        return self.role is Role.BENEFICIARY and not self.channels.isdisjoint({channel, EVERY_CHANNEL})


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

    @cached_property
    def actors(self) -> frozenset[Actor]:
        """Everybody of the staff as an actor, with role and teams."""
        return frozenset(person.actor for person in self.staff.values())


Verified = Callable[[str, Mapping[str, IssuerKey]], Claims]
"""How a token is read: `verified_token`, or the same with a memory."""


class Speaker(NamedTuple):
    """Who speaks in an authentic message."""

    kid: str
    actor: Actor | None = None
    """The person; none for a channel or a service."""
    absent: tuple[Actor, ...] = ()
    holder: KeyHolder | None = None


def who_speaks(
    trusted: Trusted,
    place: CaseAddress,
    kind: Said,
    raw: Any,
    now: datetime,
    *,
    verified: Verified = verified_token,
) -> Speaker | Forgery:
    """Who signed a command or request, or why nobody known did. What they may do is another question.

    `now` is the instant at which the token must hold.
    """
    if not isinstance(raw, dict) or not raw.get(AUTH):
        return Forgery.UNSIGNED
    try:
        auth = Auth.model_validate(raw[AUTH])
        public, signature = decoded(auth.kid), decoded(auth.sig)
    except (ValidationError, ValueError):
        return Forgery.UNREADABLE
    known = _person(trusted, auth.kid, auth.token, now, verified) if auth.token else _holder(trusted, auth)
    if isinstance(known, Forgery):
        return known
    try:
        said = statement(place, kind, raw)
    except ValueError:
        return Forgery.UNREADABLE
    return known if verifies(public, said, signature) else Forgery.BAD_SIGNATURE


def who_acts(trusted: Trusted, signer: Signatory, now: datetime) -> Speaker | Forgery:
    """Who of the staff holds the key of a session, or why nobody does."""
    return _person(trusted, signer.key.kid, signer.token, now, verified_token)


def _holder(trusted: Trusted, auth: Auth) -> Speaker | Forgery:
    holder = trusted.holders.get(auth.kid)
    return Speaker(auth.kid, holder=holder) if holder else Forgery.UNKNOWN_KEY


def _person(trusted: Trusted, kid: str, token: str, now: datetime, verified: Verified) -> Speaker | Forgery:
    """The person of a session key, by its token."""
    if kid in trusted.revoked:
        return Forgery.REVOKED
    try:
        claims = holding(verified(token, trusted.issuers), now)
    except BadToken:
        return Forgery.BAD_TOKEN
    if claims.thumbprint != thumbprint(decoded(kid)):
        return Forgery.BAD_TOKEN
    person = trusted.staff.get((claims.issuer, claims.subject))
    if person is None:
        return Forgery.NOT_STAFF
    if person.sessions_since and claims.issued_at < person.sessions_since:
        return Forgery.REVOKED
    return Speaker(kid, person.actor, person.absent)
