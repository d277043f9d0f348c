"""A call of the workspace: a page call of somebody of staff who has a session, or it leads to the login."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.responses import Response

from commands.common.onlooker.looking import LONGEST_REASON, Onlooker
from commands.common.words.language import N_
from commands.looks.asking import AtRecords, RecordsLook
from models.case.actor import Actor
from models.text import mask_in_text
from web.access.callers import backend_of
from web.logs import note
from web.pages.base.calls import PageCall, PageRoute, SignedOut, language_in
from web.pages.base.visits import Visit
from web.pages.staff.titles import StaffTitles
from web.pages.staff.visitors import StaffVisitor, visitor_of

Asked = TypeVar("Asked")
Told = TypeVar("Told")

ROOT = "/staff"
PLACES: Mapping[str, str] = {"": N_("Inbox"), "/cases": N_("Cases"), "/board": N_("Board")}
"""What the navigation of the workspace leads to, by the path beneath ROOT."""


@dataclass(frozen=True)
class StaffCall(PageCall):
    """A call of the workspace; `visitor` is who made it, once that is known."""

    visitor: StaffVisitor | None = None
    error_template = "staff/error.html"

    def page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        """A page of the workspace, with its navigation."""
        around = {"visitor": self.visitor, "root": f"/{self.language}{ROOT}", "places": PLACES, "here": self.here}
        return super().page(template, status, **around | values)

    def go(self, path: str) -> Response:
        """Go on with another page of the workspace, in the same language; `path` begins with ROOT."""
        return super().go(path)

    @property
    def here(self) -> str:
        """The place of the navigation that the page is beneath."""
        rest = self.request.url.path.removeprefix(f"/{self.language}{ROOT}")
        return next((place for place in PLACES if place and rest.startswith(place)), "")

    @property
    def staff(self) -> StaffVisitor:
        """Who made the call. Raises SignedOut."""
        if self.visitor is None:
            raise SignedOut(login_path(self.request))
        return self.visitor

    @property
    def actor(self) -> Actor:
        """The same as the actor of commands. Raises SignedOut."""
        return self.staff.actor

    @property
    def titles(self) -> StaffTitles:
        """What packs call their codes, in the language of the page."""
        return StaffTitles(self.backend.channels.folder.packs, self.language)

    def who(self, *, numbers: bool = False, why: str | None = None) -> Onlooker:
        """The same as somebody who looks. Raises SignedOut."""
        return self.staff.onlooker(self.backend.authority, numbers=numbers, why=why)

    async def look(
        self, look: RecordsLook[Asked, Told], asked: Asked, *, numbers: bool = False, why: str | None = None
    ) -> Told:
        """The answer of a look of the commands; its view is left. Raises NotAllowed, and what the look raises."""
        who = self.who(numbers=numbers, why=why)
        return await self.backend.read(lambda records: look.at(AtRecords(records, who, self.backend.config), asked))


def login_path(request: Request) -> str:
    """Where somebody logs in to come to the page that was asked for."""
    after = path_after(request.url.path.partition("/staff")[2] + (f"?{request.url.query}" if request.url.query else ""))
    wanted = {"next": after} if request.method == "GET" and after else {}
    return f"{ROOT}/login?{urlencode({'left': 1, **wanted}, quote_via=quote)}"


def path_after(wanted: str) -> str:
    """A path beneath ROOT to which a login may lead; empty for anything else."""
    return wanted if wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable() else ""


def reason_in(typed: str) -> str | None:
    """Why somebody looks, as views have it; none where they said nothing."""
    return mask_in_text(" ".join(typed.split()))[:LONGEST_REASON] or None


def anybody(request: Request) -> StaffCall:
    """A call of a page of the workspace that needs no session. Raises TooManyCalls."""
    call = StaffRoute.call_of(request)
    call.take(call.backend.page_limits.looks)
    return call


async def staff_visit(request: Request) -> StaffCall:
    """A call of somebody with a session. Raises SignedOut, TooManyCalls, Unreachable."""
    call = StaffRoute.call_of(request)
    if call.visit.is_new:
        raise SignedOut(login_path(request))
    token, config = call.visit.token, call.backend.config
    found = await call.backend.read(lambda records: visitor_of(records, config, token, datetime.now(UTC)))
    if found is None:
        raise SignedOut(login_path(request))
    note(caller=found.actor.id)
    call.backend.limits.take(found.actor.id)
    request.state.staff_visitor = found
    return replace(call, visitor=found)


class StaffRoute(PageRoute):
    """A route of the workspace: its errors are pages of it."""

    @staticmethod
    def call_of(request: Request) -> StaffCall:
        """The call; with who made it, where that was found out."""
        backend = backend_of(request)
        visit = Visit.of(request, backend.config, "staff")
        known = getattr(request.state, "staff_visitor", None)
        return StaffCall(request, backend, language_in(request), visit, known)


AtLogin = Annotated[StaffCall, Depends(anybody)]
InStaff = Annotated[StaffCall, Depends(staff_visit)]
"""What a page of the workspace begins with: who made the call is known."""
