"""What a beneficiary does with their case, through the channel that knows them: an operation for each."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from models.case.state import Receipt
from models.intake.fields import MAX_LINE, MAX_TEXT
from web.access.callers import Caller, InBackend, calling
from web.access.scopes import ApiScope
from web.backend import Backend
from web.cases.giving import give_as_channel
from web.cases.paths import RESPONSES, CommandKey, IfMatch, Reference, answered
from web.problems.media import json_only

router = APIRouter(prefix="/v1/cases/{reference}", tags=["beneficiaries"], dependencies=[Depends(json_only)])
ForBeneficiary = Annotated[Caller, Depends(calling(ApiScope.BENEFICIARY))]


class SaidByBeneficiary(BaseModel):
    """What a beneficiary says."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NamedDocument(BaseModel):
    """A document: an `attachment` as the call that took its file gave it, or by reference alone."""

    model_config = ConfigDict(extra="forbid", strict=True)

    file_name: str = Field(min_length=1, max_length=200, examples=["receipt.pdf"])
    kind: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64, examples=["payment_receipt"])
    size_bytes: int | None = Field(None, ge=0)
    mime: str | None = Field(None, max_length=MAX_LINE)


class SaidReply(SaidByBeneficiary):
    """The answer to what was asked."""

    text: str = Field("", max_length=MAX_TEXT, examples=["مرفق إيصال السداد"])
    attachments: list[NamedDocument] = Field(default_factory=list, max_length=5)


class SaidWithdraw(SaidByBeneficiary):
    """That the request is taken back."""

    note: str | None = Field(None, max_length=MAX_TEXT, examples=["حُلت المشكلة"])


class SaidReopen(SaidByBeneficiary):
    """That the problem is not solved."""

    text: str = Field(max_length=MAX_TEXT, examples=["ظهر الخطأ نفسه"])
    retry_failed: bool = Field(False, description="The e-service failed again.")


class SaidRate(SaidByBeneficiary):
    """How the request was handled."""

    score: int = Field(ge=1, le=5, examples=[5])
    comment: str | None = Field(None, max_length=MAX_TEXT)


class SaidAppeal(SaidByBeneficiary):
    """Why the result is wrong."""

    text: str = Field(max_length=MAX_TEXT, examples=["لم ينظر في الصك المرفق"])


class SaidRemind(SaidByBeneficiary):
    """That the beneficiary asks after their request."""


class BeneficiaryCall(NamedTuple):
    """A call in which a beneficiary says something to their case."""

    backend: Backend
    caller: Caller
    reference: str
    key: str
    if_match: str | None

    async def give(self, kind: str, said: SaidByBeneficiary) -> JSONResponse:
        """Give what is said as a command of a kind."""
        command = said.model_dump(exclude_none=True) | {"kind": kind, "command_id": self.key}
        return answered(await give_as_channel(self.backend, self.caller, self.reference, command, self.if_match))


def _call(
    backend: InBackend, caller: ForBeneficiary, reference: Reference, key: CommandKey, if_match: IfMatch = None
) -> BeneficiaryCall:
    return BeneficiaryCall(backend, caller, reference, key, if_match)


InCall = Annotated[BeneficiaryCall, Depends(_call)]


@router.post("/reply", response_model=Receipt, responses=RESPONSES, summary="Answer what was asked")
async def reply(
    said: SaidReply,
    call: InCall,
) -> JSONResponse:
    """The same officer goes on with the request."""
    return await call.give("reply", said)


@router.post("/withdraw", response_model=Receipt, responses=RESPONSES, summary="Take the request back")
async def withdraw(
    said: SaidWithdraw,
    call: InCall,
) -> JSONResponse:
    """The case is closed as withdrawn."""
    return await call.give("withdraw", said)


@router.post("/reopen", response_model=Receipt, responses=RESPONSES, summary="Say that it is not solved")
async def reopen(
    said: SaidReopen,
    call: InCall,
) -> JSONResponse:
    """Possible within the follow-up window."""
    return await call.give("reopen", said)


@router.post("/rate", response_model=Receipt, responses=RESPONSES, summary="Rate how it was handled")
async def rate(
    said: SaidRate,
    call: InCall,
) -> JSONResponse:
    """A very low rating reopens the request where the policy says so."""
    return await call.give("rate", said)


@router.post("/appeal", response_model=Receipt, responses=RESPONSES, summary="Appeal against the result")
async def appeal(
    said: SaidAppeal,
    call: InCall,
) -> JSONResponse:
    """People who took no part in it decide, in a case of its own: `appeal` of the receipt names it."""
    return await call.give("appeal", said)


@router.post("/remind", response_model=Receipt, responses=RESPONSES, summary="Remind of an undecided request")
async def remind(
    said: SaidRemind,
    call: InCall,
) -> JSONResponse:
    """Possible once in so many days, as the policy says."""
    return await call.give("remind", said)
