"""The page of a case: what is on record of it, as who visits may see it, and what they can do with it now."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from activities.records.database import Connection
from activities.reports.cases import row_of
from activities.views import break_glass
from commands.common.onlooker.looking import Onlooker, look_at, looking
from commands.common.words.language import N_, _
from commands.work.case.read import CaseFile, Unread, looked_up, read
from errors import WrongUsage
from models.codes import Verb
from web.pages.base.calls import PageCall
from web.pages.cases.letter import document_of, letter_for
from web.pages.staff.acting.drafts import drafts_of
from web.pages.staff.acting.possible import possible_verbs
from web.pages.staff.acting.routes import Reference
from web.pages.staff.acting.verbs import VERBS
from web.pages.staff.calls import ROOT, InStaff, StaffCall, StaffRoute, reason_in
from web.pages.staff.case.seen import case_seen_by_staff
from web.pages.staff.live import with_script

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=f"{ROOT}/case")

DONE: Mapping[str, str] = {
    "draft": N_("Your draft is kept. Nobody but you sees it."),
    "proposed": N_("Proposed: another person has to agree."),
    "stored": N_("Stored: it is done, in order, as soon as the system can."),
}
"""What is said of what was just done; of a verb its own words."""
SAY_WHY = N_("Say why you need to see it: it stays on record.")
LOOKS, BETWEEN_LOOKS = 20, 0.15
"""How often, and after how many seconds, the records are asked again for what was just done."""
_SEQ = "SELECT seq FROM case_row WHERE reference = %s"


@dataclass(frozen=True)
class CaseForStaff:
    """A case that was looked at, and what its reader can do with it."""

    file: CaseFile
    seq: int
    verbs: tuple[str, ...]
    drafts: Mapping[str, datetime]


@router.get("/{reference}")
async def case_page(
    call: InStaff,
    reference: Reference,
    done: Annotated[str, Query(max_length=30)] = "",
    seq: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """A case. `done`: what was just done with it, and `seq`: its event."""
    await _caught_up(call, reference, seq)
    if call.backend.authority.verbs[Verb.LOOK].why:
        return call.page("staff/why.html", reference=reference, said=_said(done), error="")
    return await _shown(call, reference, call.who(), done=done)


@router.post("/{reference}")
async def case_for_a_reason(call: InStaff, reference: Reference) -> Response:
    """The same with a reason, which the view has; with identity numbers and addresses in full where that is asked."""
    form = await call.form()
    why, needed = reason_in(form.get("why", "")), call.backend.authority.verbs[Verb.LOOK].why
    if not why and needed:
        shown = {"reference": reference, "said": "", "error": _(SAY_WHY)}
        return call.page("staff/why.html", HTTPStatus.UNPROCESSABLE_ENTITY, **shown)
    if not form.get("numbers"):
        return await _shown(call, reference, call.who(why=why))
    if call.backend.authority.verbs[Verb.NUMBERS].why and not why:
        return await _shown(call, reference, call.who(), error=_("Say why you need them: it stays on record."))
    return await _shown(call, reference, call.who(numbers=True, why=why))


@router.get("/{reference}/letter")
async def letter(call: InStaff, reference: Reference) -> Response:
    """The official letter on the last decision, for who may look at the case. Raises NoLetter."""
    who = call.who()

    def look(records: Connection) -> None:
        with looking(records, who, reference):
            look_at(records, who, row_of(records, reference))

    await call.backend.read(look)
    return document_of(await letter_for(call, reference))


@router.post("/{reference}/break-glass")
async def open_to_oneself(call: InStaff, reference: Reference) -> Response:
    """Opens a case of another team to who visits for the usual time, with a reason; an auditor is told."""
    why, backend = reason_in((await call.form()).get("why", "")), call.backend
    if backend.authority.verbs[Verb.BREAK_GLASS].why and not why:
        raise WrongUsage(_(SAY_WHY))
    who = call.who(why=why)
    who.scope(Verb.BREAK_GLASS)

    def opened(records: Connection) -> None:
        row_of(records, reference)
        break_glass(records, who.actor, reference, who.intent.why or "", backend.authority.break_glass.usual)

    await backend.read(opened)
    return call.go(f"{ROOT}/case/{reference}")


async def _shown(call: StaffCall, reference: str, who: Onlooker, *, done: str = "", error: str = "") -> Response:
    now, packs = datetime.now(UTC), call.backend.channels.folder.packs
    case = await call.backend.read(lambda records: _looked_at(records, call, who, reference, now))
    titles = call.titles
    seen = case_seen_by_staff(case.file, case.seq, now, titles, packs)
    may_numbers = call.backend.authority.scope(Verb.NUMBERS, who.places) is not None
    shown: dict[str, Any] = {"seen": seen, "verbs": case.verbs, "forms": VERBS, "drafts": case.drafts}
    terms = packs[case.file.view.row.pack].letters if case.file.view.row.pack in packs else None
    shown |= {"has_letter": terms is not None and case.file.view.row.outcome in terms.outcomes}
    shown |= {"said": _said(done), "may_numbers": may_numbers and not seen.numbers, "error": error}
    return with_script(
        call.page("staff/case.html", HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK, **shown)
    )


def _looked_at(records: Connection, call: StaffCall, who: Onlooker, reference: str, now: datetime) -> CaseForStaff:
    """Raises NotAllowed, NoSuchCase, CaseErased, Damaged, NoCaseKey."""
    found = looked_up(records, who, reference, now)
    file = read(found, now)
    seq = 0 if isinstance(found.history, Unread) else found.history[1][-1].seq
    verbs = possible_verbs(file.ledger.state, who.actor, who.absent, now)
    return CaseForStaff(file, seq, verbs, drafts_of(records, who.actor.id, reference))


def _said(done: str) -> str:
    if done in DONE:
        return _(DONE[done])
    return _("Done: {what}", what=_(VERBS[done].link)) if done in VERBS else ""


async def _caught_up(call: PageCall, reference: str, seq: int) -> None:
    """Wait until an event is on record: the records follow a case by a moment."""
    for _look in range(LOOKS if seq else 0):
        row = await call.backend.read(lambda records: records.execute(_SEQ, (reference,)).fetchone())
        if row is None or row["seq"] >= seq:
            return
        await asyncio.sleep(BETWEEN_LOOKS)
