"""Finding a case: its reference, then the one-time code that is sent to whoever filed it.

Every answer is the same whether or not there is such a case, and takes the same time: a worker looks whether there is
one, long after this was answered.
"""

from asyncio import to_thread
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

from client.one_time_codes import send_code
from commands.common.words.language import N_
from models.codes import CodeOutcome
from models.intake.reference import parse_reference
from models.one_time_codes.code import HOLDS, one_time_hash, read_code
from web.logs import note
from web.pages.base.calls import InPage, PageCall, PageRoute
from web.pages.base.visits import digest_of, end_session, new_token, try_code
from workflows.one_time_codes.ports import SendCode

router = APIRouter(route_class=PageRoute, include_in_schema=False)

LASTS = 0.5
"""Seconds that an answer about a reference takes at least."""
_NO_REFERENCE = N_("Write the reference as it stands in the messages you got: TW and thirteen letters and digits.")
_NO_CODE = N_("The code has six digits. Write them as they stand in the message.")
_WRONG_CODE = N_("This code does not open the request. It may be mistyped, or its time is over: ask for a new one.")


@router.get("")
async def home(call: InPage) -> Response:
    """What somebody can do here."""
    return call.page("home.html")


@router.get("/find")
async def find(call: InPage, left: bool = False) -> Response:
    """Asks for the reference."""
    return call.page("find.html", error="", typed="", left=left)


@router.post("/find")
async def ask_for_code(call: InPage) -> Response:
    """Has a code sent, if there is such a case, and asks for it."""
    form = await call.form()
    call.take(call.backend.page_limits.codes)
    try:
        reference = parse_reference(form.get("reference", ""))
    except ValueError:
        typed = form.get("reference", "")[:100]
        return call.page("find.html", HTTPStatus.UNPROCESSABLE_ENTITY, error=_NO_REFERENCE, typed=typed, left=False)
    call.backend.page_limits.all_codes.take("")
    async with call.lasting(LASTS):
        await send_code(await call.backend.temporal(), SendCode(reference=reference, language=call.language))
    return _code_page(call, reference)


@router.get("/code")
async def code(call: InPage) -> Response:
    """Of an address that was kept: the reference is asked for again."""
    return call.go("/find")


@router.post("/code")
async def open_by_code(call: InPage) -> Response:
    """Opens a session by the right code."""
    form = await call.form()
    call.take(call.backend.page_limits.tries)
    try:
        reference = parse_reference(form.get("reference", ""))
    except ValueError:
        return call.go("/find")
    try:
        digits = read_code(form.get("code", ""))
    except ValueError:
        return _code_page(call, reference, _NO_CODE)
    token = new_token()
    async with call.lasting(LASTS):
        outcome = await _tried(call, reference, digits, digest_of(token))
    note(outcome=outcome)
    if outcome is not CodeOutcome.OPENED:
        return _code_page(call, reference, _WRONG_CODE)
    response = call.go("/case")
    call.visit.keep(response, token)
    return response


@router.post("/leave")
async def leave(call: InPage) -> Response:
    """Ends the session."""
    await call.form()
    await call.backend.read(lambda records: end_session(records, call.visit.digest))
    response = call.go("")
    call.visit.keep(response, new_token())
    return response


async def _tried(call: PageCall, reference: str, digits: str, digest: bytes) -> CodeOutcome:
    kept = await to_thread(one_time_hash, call.backend.config.index_key, reference, digits)
    return await call.backend.read(lambda records: try_code(records, reference, kept, digest))


def _code_page(call: PageCall, reference: str, error: str = "") -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    minutes = int(HOLDS.total_seconds() // 60)
    return call.page("code.html", status, reference=reference, error=error, minutes=minutes)
