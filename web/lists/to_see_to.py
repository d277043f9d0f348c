"""`GET /v1/notices` and `GET /v1/attention`: what was sent or could not be, and what somebody must see to."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from activities.reports.notices import NoticeFilter
from commands.common.lists import ListForm
from commands.looks.attention import AttentionAsked, attention
from commands.looks.notices import NoticesAsked, notices
from commands.work.lists.notice_data import notice_data
from models.codes import AttentionKind, AttentionOrder, Audience, Channel, NoticeStatus
from web.access.callers import InBackend
from web.answers import as_json
from web.cases.reading import ForReader
from web.lists.board import WRONG
from web.lists.filters import QueryInstant
from web.lists.taking import Code, Cursor, Limit, next_of, offset_in, taken

router = APIRouter(prefix="/v1", tags=["staff"])


class NoticeItem(BaseModel):
    """A notice, with numbers and addresses masked."""

    key: str
    reference: str
    seq: int
    audience: Audience
    channel: Channel
    template: str
    recipients: list[str]
    outcomes: list[str | None] = Field(description="What became of it, of each recipient.")
    subject: str
    body: str
    status: NoticeStatus
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    error: str | None


class NoticePage(BaseModel):
    """A page of notices, the newest first."""

    items: list[NoticeItem]
    total: int
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


@router.get("/notices", response_model=NoticePage, responses=WRONG, summary="What was sent, or could not be")
async def list_notices(  # noqa: PLR0917 - parameters of a query
    backend: InBackend,
    caller: ForReader,
    status: NoticeStatus | None = None,
    channel: Channel | None = None,
    audience: Audience | None = None,
    since: Annotated[QueryInstant | None, Query(description="Made at this instant or later.")] = None,
    until: Annotated[QueryInstant | None, Query(description="Made before this instant.")] = None,
    pack: Code = None,
    team: Code = None,
    service: Code = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> JSONResponse:
    """Notices of the cases that the caller sees, as `tawasul notices` has them. A view is left."""
    offset = offset_in(cursor, "notices")
    of = {"pack": pack, "team": team, "service": service, "since": since, "until": until}
    wanted = NoticeFilter(status=status, channel=channel, audience=audience, **of, limit=limit, offset=offset)  # type: ignore[arg-type]
    told = await taken(backend, caller, notices, NoticesAsked(wanted))
    items = [NoticeItem.model_validate(notice_data(each)) for each in reversed(told.lines)]
    return as_json(NoticePage(items=items, total=told.total, next=next_of("notices", offset, items, told.total)))


class AttentionEntry(BaseModel):
    """One entry: about which case, and since when."""

    id: int
    kind: AttentionKind
    reference: str
    about: str
    at: datetime
    team: str | None
    pack: str | None


class AttentionItem(BaseModel):
    """One thing to see to, with all its entries."""

    number: int
    kind: AttentionKind
    since: datetime
    entries: list[AttentionEntry]


class AttentionPage(BaseModel):
    """A page of what somebody must see to."""

    items: list[AttentionItem]
    total: int
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


@router.get("/attention", response_model=AttentionPage, responses=WRONG, summary="What somebody must see to")
async def list_attention(  # noqa: PLR0917 - parameters of a query
    backend: InBackend,
    caller: ForReader,
    kind: AttentionKind | None = None,
    pack: Code = None,
    team: Code = None,
    order: AttentionOrder = AttentionOrder.OLDEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> JSONResponse:
    """One thing for each person or fault, with the cases it touches, as `tawasul attention` has it. A view is left."""
    offset = offset_in(cursor, "attention")
    asked = AttentionAsked(kind=kind, pack=pack, team=team, order=order, form=ListForm(limit, offset))
    told = await taken(backend, caller, attention, asked)
    items = [
        AttentionItem(
            number=each.number,
            kind=AttentionKind(each.kind),
            since=each.since,
            entries=[AttentionEntry.model_validate(asdict(entry)) for entry in each.entries],
        )
        for each in told.groups
    ]
    return as_json(AttentionPage(items=items, total=told.total, next=next_of("attention", offset, items, told.total)))
