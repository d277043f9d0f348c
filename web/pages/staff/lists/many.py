"""One thing done with several cases that were ticked in a list: one form, and a result for each case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import Response

from activities.concurrency import bounded
from activities.records.database import Connection
from commands.batch.sending import IN_FLIGHT, Sending
from commands.common.words.language import N_, _
from errors import TawasulError
from models.case.commands import AnyCommand
from models.intake.reference import parse_reference
from web.pages.base.calls import NoPage
from web.pages.staff.acting.context import ActedOn, acted_on
from web.pages.staff.acting.drafts import Typed
from web.pages.staff.acting.given import CommandFrame, ReadCommand, command_of
from web.pages.staff.acting.offers import OfferSources, offered, templates
from web.pages.staff.acting.refusals import refusal_said
from web.pages.staff.acting.routes import OF_THE_FORM, frame_of
from web.pages.staff.acting.verbs import VERBS
from web.pages.staff.calls import ROOT, InStaff, StaffCall, StaffRoute
from web.pages.staff.lists.answers import ByBackend, CaseAnswer, became, would_become
from workflows.case.authority import STAFF_COMMANDS

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=ROOT)

MOST = 50
"""Cases at a time: as many as a page of a list has at most."""
TICKED = "case"
NONE_TICKED = N_("Tick at least one request, and choose what to do with them.")
_OF_MANY = OF_THE_FORM | {TICKED, "kind"}


def verbs_for_lists(call: StaffCall) -> dict[str, str]:
    """What can be done with several cases, by those of the role of who visits; each case decides for itself."""
    table = call.backend.authority.commands
    roles = {actor.role for actor in (call.actor, *call.staff.absent)}
    may = (kind for kind in VERBS if VERBS[kind].several and roles & set(table.get(kind, STAFF_COMMANDS.get(kind, ()))))
    return {kind: VERBS[kind].link for kind in may}


@router.get("/many")
async def many_again(call: InStaff) -> Response:
    """Of an address that was kept: what was ticked is in no address."""
    return call.go(ROOT)


@router.post("/many")
async def many(call: InStaff) -> Response:
    """The form, then what would become of each case, then what did."""
    given = await call.fields()
    ticked, kind = dict(_ticked(given.get(TICKED, []))), given.get("kind", [""])[-1]
    if not ticked or not kind:
        return call.page("staff/many.html", HTTPStatus.UNPROCESSABLE_ENTITY, error=_(NONE_TICKED), cases=[])
    if kind not in VERBS or not VERBS[kind].several:
        raise NoPage
    order = await _order(call, kind, ticked, given)
    match given.get("step", ["form"])[-1]:
        case "try":
            return await order.tried()
        case "send":
            return await order.sent()
        case _:
            return order.page()


@dataclass(frozen=True)
class ManyOrder:
    """A command for several cases, and what was typed of it."""

    call: StaffCall
    kind: str
    cases: Mapping[str, ActedOn]
    """Those that who visits may see in lists."""
    unseen: tuple[CaseAnswer, ...]
    seen: Mapping[str, int]
    typed: Typed
    frame: CommandFrame

    def page(self, errors: Mapping[str, str] | None = None, **shown: Any) -> Response:
        """The form, what would become of each case, or what did."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        around: dict[str, Any] = {"kind": self.kind, "form": VERBS[self.kind], "typed": self.typed, "error": ""}
        around |= {"cases": [f"{reference}@{seq}" for reference, seq in self.seen.items()], "errors": errors or {}}
        around |= {"command_id": self.frame.command_id, "answers": None, "is_done": False, "offers": {}, "values": {}}
        first = next(iter(self.cases.values()), None)
        if first:
            by = OfferSources(first.state, self.call.titles, first.colleagues)
            around |= {"offers": offered(self.kind, by), "templates": templates(first.state, by.titles)}
        return self.call.page("staff/many.html", status, **{"templates": {}} | around | shown)

    def commands(self) -> dict[str, ReadCommand]:
        """The command for each case: on the version of it that was seen, under an id of its own."""
        return {
            reference: command_of(self.kind, self.typed, replace(self.frame, seen=self.seen[reference]), each.state)
            for reference, each in self.cases.items()
        }

    async def tried(self) -> Response:
        """What would become of each case. Nothing is sent."""
        commands = self.commands()
        if wrong := next((each.errors for each in commands.values() if each.errors), None):
            return self.page(wrong)

        def answers(records: Connection) -> list[CaseAnswer]:
            return [
                would_become(records, reference, each.command) for reference, each in commands.items() if each.command
            ]

        return self.page(answers=[*await self.call.backend.read(answers), *self.unseen])

    async def sent(self) -> Response:
        """Gives the command to each case, some at a time; what one refuses keeps no other from it."""
        commands = self.commands()
        if wrong := next((each.errors for each in commands.values() if each.errors), None):
            return self.page(wrong)
        made = {reference: each.command for reference, each in commands.items() if each.command}
        backend, signer = self.call.backend, self.call.staff.signatory
        target = ByBackend(backend)

        async def reached() -> ByBackend:
            return target

        def build(reference: str) -> list[AnyCommand]:
            return [made[reference]]

        sending = Sending(backend.config, self.call.actor, build, lambda reference: None, by=signer, target=reached)
        results = [each async for each in bounded(sending.send, list(made), IN_FLIGHT, in_order=True)]
        return self.page(answers=[*map(became, results), *self.unseen], is_done=True)


async def _order(call: StaffCall, kind: str, ticked: Mapping[str, int], given: Typed) -> ManyOrder:
    """Reads the cases, with a view left behind of each."""
    who, config = call.who(), call.backend.config

    def look(records: Connection) -> tuple[dict[str, ActedOn], list[CaseAnswer]]:
        found, unseen = dict[str, ActedOn](), list[CaseAnswer]()
        for reference in ticked:
            try:
                found[reference] = acted_on(records, who, reference, kind, config)
            except TawasulError as error:
                unseen.append(CaseAnswer(reference, refusal_said(error), "bad"))
        return found, unseen

    found, unseen = await call.backend.read(look)
    typed = {name: values for name, values in given.items() if name not in _OF_MANY}
    frame = replace(await frame_of(call, typed, kind), command_id=given.get("command_id", [uuid4().hex])[-1])
    return ManyOrder(call, kind, found, tuple(unseen), ticked, typed, frame)


def _ticked(values: list[str]) -> Iterator[tuple[str, int]]:
    """References with the version of each that was seen; what is none is left out."""
    for value in values[:MOST]:
        reference, _at, seq = value.partition("@")
        try:
            yield parse_reference(reference), int(seq)
        except ValueError:
            continue
