"""Filing of a new request: choose the service, fill in its form, check it, send it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import Response

from commands.common.words.language import N_
from errors import Queued, Refused
from models.intake.reference import derive_reference
from models.intake.request import InvalidRequest
from models.packs.pack import Section
from web.pages.base.calls import InPage, NoPage, PageCall, PageRoute
from web.pages.base.forms import StaleForm, documents_in
from web.pages.base.uploads import CARRYING, OTHER, check_carried, file_inputs, filled_form
from web.pages.cases.acting import PAGES
from web.pages.cases.refusals import refusal_words
from web.pages.filing.fields import groups_of
from web.pages.filing.reading import as_request, errors_in, read_form
from web.pages.told import PackTold
from web.requests.filing import Conflict, file

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FILES_AGAIN = N_("Attach your files again: this request was changed since you checked it.")
_AGAIN = N_("This request was changed since you checked it. Check it again, and send it.")


@router.get("/new")
async def choose_pack(call: InPage) -> Response:
    """Which directorate; the only one is chosen already."""
    packs = {name: PackTold(pack, call.language) for name, pack in call.backend.channels.folder.packs.items()}
    if len(packs) == 1:
        return call.go(f"/new/{next(iter(packs))}")
    return call.page("packs.html", packs={name: told.text(told.pack.title) for name, told in packs.items()})


@router.get("/new/{pack}")
async def choose_service(call: InPage, pack: str) -> Response:
    """Which service, by the sections of the pack."""
    told = _told(call, pack)
    sections = {
        told.text(section.title): _services(told, code, section) for code, section in told.pack.sections.items()
    }
    found = {title: services for title, services in sections.items() if services}
    return call.page("services.html", told=told, sections=found)


@router.get("/new/{pack}/{service}")
async def fill_in(call: InPage, pack: str, service: str) -> Response:
    """The form of a service."""
    return _form_page(call, _listed(_told(call, pack), service), service, {}, {})


@router.post("/new/{pack}/{service}")
async def check(call: InPage, pack: str, service: str) -> Response:
    """Shows what was typed, to be checked; or the form again, with what is wrong in it."""
    told = _listed(_told(call, pack), service)
    form, wrong = await filled_form(call, told.pack, lambda fields: _draft(call, told, fields))
    if form.pop("step", "") == "change":
        return _form_page(call, told, service, form, {})
    form |= _begun(call, form) | {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    found = {**errors_in(groups_of(told, service), form), **wrong}
    errors = found or read_form(call.backend.channels, told, service, form)
    if isinstance(errors, dict):
        return _form_page(call, told, service, form, errors)
    return _check_page(call, told, service, form)


@router.post("/new/{pack}/{service}/send")
async def send(call: InPage, pack: str, service: str) -> Response:
    """Files the request. Its id and instant are those of the page on which it was checked: sent twice it is one."""
    form, told = await call.form(), _listed(_told(call, pack), service)
    mark = form.pop("mark", "")
    if not call.visit.is_marked(_stamp(form), mark):
        raise StaleForm
    check_carried(call, form, _reference(told, form))
    call.take(call.backend.page_limits.requests)
    try:
        filed = await file(call.backend, PAGES, as_request(told, service, form), None)
    except (InvalidRequest, KeyError):
        return _form_page(call, told, service, form, {"text": _AGAIN})
    except Conflict:
        return _anew(call, told, service, form)
    except Refused as refused:
        return _check_page(call, told, service, form, refusal_words(refused.code))
    stored = isinstance(filed.answer, Queued)
    return call.page("filed.html", reference=filed.answer.reference, stored=stored, told=told)


def _begun(call: PageCall, form: Mapping[str, str]) -> dict[str, str]:
    """Id and mark of a request that is being written: those of its form, else new ones."""
    known = form.get("id", "")
    if not call.visit.is_marked(f"draft|{known}", form.get("draft", "")):
        known = f"page-{uuid4().hex}"
    return {"id": known, "draft": call.visit.mark(f"draft|{known}")}


def _draft(call: PageCall, told: PackTold, fields: Mapping[str, str]) -> str:
    """The reference of a request that is being written, which files come before. Raises StaleForm."""
    if fields.get("id") and not call.visit.is_marked(f"draft|{fields['id']}", fields.get("draft", "")):
        raise StaleForm
    return _reference(told, fields)


def _reference(told: PackTold, form: Mapping[str, str]) -> str:
    return derive_reference(next(iter(told.pack.channels)), form.get("id", ""))


def _anew(call: PageCall, told: PackTold, service: str, form: Mapping[str, str]) -> Response:
    """Another request was sent under this id: this one gets a new id, and its files have to be attached again."""
    kept = {name: value for name, value in form.items() if name not in {"id", "draft", *CARRYING}}
    again = kept | _begun(call, {})
    if documents_in(form):
        return _form_page(call, told, service, again, {OTHER: _FILES_AGAIN})
    return _check_page(call, told, service, again, _AGAIN)


def _told(call: PageCall, pack: str) -> PackTold:
    """Raises NoPage."""
    packs = call.backend.channels.folder.packs
    if pack not in packs:
        raise NoPage
    return PackTold(packs[pack], call.language)


def _listed(told: PackTold, service: str) -> PackTold:
    """Raises NoPage for a service that the pack does not have."""
    if service not in told.pack.services:
        raise NoPage
    return told


def _services(told: PackTold, code: str, section: Section) -> dict[str, str]:
    """The services of a section, by code, with their titles."""
    return {name: told.text(each.title) for name, each in told.pack.services.items() if each.section == code}


def _stamp(form: Mapping[str, str]) -> str:
    """Id and instant of a request, which only a page of ours gives."""
    return f"{form.get('id', '')}|{form.get('at', '')}"


def _form_page(
    call: PageCall, told: PackTold, service: str, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    groups, files = groups_of(told, service), file_inputs(call, told, _documents(told, service))
    labels = {each.name: each.label for group in groups for each in group.fields}
    labels |= {each.name: each.label for each in files.inputs} | {OTHER: ""}
    shown: dict[str, Any] = {"groups": groups, "labels": labels, "files": files, "documents": documents_in(typed)}
    in_order = {name: errors[name] for name in labels if name in errors}
    begun = {**typed, **_begun(call, typed)}
    return call.page("new.html", status, told=told, service=service, typed=begun, errors=in_order, **shown)


def _documents(told: PackTold, service: str) -> tuple[str, ...]:
    """The documents that a service may need."""
    known = told.pack.service(service)[1]
    return (*known.checklist, *(each.document for each in known.requires))


def _check_page(call: PageCall, told: PackTold, service: str, form: Mapping[str, str], error: str = "") -> Response:
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    groups, mark = groups_of(told, service), call.visit.mark(_stamp(form))
    shown: dict[str, Any] = {"groups": groups, "typed": form, "mark": mark, "documents": documents_in(form)}
    return call.page("check.html", status, told=told, service=service, error=error, **shown)
