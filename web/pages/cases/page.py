"""The page of a case, and its official letter."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from activities.records.database import Connection
from errors import NoSuchCase
from models.packs.pack import Pack
from web.pages.base.calls import InPage, PageCall, PageRoute
from web.pages.base.visits import PageSession
from web.pages.cases.acting import DONE, FORMS
from web.pages.cases.letter import document_of, letter_for
from web.pages.cases.reach import reference_for
from web.pages.cases.seen import CaseSeen, case_seen
from web.pages.told import PackTold

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Of = Annotated[str | None, Query(pattern=r"^TW(-[0-9A-Z]{4}){3}-[0-9A-Z]$")]
"""A case that belongs to that of the session: an appeal against its result, or what was taken out of it."""
LOOKS, BETWEEN_LOOKS = 20, 0.15
"""How often, and after how many seconds, a page looks again until what was just done is on record."""


@router.get("/case")
async def case_page(call: InPage, of: Of = None, done: str = "", seq: int = 0) -> Response:
    """A case, for whoever has shown that it is theirs. `done`: what they have just done; `seq`: its event."""
    session, seen = await _caught_up(call, of, seq)
    told = told_by(call, seen.row.pack)
    shown: dict[str, Any] = {"forms": FORMS, "said": DONE.get(done, ""), "letter": letter_of(told.pack, seen)}
    shown["of"] = "" if seen.row.reference == session.reference else seen.row.reference
    return call.page("case.html", session=session, seen=seen, told=told, **shown)


@router.get("/case/letter")
async def letter(call: InPage, of: Of = None) -> Response:
    """The official letter on the last decision; a worker makes it when it is first asked for."""
    reference = await call.signed_in(lambda records, session: reference_for(records, session, of))
    return document_of(await letter_for(call, reference))


def told_by(call: PageCall, pack: str) -> PackTold:
    """How a pack tells its codes. Raises NoSuchCase for one that is not here."""
    packs = call.backend.channels.folder.packs
    if pack not in packs:
        raise NoSuchCase(pack)
    return PackTold(packs[pack], call.language)


def letter_of(pack: Pack, seen: CaseSeen) -> bool:
    """Whether what was decided is told in a letter."""
    terms = pack.letters
    return terms is not None and seen.status.reply is not None and seen.status.outcome in terms.outcomes


async def _caught_up(call: PageCall, of: str | None, seq: int) -> tuple[PageSession, CaseSeen]:
    """The case, once an event is on record: the records follow a case by a moment."""

    def look(records: Connection, session: PageSession) -> tuple[PageSession, CaseSeen]:
        return session, case_seen(records, reference_for(records, session, of), datetime.now(UTC))

    found = await call.signed_in(look)
    for _ in range(LOOKS):
        if found[1].status.seq >= seq:
            break
        await asyncio.sleep(BETWEEN_LOOKS)
        found = await call.signed_in(look)
    return found
