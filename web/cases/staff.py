"""Commands of staff: each comes signed with the key of their session, and goes on to its case as it is."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter, ValidationError

from client import AlreadySigned
from errors import NotAllowed
from models.case.commands import COMMAND, AnyCommand
from models.case.state import Receipt
from models.intake.request import InvalidRequest, Problem
from models.trust.statement import AUTH, Auth
from models.validation import reason_of
from web.access.callers import Caller, InBackend, calling
from web.access.scopes import ApiScope
from web.cases.giving import give
from web.cases.paths import RESPONSES, IfMatch, Reference, answered
from web.cases.versions import check_signed
from web.problems.media import json_only

router = APIRouter(prefix="/v1/cases/{reference}", tags=["staff"], dependencies=[Depends(json_only)])
ForStaff = Annotated[Caller, Depends(calling(ApiScope.STAFF))]
_AUTH: TypeAdapter[Auth] = TypeAdapter(Auth)


@router.post("/commands", response_model=Receipt, responses=RESPONSES, summary="Give a command of staff")
async def command(
    backend: InBackend,
    caller: ForStaff,
    reference: Reference,
    message: Annotated[dict[str, Any], Body()],
    if_match: IfMatch = None,
) -> JSONResponse:
    """Give a command that its actor has signed, as `tawasul sign` prints it; its `command_id` makes a retry safe.

    The signature is bound to the case, and to every field: nothing is added here, and nobody is spoken for.
    """
    given = _read(message)
    if caller.actor is None or given.actor.id != caller.actor.id:
        raise NotAllowed("the command is of somebody else than the permit")
    check_signed(if_match, given.expected_seq)
    return answered(await give(backend, reference, given, AlreadySigned(message)))


def _read(message: dict[str, Any]) -> AnyCommand:
    """The command in a signed message. Raises InvalidRequest with every field that breaks a rule."""
    problems = list[Problem]()
    try:
        given = COMMAND.validate_python({name: value for name, value in message.items() if name != AUTH})
    except ValidationError as error:
        problems += [_problem(each["loc"][1:], each) for each in error.errors()]
    try:
        _AUTH.validate_python(message.get(AUTH))
    except ValidationError as error:
        problems += [_problem((AUTH, *each["loc"]), each) for each in error.errors()]
    if problems:
        raise InvalidRequest(problems)
    return given


def _problem(path: tuple[int | str, ...], error: Any) -> Problem:
    return Problem(field=".".join(map(str, path)) or "kind", reason=reason_of(error))
