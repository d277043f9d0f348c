"""Whether a letter is genuine: for everybody who has its verification code, and with nothing about a person."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

from activities.official_letters.reading import letter_by_code
from activities.records.database import Connection
from commands.common.words.language import N_
from models.official_letters.code import parse_code
from models.official_letters.verifying import Verification, verified
from web.pages.base.calls import InPage, PageCall, PageRoute
from web.pages.told import STANDING, PackTold

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_NO_CODE = N_("Write the code as it stands on the letter: seventeen letters and digits.")
_LONGEST = 60


@router.get("/verify")
async def verify(call: InPage, code: str = "") -> Response:
    """Asks for a code, and says what is known of the letter that has it."""
    if not code.strip():
        return _page(call)
    try:
        known = parse_code(code[:_LONGEST])
    except ValueError:
        return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, code=code[:_LONGEST], error=_NO_CODE)

    def look(records: Connection) -> Verification:
        return verified(*letter_by_code(records, known))

    found = await call.backend.read(look)
    packs = call.backend.channels.folder.packs
    letter = found.letter
    told = PackTold(packs[letter.pack], call.language) if letter and letter.pack in packs else None
    return _page(call, code=known, found=found, told=told)


def _page(call: PageCall, status: HTTPStatus = HTTPStatus.OK, **values: object) -> Response:
    blank: dict[str, object] = {"code": "", "error": "", "found": None, "told": None, "standings": STANDING}
    return call.page("verify.html", status, **(blank | values))
