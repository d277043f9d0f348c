"""Staff at the workspace in tests: somebody with a session in a browser of their own."""

from activities.records.database import connect
from models.case.actor import Actor
from models.codes import EntryKind
from sessions.served.entries import LINK_HOLDS, keep_entry
from sessions.served.held import content_of
from sessions.served.sealing import new_token
from sessions.store import Session
from tests.support.pages import Visitor

COOKIE = "tawasul-staff"


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
