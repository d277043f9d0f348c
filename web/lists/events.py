"""`GET /v1/events`: what happened since a cursor, in one order that never changes."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from activities.records.database import Connection
from activities.reports.changes import Changes, LoggedEvent, LogPlace, changes
from commands.common.onlooker.looking import Onlooker, look_through
from models.codes import Status, Verb
from models.trust.trusted import EVERY_CHANNEL
from models.webhooks.told import TOLD
from web.access.callers import Caller, InBackend, calling
from web.access.onlookers import onlooker_of
from web.access.scopes import ApiScope
from web.answers import as_json
from web.backend import Backend
from web.lists.cursors import cursor_of, numbers_in
from web.problems.problem import ProblemDetails

router = APIRouter(prefix="/v1", tags=["events"])
ForFollower = Annotated[Caller, Depends(calling(ApiScope.READ_EVENTS))]


class Happened(BaseModel):
    """One event: which case, what, when. Fetch the case for the rest."""

    reference: str
    seq: int = Field(description="The number of the event: reference and number are the same whenever it is read.")
    at: datetime
    type: str
    status: Status = Field(description="The status that the case has now.")
    pack: str
    service: str
    channel: str
    team: str | None = Field(None, description="For staff.")
    actor: str | None = Field(None, description="For staff: who brought it about.")
    role: str | None = None


class EventPage(BaseModel):
    """Events, and where to go on."""

    items: list[Happened]
    next: str = Field(description="The cursor to go on from, also when there is nothing yet.")
    more: bool = Field(description="Whether to go on at once; else later.")


@router.get(
    "/events",
    response_model=EventPage,
    summary="What happened since a cursor",
    responses={
        HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "The cursor is none of ours."}
    },
)
async def list_events(
    backend: InBackend,
    caller: ForFollower,
    after: Annotated[str | None, Query(max_length=100, description="`next` of the answer before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> JSONResponse:
    """Events in the order of the transparency log, about a minute after they happened: from `next` on none is missed.

    Of a channel: those of its own cases that their beneficiaries are told of. Of staff: those of the cases they see.
    """
    place = place_of(after)
    found = await backend.read(lambda connection: changes_for(connection, backend, caller, place, limit))
    items = [happened(each, staff=caller.actor is not None) for each in found.events]
    return as_json(
        EventPage(items=items, next=cursor_of("events", found.place.generation, found.place.entry), more=found.more)
    )


def place_of(cursor: str | None) -> LogPlace:
    """The place in the log behind which to go on; its beginning without a cursor. Raises WrongUsage."""
    return LogPlace(*numbers_in(cursor, "events", 2)) if cursor else LogPlace()


def changes_for(connection: Connection, backend: Backend, caller: Caller, place: LogPlace, limit: int) -> Changes:
    """What a caller hears of what is behind a place; of staff a view is left, where there is anything.

    Raises NotAllowed.
    """
    if caller.actor:
        return _seen(connection, onlooker_of(backend, caller), place, limit)
    own = caller.holder.channels if caller.holder else frozenset()
    return changes(connection, place, limit, channels=None if EVERY_CHANNEL in own else own, types=TOLD)


def _seen(connection: Connection, who: Onlooker, place: LogPlace, limit: int) -> Changes:
    with connection.transaction():
        found = changes(connection, place, limit, scope=who.scope(Verb.LIST))
        if found.events:
            look_through(connection, who, Verb.LIST, len(found.events), events=True)
    return found


def happened(event: LoggedEvent, *, staff: bool) -> Happened:
    """An event as a caller hears of it."""
    of_staff = {"team": event.team, "actor": event.actor, "role": event.role} if staff else {}
    return Happened(
        reference=event.reference,
        seq=event.seq,
        at=event.at,
        type=event.type,
        status=Status(event.status),
        pack=event.pack,
        service=event.service,
        channel=event.channel,
        **of_staff,
    )
