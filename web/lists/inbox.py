"""`GET /v1/inbox`: the work of a member of staff, the most pressing first."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from activities.records.database import Connection
from activities.reports.inbox import Inbox, InboxCase, inbox
from commands.common.onlooker.looking import Onlooker, look_through
from models.case.row import CaseRow
from models.case.score import Score
from models.codes import Verb
from web.access.callers import InBackend
from web.access.onlookers import onlooker_of
from web.answers import as_json
from web.cases.reading import ForReader
from web.lists.filters import CODE

router = APIRouter(prefix="/v1", tags=["staff"])

PARTS = ("mine", "unassigned", "steps", "asked", "stand_in", "team")


class InboxItem(BaseModel):
    """A case of an inbox, with how pressing it is."""

    score: Score
    row: CaseRow


class InboxPage(BaseModel):
    """The parts of an inbox, the most pressing first in each, and how many cases each part has in all."""

    mine: list[InboxItem]
    unassigned: list[InboxItem] = Field(description="Of their teams, that nobody has taken.")
    steps: list[InboxItem] = Field(description="That wait for an approval step of their teams.")
    asked: list[InboxItem] = Field(description="That their teams are asked about, or waited for.")
    stand_in: list[InboxItem] = Field(description="Of people who are away and for whom they stand in.")
    team: list[InboxItem] = Field(description="That colleagues hold.")
    totals: dict[str, int]


@router.get("/inbox", response_model=InboxPage, summary="The work of the caller")
async def own_inbox(
    backend: InBackend,
    caller: ForReader,
    pack: Annotated[str | None, Query(pattern=CODE)] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many of each part.")] = 20,
) -> JSONResponse:
    """As `tawasul inbox` has it, without what the cases are about. A view is left."""
    who = onlooker_of(backend, caller)
    found = await backend.read(lambda connection: _read(connection, who, pack, limit))
    parts = {part: [_item(each) for each in getattr(found, part)] for part in PARTS}
    return as_json(InboxPage(**parts, totals=dict(found.totals)))


def _read(connection: Connection, who: Onlooker, pack: str | None, limit: int) -> Inbox:
    with connection.transaction():
        found = inbox(connection, who.actor, datetime.now(UTC), limit, who.absent, pack=pack)
        shown = sum(len(getattr(found, part)) for part in PARTS)
        look_through(connection, who, Verb.LIST, shown, inbox=True)
    return found


def _item(case: InboxCase) -> InboxItem:
    return InboxItem(score=case.score, row=case.row)
