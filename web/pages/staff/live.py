"""A live page of the workspace: its script, its stream, and whether its reader may still read it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi.responses import Response

from sessions.served.held import peek_held
from web.live.streams import written_marks
from web.live.topics import State
from web.pages.base.rendering import HEADERS, SCRIPT, address_of
from web.pages.staff.calls import StaffCall
from web.pages.staff.visitors import StaffVisitor, visitor_by

_RULES = HEADERS["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
"""Of a page that has our own script and a stream; still nothing inline, and nothing from elsewhere."""


def live_page(call: StaffCall, template: str, state: State, *, address: str, **values: Any) -> Response:
    """A page whose parts change while it is open. Without scripts it is as of its loading, which it says."""
    around: Mapping[str, Any] = {
        "parts": state.parts,
        "at": state.at,
        "marks": written_marks(state.marks),
        "live": address,
        "script": address_of(SCRIPT),
    }
    response = call.page(template, **around, **values)
    response.headers["Content-Security-Policy"] = _RULES
    return response


async def still_open(call: StaffCall) -> StaffVisitor | None:
    """Who reads a page that stays open, as the records have them now; None when their session is over. An open page is
    not somebody who does something: it does not keep the session."""
    token, config, now = call.visit.token, call.backend.config, datetime.now(UTC)

    def look(records: Any) -> StaffVisitor | None:
        held = peek_held(records, token)
        return visitor_by(records, config, held.session.signatory, held.until, now) if held else None

    return await call.backend.read(look)
