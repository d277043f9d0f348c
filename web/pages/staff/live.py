"""A live page of the workspace: its script, its stream, and whether its reader may still read it."""

from collections.abc import Callable, Hashable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, NamedTuple

from fastapi.responses import Response

from activities.records.database import Connection
from commands.common.onlooker.looking import Onlooker
from errors import TawasulError
from sessions.served.held import peek_held
from web.live.streams import LiveResponse, read_marks, told, written_marks
from web.live.topics import State
from web.pages.base.rendering import HEADERS
from web.pages.staff.calls import StaffCall
from web.pages.staff.visitors import visitor_by

_RULES = HEADERS["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
"""Of a page that has our own script and a stream; still nothing inline, and nothing from elsewhere."""


class LiveTopic(NamedTuple):
    """What a stream tells: the topic that it shares with all who see the same, and who may read it."""

    key: Hashable
    make: Callable[[Connection], State]
    may_read: Callable[[Connection, Onlooker], bool]
    """Whether somebody may, as role and teams are now; asked at the beginning and again and again."""
    gathered: float = 0.0
    """Seconds between two makings at least."""


def live_page(call: StaffCall, template: str, state: State, *, address: str, **values: Any) -> Response:
    """A page whose parts change while it is open. Without scripts it is as of its loading, which it says."""
    around: dict[str, Any] = {
        "parts": state.parts,
        "at": state.at,
        "marks": written_marks(state.marks),
        "live": address,
    }
    return with_script(call.page(template, **around | values))


def with_script(response: Response) -> Response:
    """The same page, which may have our script and its stream."""
    response.headers["Content-Security-Policy"] = _RULES
    return response


async def live_stream(call: StaffCall, topic: LiveTopic, marks: str) -> Response:
    """The stream of a topic, from what the browser has of it. Raises TooManyCalls, NoPage for who may not read it."""
    live, stopping = call.backend.live, call.backend.stopping
    known = read_marks(marks) | read_marks(call.request.headers.get("last-event-id", ""))

    async def make() -> State:
        return await call.backend.read(topic.make)

    async def still() -> bool:
        return await call.backend.read(lambda records: may_still_read(records, call, topic))

    with ExitStack() as opened:
        opened.enter_context(live.admitted(call.visit.digest.hex()))
        live.listener.begin(stopping)
        shared = live.topics.read(topic.key, make, topic.gathered)
        opened.callback(live.topics.leave, topic.key)
        return LiveResponse(told(shared, known, still, stopping), HEADERS, opened.pop_all().close)


def may_still_read(records: Connection, call: StaffCall, topic: LiveTopic) -> bool:
    """Whether the session is open, and its holder may read a topic as the records have them now. An open page is not
    somebody who does something: it does not keep the session."""
    now, config = datetime.now(UTC), call.backend.config
    held = peek_held(records, call.visit.token)
    found = visitor_by(records, config, held.session.signatory, held.until, now) if held else None
    try:
        return found is not None and topic.may_read(records, found.onlooker(call.backend.authority))
    except TawasulError:
        return False
