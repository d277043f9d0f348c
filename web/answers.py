"""Answers of handlers: a model as JSON with its status and headers."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field


class Stored(BaseModel):
    """No worker answered in time: what was sent is stored, and is handled, in order, when one is back."""

    reference: str
    queued: bool = True
    command_id: str = Field(description="The id under which it waits; sending the same again is safe.")


def as_json(
    model: BaseModel, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A model as an answer. It is ours, so nothing checks it again."""
    return JSONResponse(model.model_dump(mode="json"), status, headers=dict(headers or {}))
