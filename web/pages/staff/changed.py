"""Inbox and case while they are open: that something is other than the page shows is said on it, and nothing is moved
under the hands of who is typing."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from activities.records.database import Connection
from activities.reports.inbox import inbox
from activities.views import opened_case
from commands.common.onlooker.looking import Onlooker
from models.case.row import CaseRow
from models.codes import CaseOrder, Verb
from web.live.topics import State
from web.pages.base.rendering import environment
from web.pages.staff.acting.routes import Reference
from web.pages.staff.calls import ROOT, InStaff, StaffCall, StaffRoute
from web.pages.staff.lists.inbox import mark_of_inbox
from web.pages.staff.live import LiveTopic, live_stream

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=ROOT)

INBOX_GATHERED = 10.0
"""Seconds between two looks at an inbox, which is read for one person alone."""
_HAPPENED = """
SELECT EXISTS (
    SELECT FROM case_event WHERE reference = %s AND seq > %s AND type NOT IN ('notice_sent', 'notice_failed')
) AS happened
"""
_ROW = "SELECT * FROM case_row WHERE reference = %s"
_SHOWN = 64
Seen = Annotated[int, Query(ge=0)]
Marks = Annotated[str, Query(max_length=200)]


@router.get("/case/{reference}/live")
async def case_stream(
    call: InStaff, reference: Reference, seen: Annotated[int, Query(ge=0)], marks: Marks = ""
) -> Response:
    """Tells when something but a notice happened with a case since the event that the page shows."""

    def make(records: Connection) -> State:
        found = records.execute(_HAPPENED, (reference, seen)).fetchone() or {}
        return _state(call, bool(found["happened"]), "staff/changed_case.html")

    def may_read(records: Connection, who: Onlooker) -> bool:
        row = records.execute(_ROW, (reference,)).fetchone()
        opened = opened_case(records, who.actor.id, reference)
        return row is not None and who.may_here(Verb.LOOK, CaseRow.model_validate(row), opened)

    return await live_stream(call, LiveTopic(("case", reference, seen, call.language), make, may_read), marks)


@router.get("/live")
async def inbox_stream(  # noqa: PLR0917 - parameters of a query
    call: InStaff,
    shown: Annotated[str, Query(max_length=_SHOWN)],
    limit: Annotated[int, Query(ge=1, le=1_000)],
    pack: Annotated[str, Query(max_length=40)] = "",
    sort: Annotated[str, Query(max_length=20)] = "",
    marks: Marks = "",
) -> Response:
    """Tells when the inbox has other cases than the page shows."""
    me, absent, order = call.actor, call.staff.absent, CaseOrder(sort) if sort in set(CaseOrder) else None

    def make(records: Connection) -> State:
        found = inbox(records, me, datetime.now(UTC), limit, absent, pack=pack or None, order=order)
        return _state(call, mark_of_inbox(found) != shown, "staff/changed_list.html")

    def may_read(_records: Connection, who: Onlooker) -> bool:
        return (who.actor, who.absent) == (me, absent)

    key = "inbox", me, absent, limit, pack, order, shown, call.language
    return await live_stream(call, LiveTopic(key, make, may_read, INBOX_GATHERED), marks)


def _state(call: StaffCall, has_changed: bool, template: str) -> State:
    text = environment(call.language).get_template(template).render() if has_changed else ""
    return State({"changed": text})
