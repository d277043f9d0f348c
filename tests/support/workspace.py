"""Staff at the workspace in tests: somebody with a session in a browser of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from activities.records.database import connect
from models.case.actor import Actor
from models.codes import EntryKind
from sessions.served.entries import LINK_HOLDS, keep_entry
from sessions.served.held import begin_held, content_of
from sessions.served.sealing import new_token
from sessions.store import Session
from tests.support.pages import Visitor
from tests.support.web import Api
from web.pages.base.visits import cookie_name

COOKIE = cookie_name(secure=False, whose="staff")


def session_for(api: Api, actor: Actor) -> str:
    """The token of a new session."""
    signer, token = api.system.signer(actor), new_token()
    with api.backend.records() as records:
        begin_held(records, token, Session(actor.id, signer.key, signer.token))
    return token


@asynccontextmanager
async def at_desk(api: Api, actor: Actor, language: str = "ar") -> AsyncIterator[Visitor]:
    """A visitor of the workspace for as long as the block runs."""
    cookies = {COOKIE: session_for(api, actor)}
    async with httpx.AsyncClient(base_url=api.http.base_url, timeout=40, cookies=cookies) as http:
        yield Visitor(api, http, language)


def link_for(visitor: Visitor, actor: Actor) -> str:
    """A link as the command line makes it."""
    system, link = visitor.api.system, new_token()
    signer = system.signer(actor)
    with connect(system.config.desk_url) as connection:
        content = content_of(Session(actor.id, signer.key, signer.token))
        keep_entry(connection, EntryKind.LINK, link, content, LINK_HOLDS)
    return link


async def log_in(visitor: Visitor, actor: Actor, language: str = "en") -> None:
    """Have somebody open the workspace by a link; from then on they read in this language."""
    visitor.language = language
    await visitor.get(f"/staff/enter?link={link_for(visitor, actor)}")
    answer = await visitor.post("/staff/enter")
    assert answer.status_code == 200 and answer.url.path.endswith("/staff"), answer.text
