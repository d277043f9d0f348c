"""Who calls: a channel or a member of staff, by the permit they show, and what they may do with it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from errors import TawasulError
from models.case.commands import Actor
from models.codes import Role
from models.trust.forgery import Forgery
from models.trust.permits import Bearer
from models.trust.trusted import KeyHolder
from web.access.scopes import OF_CHANNELS, OF_STAFF, ApiScope
from web.backend import Backend
from web.logs import note


class Unauthenticated(TawasulError):
    """The call shows no permit, or one that is nobody's; `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__("unauthenticated", f"the permit is not accepted: {why}")
        self.why = why


class MissingScope(TawasulError):
    """The permit does not reach as far."""

    def __init__(self, needed: str) -> None:
        super().__init__("missing_scope", f"the permit has no scope {needed}")
        self.needed = needed


@dataclass(frozen=True)
class Caller:
    """Who calls. Either a channel (`holder`) or a member of staff (`actor`)."""

    scopes: frozenset[ApiScope]
    why: str
    name: str
    """The name of the channel's key, or the staff id; for logs and limits."""
    holder: KeyHolder | None = None
    actor: Actor | None = None
    absent: tuple[Actor, ...] = ()

    @classmethod
    def of(cls, bearer: Bearer) -> "Caller":
        """Who shows a permit. Raises Unauthenticated for a service of ours, which does not call here."""
        speaker = bearer.speaker
        holder, actor = speaker.holder, speaker.actor
        if holder and holder.role is Role.BENEFICIARY:
            return cls(_narrowed(OF_CHANNELS, bearer), bearer.why, holder.name, holder=holder)
        if actor:
            return cls(_narrowed(OF_STAFF, bearer), bearer.why, actor.id, actor=actor, absent=speaker.absent)
        raise Unauthenticated("no_caller")

    def needs(self, scope: ApiScope) -> None:
        """Raises MissingScope."""
        if scope not in self.scopes:
            raise MissingScope(scope)

    def speaks_for(self, channel: str) -> bool:
        """Whether this is a caller for the beneficiaries of a channel."""
        return self.holder is not None and self.holder.speaks_for(channel)


def _narrowed(own: frozenset[ApiScope], bearer: Bearer) -> frozenset[ApiScope]:
    return own if bearer.scopes is None else frozenset(each for each in own if each in bearer.scopes)


_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="permit",
    bearerFormat="permit",
    description="A permit: who calls and until when, signed with their own key. `tawasul permit` makes one.",
)
Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def backend_of(request: Request) -> Backend:
    """What the handlers of this application work with."""
    backend: Backend = request.app.state.backend
    return backend


async def caller_of(request: Request, shown: Shown) -> Caller:
    """Who calls. Raises Unauthenticated, Unreachable."""
    if shown is None:
        raise Unauthenticated("no_permit")
    found = await asyncio.to_thread(backend_of(request).trust.bearer, shown.credentials)
    if isinstance(found, Forgery):
        raise Unauthenticated(found)
    caller = Caller.of(found)
    note(caller=caller.name)
    request.state.left = backend_of(request).limits.take(caller.name)
    return caller


def calling(scope: ApiScope) -> Callable[..., Awaitable[Caller]]:
    """The dependency of a route that needs a scope."""

    async def caller(found: Annotated[Caller, Depends(caller_of)]) -> Caller:
        found.needs(scope)
        return found

    return caller


Known = Annotated[Caller, Depends(caller_of)]
"""Anybody who shows a permit."""
Filing = Annotated[Caller, Depends(calling(ApiScope.FILE))]
InBackend = Annotated[Backend, Depends(backend_of)]
