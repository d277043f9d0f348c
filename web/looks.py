"""`POST /v1/looks/…`: what `tawasul` asks where `TAWASUL_API` names this interface. The shapes go with the version of
both, so they stand in no document: other programs take the lists."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from activities.records.database import Connection
from commands.looks.asking import AtRecords, look_of
from web.access.callers import InBackend
from web.access.onlookers import onlooker_of
from web.cases.reading import ForReader
from web.problems.media import json_only
from web.problems.missing import NotFound

router = APIRouter(prefix="/v1/looks", dependencies=[Depends(json_only)], include_in_schema=False)


class Question(BaseModel):
    """A look: what is asked, and whether numbers are wanted in full."""

    model_config = ConfigDict(extra="forbid")

    asked: Any = None
    numbers: bool = False


@router.post("/{name}")
async def take_look(
    backend: InBackend, caller: ForReader, name: str, question: Annotated[Question, Body()]
) -> JSONResponse:
    """Take a look for a member of staff, as who they are on record: nothing of the question says who asks."""
    found = look_of(name)
    if found is None:
        raise NotFound(f"no look is called {name[:40]}")
    who = onlooker_of(backend, caller, numbers=question.numbers)

    def answer(connection: Connection) -> Any:
        return found.answer(AtRecords(connection, who, backend.config), question.asked)

    return JSONResponse(await backend.read(answer))
