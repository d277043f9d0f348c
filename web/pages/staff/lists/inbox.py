"""The first page of the workspace: the work of who visits, the most pressing first."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from activities.reports.inbox import Inbox
from commands.common.terminal import local_zone
from commands.common.words.absences import absence_line
from commands.common.words.language import N_
from commands.looks.inbox import PARTS, InboxAsked, InboxTold, inbox
from models.codes import CaseOrder
from web.pages.staff.calls import ROOT, InStaff, StaffRoute
from web.pages.staff.lists.many import verbs_for_lists
from web.pages.staff.lists.rows import ListedCase, ListSources, listed_case
from web.pages.staff.live import with_script
from web.pages.staff.titles import StaffTitles

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=ROOT)

AT_FIRST, AT_MOST = 20, 50
TITLES: Mapping[str, str] = {
    "mine": N_("Yours"),
    "unassigned": N_("Waiting for somebody to take them"),
    "steps": N_("Waiting for an approval step of your teams"),
    "asked": N_("Others wait for an answer of your teams"),
    "stand_in": N_("For those whom you stand in for"),
    "team": N_("Held by colleagues"),
}
ORDERS: Mapping[str, str] = {
    "": N_("The most pressing first"),
    CaseOrder.DUE: N_("The next to be due first"),
    CaseOrder.NEWEST: N_("The newest first"),
    CaseOrder.OLDEST: N_("The oldest first"),
    CaseOrder.UPDATED: N_("What changed last first"),
    CaseOrder.PRIORITY: N_("The most urgent first"),
    CaseOrder.SERVICE: N_("By service"),
    CaseOrder.HOLDER: N_("By holder"),
    CaseOrder.TEAM: N_("By team"),
}
_ALWAYS = frozenset({"mine", "unassigned"})


@dataclass(frozen=True)
class InboxPart:
    """A part of an inbox: its first cases, and how many there are."""

    name: str
    title: str
    cases: list[ListedCase]
    total: int


@router.get("")
async def inbox_page(
    call: InStaff,
    part: Annotated[str, Query(max_length=20)] = "",
    sort: Annotated[str, Query(max_length=20)] = "",
    pack: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Whose work there is, of one pack where it is named; one part of it at length where that is."""
    chosen, packs = part if part in PARTS else "", call.backend.channels.folder.packs
    order = CaseOrder(sort) if sort and sort in ORDERS else None
    of = pack if pack in packs else None
    asked = InboxAsked(AT_MOST if chosen else AT_FIRST, of, order, True, call.language)
    told = await call.look(inbox, asked)
    parts = parts_of(told, call.titles, chosen)
    away = [absence_line(each, told.now, local_zone()) for each in told.away]
    shown: dict[str, Any] = {"parts": parts, "part": chosen, "sort": order or "", "orders": ORDERS, "away": away}
    shown |= {"packs": {name: call.titles.of_pack(name) for name in packs} if len(packs) > 1 else {}, "pack": of or ""}
    shown |= {"mark": mark_of_inbox(told.work), "limit": asked.limit}
    return with_script(call.page("staff/inbox.html", **shown, verbs=verbs_for_lists(call)))


def parts_of(told: InboxTold, titles: StaffTitles, chosen: str = "") -> list[InboxPart]:
    """The parts that are shown: those in which there is something, and those that everybody has."""
    by = ListSources(told.now, titles, told.styles, told.subjects)
    found = list[InboxPart]()
    for name in PARTS if not chosen else (chosen,):
        cases = [
            listed_case(each.row, by, owed=name == "asked", points=each.score.points)
            for each in getattr(told.work, name)
        ]
        if cases or name in _ALWAYS or chosen:
            found.append(InboxPart(name, TITLES[name], cases, told.work.totals[name]))
    return found


def mark_of_inbox(found: Inbox) -> str:
    """By which two inboxes are told apart: which cases are in which part, as far as they are shown, and how many."""
    parts = {name: sorted(each.row.reference for each in getattr(found, name)) for name in PARTS}
    return sha256(repr((parts, found.totals)).encode()).hexdigest()[:16]
