"""A call of a page: its language and visit, how it is answered, and how an error becomes a page."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from activities.records.database import Connection
from commands.common.words.language import Language, reading_in
from errors import TawasulError
from web.access.callers import backend_of
from web.access.limits import CallLimits, TooManyCalls
from web.backend import Backend
from web.logs import note
from web.middleware.bounds import log_unexpected
from web.pages.base.forms import fields_of, form_of
from web.pages.base.rendering import rendered, see_other
from web.pages.base.visits import PageSession, Visit, session_of
from web.problems.codes import CODES, RETRY_AFTER

Answer = TypeVar("Answer")

log = logging.getLogger("web")


class SignedOut(TawasulError):
    """The page needs a session, and there is none (any more). `leads_to` is where one begins."""

    def __init__(self, leads_to: str = "/find?left=1") -> None:
        super().__init__("signed_out", "there is no session")
        self.leads_to = leads_to


@dataclass(frozen=True)
class PageCall:
    """One call of a page."""

    request: Request
    backend: Backend
    language: Language
    visit: Visit
    error_template = "error.html"

    def page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        """A page of this visit."""
        path = self.request.url.path
        rest = path.removeprefix(f"/{self.language}")
        known = {"csrf": self.visit.csrf, "session": None, "path": rest, "query": self.request.url.query} | values
        response: Response = rendered(self.language, template, status, known)
        if self.visit.is_new:
            self.visit.keep(response)
        return response

    def go(self, path: str) -> Response:
        """Go on with another page in the same language."""
        return see_other(f"/{self.language}{path}")

    async def form(self) -> dict[str, str]:
        """What was posted. Raises StaleForm."""
        return await form_of(self.request, self.visit)

    async def fields(self) -> dict[str, list[str]]:
        """What was posted, where a name may stand several times. Raises StaleForm."""
        return await fields_of(self.request, self.visit)

    async def session(self) -> PageSession:
        """The session of the visit. Raises SignedOut."""
        return await self.signed_in(lambda records, session: session)

    async def signed_in(self, look: Callable[[Connection, PageSession], Answer]) -> Answer:
        """What a look at the records gives to whoever is signed in. Raises SignedOut, and what it raises."""
        if self.visit.is_new:
            raise SignedOut

        def looked(records: Connection) -> Answer:
            session = session_of(records, self.visit.digest)
            if session is None:
                raise SignedOut
            return look(records, session)

        return await self.backend.read(looked)

    def take(self, limits: CallLimits) -> None:
        """Count something that this address does. Raises TooManyCalls."""
        limits.take(self.backend.proxies.caller(self.request))

    @asynccontextmanager
    async def lasting(self, seconds: float) -> AsyncIterator[None]:
        """Take no less time than this, so that nobody sees from it what was found."""
        begun = time.monotonic()
        try:
            yield
        finally:
            await asyncio.sleep(max(0.0, seconds - (time.monotonic() - begun)))


class NoPage(TawasulError):
    """There is no such page."""

    def __init__(self) -> None:
        super().__init__("no_page", "there is no such page")


def page_call(request: Request) -> PageCall:
    """The call of a page. Raises TooManyCalls."""
    call = _call(request)
    call.take(call.backend.page_limits.looks)
    return call


def _call(request: Request) -> PageCall:
    backend = backend_of(request)
    return PageCall(request, backend, language_in(request), Visit.of(request, backend.config))


InPage = Annotated[PageCall, Depends(page_call)]

_STATUS = {
    "stale_form": HTTPStatus.FORBIDDEN,
    "no_page": HTTPStatus.NOT_FOUND,
    "no_letter": HTTPStatus.NOT_FOUND,
}


class PageRoute(APIRoute):
    """A route whose errors are pages too."""

    @staticmethod
    def call_of(request: Request) -> PageCall:
        """The call, as an error in it is told."""
        return _call(request)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors told in the language of the page."""
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            with reading_in(language_in(request)):
                try:
                    return await handler(request)
                except TawasulError as error:
                    return error_page(self.call_of(request), error)
                except RequestValidationError:
                    return error_page(self.call_of(request), NoPage())
                except Exception as error:
                    log_unexpected(error)
                    return error_page(self.call_of(request), TawasulError("unexpected", "an error of ours"))

        return answered


def error_page(call: PageCall, error: TawasulError) -> Response:
    """What a person is told of an error: what happened, and what they can do."""
    note(code=error.code)
    if isinstance(error, SignedOut):
        return call.go(error.leads_to)
    known = CODES.get(error.code, CODES["unexpected"]).status
    response = call.page(call.error_template, _STATUS.get(error.code, known), code=error.code, error=error)
    if isinstance(error, TooManyCalls):
        response.headers["Retry-After"] = str(error.after)
    elif response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def language_in(request: Request) -> Language:
    """The language of a call by its path; Arabic where it names none."""
    named = request.url.path.strip("/").partition("/")[0]
    return Language(named) if named in set(Language) else Language.ARABIC
