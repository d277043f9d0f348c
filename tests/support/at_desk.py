"""Somebody of staff at a browser in tests, with a session that the server holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from models.case.actor import Actor
from sessions.served.held import begin_held
from sessions.served.sealing import new_token
from sessions.store import Session
from tests.support.pages import Visitor
from tests.support.web import Api
from web.pages.base.visits import cookie_name


def session_for(api: Api, actor: Actor) -> str:
    """The token of a new session."""
    signer, token = api.system.signer(actor), new_token()
    with api.backend.records() as records:
        begin_held(records, token, Session(actor.id, signer.key, signer.token))
    return token


@asynccontextmanager
async def at_desk(api: Api, actor: Actor, language: str = "ar") -> AsyncIterator[Visitor]:
    """A visitor of the workspace for as long as the block runs."""
    cookies = {cookie_name(secure=False, whose="staff"): session_for(api, actor)}
    async with httpx.AsyncClient(base_url=api.http.base_url, timeout=40, cookies=cookies) as http:
        yield Visitor(api, http, language)
