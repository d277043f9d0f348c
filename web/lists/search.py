"""`POST /v1/searches` and `POST /v1/dry-runs`: what no address may hold, and what would become of commands."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from activities.reports.cases import CaseFilter
from commands.looks.case_list import CasesAsked, Sought, case_list
from commands.looks.dry_run import DryRunAsked, dry_run
from errors import TawasulError, Unreachable, WrongUsage
from models.case.row import CaseRow
from models.case.state import Receipt, Refusal
from web.access.callers import Caller, InBackend
from web.answers import as_json
from web.backend import Backend
from web.cases.reading import ForReader
from web.lists.board import WRONG
from web.lists.taking import next_of, offset_in, taken
from web.problems.media import json_only

router = APIRouter(prefix="/v1", tags=["staff"], dependencies=[Depends(json_only)])

MOST_CASES = 100
REFERENCE = r"^TW(-[0-9A-Z]{4}){3}-[0-9A-Z]$"


class CaseSearch(BaseModel):
    """What is searched for: a person by their number, words of the request, or both."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field("", max_length=64, description="An identity number, a mobile number or an e-mail address.")
    words: str = Field("", max_length=500, description="Whole words in any spelling and order.", examples=["تأشيرة"])
    limit: int = Field(50, ge=1, le=100)
    cursor: str | None = Field(None, max_length=100, description="`next` of the page before.")


class FoundPage(BaseModel):
    """A page of the cases that were found."""

    items: list[CaseRow]
    total: int
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


@router.post("/searches", response_model=FoundPage, responses=WRONG, summary="Search for a person or for words")
async def search_cases(backend: InBackend, caller: ForReader, wanted: Annotated[CaseSearch, Body()]) -> JSONResponse:
    """Cases that the caller sees, by what no address may hold. The permit says why; a view is left, with hashes."""
    if not (wanted.person.strip() or wanted.words.strip()):
        raise WrongUsage("give a person or words")
    offset = offset_in(wanted.cursor, "search")
    sought = Sought(wanted.person.strip(), wanted.words.strip())
    asked = CasesAsked(CaseFilter(limit=wanted.limit, offset=offset), sought)
    told = await taken(backend, caller, case_list, asked)
    page = FoundPage(items=list(told.rows), total=told.total, next=next_of("search", offset, told.rows, told.total))
    return as_json(page)


class TrialOrder(BaseModel):
    """A command to several cases, of which nothing is sent; the caller is who would give it."""

    model_config = ConfigDict(extra="forbid")

    references: list[Annotated[str, Field(pattern=REFERENCE)]] = Field(min_length=1, max_length=MOST_CASES)
    command: dict[str, Any] = Field(
        description="Its `kind` and the fields of that kind.", examples=[{"kind": "claim"}], max_length=50
    )


class TrialResult(BaseModel):
    """What one case would answer: a receipt, a refusal, or why nothing can be said of it."""

    reference: str
    receipt: Receipt | None = None
    refusal: Refusal | None = None
    problem: str | None = Field(None, description="The code of an error: there is no such case, or it is not seen.")


class TrialAnswer(BaseModel):
    """What each case would answer, in the order of the references."""

    items: list[TrialResult]


@router.post("/dry-runs", response_model=TrialAnswer, responses=WRONG, summary="What a command would do to cases")
async def try_command(backend: InBackend, caller: ForReader, order: Annotated[TrialOrder, Body()]) -> JSONResponse:
    """Decided by the rules of each case over its records, as `--dry-run` does. Nothing is sent; views are left."""
    command = {"command_id": "dry-run-0001"} | order.command
    return as_json(TrialAnswer(items=[await _tried(backend, caller, each, command) for each in order.references]))


async def _tried(backend: Backend, caller: Caller, reference: str, command: dict[str, Any]) -> TrialResult:
    try:
        told = await taken(backend, caller, dry_run, DryRunAsked(reference, (command,)))
    except (Unreachable, WrongUsage):
        raise
    except TawasulError as error:
        return TrialResult(reference=reference, problem=error.code)
    return TrialResult(reference=reference, receipt=told.receipt, refusal=told.refusal)
