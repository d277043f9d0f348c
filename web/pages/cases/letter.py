"""The official letter on the last decision of a case, as pages hand it out: a worker makes it when it is asked for."""

from fastapi.responses import Response

from activities.official_letters.reading import LetterOfCase, last_decision, letters_of
from activities.records.database import Connection
from client.letters import make_letter
from errors import NoLetter
from models.codes import LetterFlaw
from web.pages.base.calls import PageCall
from web.pages.base.rendering import HEADERS
from workflows.official_letters.ports import MakeLetter


def document_of(found: LetterOfCase) -> Response:
    """A letter as a document."""
    name = "".join(each if each.isalnum() else "-" for each in found.number)
    headers = {**HEADERS, "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(found.document, media_type="application/pdf", headers=headers)


async def letter_for(call: PageCall, reference: str) -> LetterOfCase:
    """The last letter of a case with its document. Raises NoLetter, Unreachable."""

    def known(records: Connection) -> tuple[LetterOfCase, ...]:
        return letters_of(records, reference)

    letters = await call.backend.read(known)
    if letters and letters[-1].made_at and letters[-1].document:
        return letters[-1]
    seq = letters[-1].seq if letters else await call.backend.read(lambda records: last_decision(records, reference))
    if seq is None:
        raise NoLetter(reference, LetterFlaw.NOT_DECIDED, "nothing is decided yet")
    made = await make_letter(await call.backend.temporal(), MakeLetter(reference=reference, seq=seq))
    if made.flaw:
        raise NoLetter(reference, made.flaw, "there is no letter")
    return next(each for each in await call.backend.read(known) if each.seq == seq)
