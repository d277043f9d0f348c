"""How staff come to their workspace: by a login at the provider or by a link that opens it once; how they leave it."""

import asyncio
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from activities.trust.http import provider_client
from commands.common.words.language import N_, Language
from errors import LoginFailed, LoginFault
from models.codes import EntryKind
from models.trust.keys import SigningKey
from sessions.login.browser import AskedLogin, address_of_login, tokens_of_answer
from sessions.login.exchange import Exchange
from sessions.served.entries import LOGIN_HOLDS, keep_entry, see_entry, take_entry
from sessions.served.held import LONGEST, begin_held, end_held, session_in
from sessions.served.sealing import new_token
from sessions.store import Session
from web.logs import note
from web.pages.base.rendering import HEADERS, see_other
from web.pages.staff.calls import ROOT, AtLogin, StaffCall, StaffRoute, anybody, path_after
from web.pages.staff.visitors import visitor_by

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=ROOT)

CALLBACK = f"{ROOT}/callback"
"""Where the provider sends a browser back to; in no language, so that it is registered there once."""
FAILED = N_("The login did not work. Begin again; if it fails again, tell those who look after the system.")
NOT_STAFF = N_("You are known at the provider, and not on the staff list here. Those who keep the list can add you.")
USED = N_("This link is used, or its time is over. A new one has to be made.")


@router.get("/login")
async def login(call: AtLogin, left: bool = False, next: str = "") -> Response:
    """How to log in."""
    return _login_page(call, "", after=path_after(next), left=left)


@router.get("/login/go")
async def go_to_provider(call: AtLogin, next: str = "") -> Response:
    """Begins a login: the key of the session is made here, and the provider is told its name. Raises Unreachable."""
    call.take(call.backend.page_limits.logins)
    try:
        address = await asyncio.to_thread(_begun, call, path_after(next))
    except LoginFailed as failed:
        return _login_page(call, _said(failed))
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=dict(HEADERS))
    call.visit.keep(response)
    return response


async def come_back(request: Request) -> Response:
    """Takes what the provider says of a login that was begun in this browser. Raises Unreachable."""
    call = anybody(request)
    call.take(call.backend.page_limits.logins)
    answer = dict(request.query_params)
    entry = call.visit.token + answer.get("state", "")
    kept = await call.backend.read(lambda records: take_entry(records, EntryKind.LOGIN, entry))
    if kept is None:
        return _login_page(call, FAILED)
    own = StaffCall(call.request, call.backend, Language(kept["language"]), call.visit)
    try:
        session = await asyncio.to_thread(_session_by, own, kept, answer)
    except LoginFailed as failed:
        return _login_page(own, _said(failed))
    return await _begin(own, session, kept["after"]) or _login_page(own, NOT_STAFF)


@router.get("/enter")
async def enter(call: AtLogin, link: str = "") -> Response:
    """Asks whether to use a link: whatever looks at an address before a person does must not use it up."""
    kept = await call.backend.read(lambda records: see_entry(records, EntryKind.LINK, link))
    if kept is None:
        return _login_page(call, USED)
    return call.page("staff/enter.html", link=link, whose=kept["staff"])


@router.post("/enter")
async def enter_by_link(call: AtLogin) -> Response:
    """Opens a session by a link, once."""
    form = await call.form()
    call.take(call.backend.page_limits.logins)
    kept = await call.backend.read(lambda records: take_entry(records, EntryKind.LINK, form.get("link", "")))
    if kept is None:
        return _login_page(call, USED)
    return await _begin(call, session_in(kept), "") or _login_page(call, NOT_STAFF)


@router.post("/leave")
async def leave(call: AtLogin) -> Response:
    """Ends the session: its key is gone."""
    await call.form()
    await call.backend.read(lambda records: end_held(records, call.visit.token))
    response = call.go(f"{ROOT}/login")
    call.visit.keep(response, new_token())
    return response


def _begun(call: StaffCall, after: str) -> str:
    """The address of a login at the provider, with what is needed at its end kept for this browser alone."""
    config, key, asked = call.backend.config, SigningKey.made(), AskedLogin.made()
    if not (config.oidc_issuer and config.oidc_client_id):
        raise LoginFailed(LoginFault.NO_PROVIDER)
    content = {"key": str(key), **asked._asdict(), "language": call.language, "after": after}
    with provider_client(config.oidc_issuer) as client:
        exchange = Exchange.begin(client, config.oidc_issuer, config.oidc_client_id, key)
        address = address_of_login(exchange, _landing(call), asked)
    with call.backend.records() as records:
        keep_entry(records, EntryKind.LOGIN, call.visit.token + asked.state, content, LOGIN_HOLDS)
    return address


def _session_by(call: StaffCall, kept: dict[str, Any], answer: dict[str, str]) -> Session:
    """The session that the provider's answer gives. Raises LoginFailed, Unreachable."""
    config, key = call.backend.config, SigningKey.read(kept["key"])
    asked = AskedLogin(kept["state"], kept["verifier"])
    with provider_client(config.oidc_issuer) as client:
        exchange = Exchange.begin(client, config.oidc_issuer, config.oidc_client_id, key)
        tokens = tokens_of_answer(exchange, _landing(call), asked, answer)
        bound = exchange.bound(tokens)
    return Session(bound.claims.subject, key, bound.token, tokens.refresh)


async def _begin(call: StaffCall, session: Session, after: str) -> Response | None:
    """Open the workspace to whoever a session is of, by a new token; None where they are nobody of the staff."""
    now, token, config = datetime.now(UTC), new_token(), call.backend.config
    found = await call.backend.read(lambda records: visitor_by(records, config, session.signatory, now + LONGEST, now))
    if found is None:
        return None
    own = Session(found.actor.id, session.key, session.token, session.refresh)
    await call.backend.read(lambda records: begin_held(records, token, own))
    note(caller=found.actor.id)
    response = see_other(f"/{found.language}{ROOT}{path_after(after)}")
    call.visit.keep(response, token)
    return response


def _landing(call: StaffCall) -> str:
    """The address to which the provider sends browsers back."""
    return (call.backend.config.web_url or str(call.request.base_url)).rstrip("/") + CALLBACK


def _said(failed: LoginFailed) -> str:
    note(login=failed.fault)
    return NOT_STAFF if failed.fault is LoginFault.NOT_STAFF else FAILED


def _login_page(call: StaffCall, error: str, *, after: str = "", left: bool = False) -> Response:
    status = HTTPStatus.FORBIDDEN if error else HTTPStatus.OK
    way = f"{ROOT}/login/go" + (f"?{urlencode({'next': after}, quote_via=quote)}" if after else "")
    has = bool(call.backend.config.oidc_issuer)
    return call.page("staff/login.html", status, error=error, left=left, has_provider=has, way=way)
