"""`GET /v1/events/stream`: the same events as they come, by server-sent events; it ends with the permit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from activities.reports.changes import Changes, LogPlace
from errors import TawasulError
from models.trust.permits import Bearer
from web.access.callers import Caller, InBackend, Shown
from web.access.limits import TooManyCalls
from web.backend import Backend
from web.lists.cursors import cursor_of
from web.lists.events import ForFollower, changes_for, happened, place_of
from web.live.streams import event
from web.problems.problem import ProblemDetails

router = APIRouter(prefix="/v1", tags=["events"])

LOOKS_EVERY = 5.0
"""Seconds between two looks into the log, which grows once a minute."""
AT_ONCE = 100
MOST_STREAMS = 100
"""Streams that one process has open."""
Resumed = Annotated[str | None, Header(alias="Last-Event-ID", max_length=100, description="As browsers send it.")]
_open = set[object]()


@router.get(
    "/events/stream",
    summary="What happens, as it comes",
    response_class=StreamingResponse,
    responses={
        HTTPStatus.OK: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
        HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "The cursor is none of ours."},
    },
)
async def stream_events(
    backend: InBackend,
    caller: ForFollower,
    shown: Shown,
    after: Annotated[str | None, Query(max_length=100, description="`next` of a page; the beginning.")] = None,
    resumed: Resumed = None,
) -> StreamingResponse:
    """Server-sent events: the type as `event`, the cursor behind it as `id`, the rest as `data`.

    It ends when the permit does: show another one, with the last `id`.
    """
    if len(_open) >= MOST_STREAMS:
        raise TooManyCalls(round(LOOKS_EVERY))
    permit = shown.credentials if shown else ""
    events = _events(backend, caller, permit, place_of(resumed or after))
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(backend: Backend, caller: Caller, permit: str, place: LogPlace) -> AsyncIterator[str]:
    own = object()
    _open.add(own)
    try:
        yield ": open\n\n"
        while not backend.stopping.is_set() and await _holds(backend, permit):
            found = await backend.read(partial(changes_for, backend=backend, caller=caller, place=place, limit=AT_ONCE))
            for text in _told(found, staff=caller.actor is not None):
                yield text
            place = found.place
            if not found.more:
                yield ": nothing more yet\n\n"
                await _wait(backend)
    except TawasulError as error:
        yield event("problem", error.code)
    finally:
        _open.discard(own)


async def _wait(backend: Backend) -> None:
    """Wait until the next look, or the end of the process."""
    with suppress(TimeoutError):
        await asyncio.wait_for(backend.stopping.wait(), LOOKS_EVERY)


async def _holds(backend: Backend, permit: str) -> bool:
    return isinstance(await asyncio.to_thread(backend.trust.bearer, permit), Bearer)


def _told(found: Changes, *, staff: bool) -> list[str]:
    return [
        event(
            each.type,
            happened(each, staff=staff).model_dump_json(),
            cursor_of("events", each.generation, each.index),
        )
        for each in found.events
    ]
