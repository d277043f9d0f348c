"""`GET /v1/services`: what can be filed for, and what each service asks for of its own: portals build forms from it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from models.packs.pack import FieldSpec, Pack
from web.access.callers import Caller, InBackend, Known
from web.answers import as_json
from web.lists.board import WRONG
from web.lists.taking import Code

router = APIRouter(prefix="/v1", tags=["requests"])

Titles = dict[str, str]


class OwnField(BaseModel):
    """A field that a service has of its own, in the request's `context`."""

    code: str
    title: Titles
    type: str
    required: bool
    least: float | None = None
    most: float | None = None


class ServiceItem(BaseModel):
    """A service as requests name it."""

    pack: str
    section: str
    code: str
    title: Titles = Field(description="What it is called, by language.")
    section_title: Titles
    fields: list[OwnField]
    channels: list[str] = Field(description="The channels of its pack, of those that the caller speaks for.")


class ServiceList(BaseModel):
    """The services of the packs in use."""

    items: list[ServiceItem]


@router.get("/services", response_model=ServiceList, responses=WRONG, summary="What can be filed for")
async def list_services(backend: InBackend, caller: Known, pack: Code = None) -> JSONResponse:
    """Of a channel: the services of the packs that it files for. Of staff: all."""
    packs = backend.channels.folder.packs
    items = [item for name, one in packs.items() if pack in (None, name) for item in _of_pack(one, caller)]
    return as_json(ServiceList(items=items))


def _of_pack(pack: Pack, caller: Caller) -> list[ServiceItem]:
    channels = [each for each in pack.channels if caller.actor or caller.speaks_for(each)]
    if not channels:
        return []
    return [
        ServiceItem(
            pack=pack.name,
            section=service.section,
            code=code,
            title=_titles(service.title),
            section_title=_titles(pack.sections[service.section].title),
            fields=[_own(name, spec) for name, spec in service.fields.items()],
            channels=channels,
        )
        for code, service in pack.services.items()
    ]


def _own(code: str, spec: FieldSpec) -> OwnField:
    return OwnField(
        code=code, title=_titles(spec.title), type=spec.type, required=spec.required, least=spec.least, most=spec.most
    )


def _titles(text: Any) -> Titles:
    return dict(text.texts)
