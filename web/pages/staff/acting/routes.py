"""The page of one thing that staff do with a case: its form, what would be sent, and the command that they sign."""

import asyncio
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from commands.batch.dry_run import foreseen
from commands.common.send import own_claim
from commands.common.words.language import _
from commands.looks.people import colleague
from commands.looks.references import merge_objection
from errors import Queued, Refused, TawasulError, Unreachable
from models.case.answers import Receipt
from models.case.commands import AnyCommand
from models.codes import Stage, Verb
from web.cases.giving import give
from web.pages.base.calls import NoPage
from web.pages.staff.acting.context import ActedOn, acted_on, acted_on_to_preview
from web.pages.staff.acting.drafts import DraftPlace, Typed, drop_draft, save_draft
from web.pages.staff.acting.given import NEEDED, VALUE, CommandFrame, ReadCommand, command_of, has_titles, values_of
from web.pages.staff.acting.offers import OfferSources, offered, templates
from web.pages.staff.acting.previews import ShownPreview
from web.pages.staff.acting.refusals import refusal_said
from web.pages.staff.acting.verbs import VERBS
from web.pages.staff.calls import ROOT, InStaff, StaffCall, StaffRoute, reason_in

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=f"{ROOT}/case/{{reference}}")

Reference = Annotated[str, Path(pattern=r"^TW(-[0-9A-Z]{4}){3}-[0-9A-Z]$")]
OF_THE_FORM = frozenset({"step", "seen", "command_id", "why"})
"""What a form carries besides what somebody types."""


@dataclass(frozen=True)
class VerbPage:
    """Somebody about to do something with a case, and what they typed."""

    call: StaffCall
    kind: str
    case: ActedOn
    typed: Typed
    seen: int
    """The version of the case that they looked at."""
    command_id: str = field(default_factory=lambda: uuid4().hex)

    def page(
        self,
        errors: dict[str, str] | None = None,
        status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
        **shown: Any,
    ) -> Response:
        """The form, with what is wrong in it."""
        by = OfferSources(self.case.state, self.call.titles, self.case.colleagues)
        template = self.typed.get("template", [""])[-1]
        around: dict[str, Any] = {
            "kind": self.kind,
            "form": VERBS[self.kind],
            "case": self.case.row,
            "service": by.titles.service(self.case.row.pack, self.case.row.service),
            "typed": self.typed,
            "seen": self.seen,
            "command_id": self.command_id,
            "has_changed": self.case.state.seq - self.case.state.quiet > self.seen,
            "offers": offered(self.kind, by),
            "templates": templates(self.case.state, by.titles),
            "values": self._values(template, by),
            "errors": errors or {},
            "preview": None,
            "why_look": VERBS[self.kind].told and self.call.backend.authority.verbs[Verb.LOOK].why,
        }
        return self.call.page("staff/act.html", status if errors else HTTPStatus.OK, **around | shown)

    def _values(self, template: str, by: OfferSources) -> dict[str, dict[str, str] | None]:
        """The names in a template that somebody has to fill in; of those that have titles, what can be chosen."""
        names = values_of(template, self.case.state) if template else []
        return {f"{VALUE}{name}": self._titled(name, by) if has_titles(name) else None for name in names}

    def _titled(self, name: str, by: OfferSources) -> dict[str, str] | None:
        tables = {"authority": "authorities", "vendor": "vendors", "team": "teams", "document": "documents"}
        return dict(by.titles.of_table(by.policy.pack, tables.get(name, "problems")))

    def draft(self) -> DraftPlace:
        """Where their draft is."""
        return DraftPlace(self.call.actor.id, self.case.reference, self.kind)


@router.get("/do/{kind}")
async def verb_page(
    call: InStaff, reference: Reference, kind: str, seen: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """The form of one thing, with the draft of it where there is one; `seen`: the version that was looked at."""
    who, config = call.who(), call.backend.config
    case = await call.backend.read(lambda records: acted_on(records, who, reference, _known(kind), config))
    return VerbPage(call, kind, case, case.draft, case.state.seq if seen is None else seen).page()


@router.post("/do/{kind}")
async def act(call: InStaff, reference: Reference, kind: str) -> Response:
    """Keeps a draft, shows what would be sent, or gives the command. Its id came with the form: it is done once."""
    given = await call.fields()
    step, form = given.get("step", ["send"])[-1], VERBS[_known(kind)]
    typed = {name: values for name, values in given.items() if name not in OF_THE_FORM}
    who, config = call.who(why=reason_in(given.get("why", [""])[-1])), call.backend.config
    unsaid = step == "preview" and form.told and call.backend.authority.verbs[Verb.LOOK].why and not who.intent.why
    read = acted_on_to_preview if step == "preview" and form.told and not unsaid else acted_on
    case = await call.backend.read(lambda records: read(records, who, reference, kind, config))
    seen = int(text) if (text := given.get("seen", [""])[-1]).isdecimal() else case.state.seq
    page = VerbPage(call, kind, case, typed, seen, given.get("command_id", [uuid4().hex])[-1])
    if step in ("draft", "preview") and form.fields:
        await call.backend.read(lambda records: save_draft(records, config, page.draft(), typed))
    if step == "draft":
        return call.go(f"{ROOT}/case/{reference}?done=draft")
    if step == "change":
        return page.page()
    if unsaid:
        return page.page({"why": _(NEEDED)})
    read_command = await _typed_command(page)
    if read_command.command is None:
        return page.page(dict(read_command.errors))
    if step == "preview":
        return await _previewed(page, read_command.command)
    return await _given(page, read_command.command)


async def frame_of(call: StaffCall, typed: Typed, kind: str) -> CommandFrame:
    """What all commands of who visits have. Raises WrongUsage where they give a case to somebody who is not there."""
    to = typed.get("to", [""])[-1] if kind == "assign" else ""
    frame = CommandFrame(call.actor, call.staff.absent, uuid4().hex, None, call.backend.channels.folder.packs)
    if not to:
        return frame
    whom = await call.look(colleague, to)
    return replace(frame, colleague=whom)


async def _typed_command(page: VerbPage) -> ReadCommand:
    call, case = page.call, page.case
    frame = replace(await frame_of(call, page.typed, page.kind), command_id=page.command_id, seen=page.seen)
    read = command_of(page.kind, page.typed, frame, case.state)
    if page.kind == "merge" and read.command:
        into = str(getattr(read.command, "into", ""))
        if why := await call.look(merge_objection, (case.reference, into)):
            return ReadCommand(errors={"into": refusal_said(Refused("malformed", why))})
    return read


async def _previewed(page: VerbPage, command: AnyCommand) -> Response:
    """What would happen, and what the beneficiary would read."""
    found = await page.call.backend.read(lambda records: foreseen(records, page.case.reference, (command,)))
    if isinstance(found.result.answer, TawasulError):
        return page.page({"send": refusal_said(found.result.answer)}, HTTPStatus.CONFLICT)
    told = await asyncio.to_thread(page.call.backend.previewer.with_messages, found, command)
    return page.page(preview=ShownPreview.of(told, page.case.state.rules.calendar.timezone))


async def _given(page: VerbPage, command: AnyCommand) -> Response:
    call, reference = page.call, page.case.reference
    try:
        answer = await give(call.backend, reference, command, call.staff.signatory)
    except (Refused, Unreachable) as refused:
        if isinstance(refused, Refused) and own_claim(refused, command):
            return call.go(f"{ROOT}/case/{reference}?done=claim")
        status = HTTPStatus.CONFLICT if isinstance(refused, Refused) else HTTPStatus.SERVICE_UNAVAILABLE
        return page.page({"send": refusal_said(refused)}, status)
    await call.backend.read(lambda records: drop_draft(records, page.draft()))
    if isinstance(answer, Queued):
        return call.go(f"{ROOT}/case/{reference}?done=stored")
    return call.go(f"{ROOT}/case/{reference}?done={done_code(page.kind, answer)}&seq={answer.seq}")


def done_code(kind: str, receipt: Receipt) -> str:
    """What was done, as the case page says it: an approval that others have to agree to is a proposal."""
    return "proposed" if kind in ("approve", "reject") and receipt.stage is Stage.AWAITING_APPROVAL else kind


def _known(kind: str) -> str:
    """Raises NoPage."""
    if kind not in VERBS:
        raise NoPage
    return kind
