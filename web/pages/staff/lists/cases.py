"""Cases by filters, and what is searched for: a person by their number, words of the request."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from activities.reports.cases import CaseFilter
from commands.common.words.code_words import word
from commands.common.words.labels import OUTCOME, STAGE
from commands.common.words.language import _
from commands.looks.case_list import CasesAsked, CasesTold, Sought, case_list
from errors import WrongUsage
from models.codes import CaseOrder, Outcome, Priority, Stage, Verb
from web.lists.filters import CaseQuery, filter_of
from web.pages.staff.calls import ROOT, InStaff, StaffCall, StaffRoute, reason_in
from web.pages.staff.lists.inbox import ORDERS
from web.pages.staff.lists.many import verbs_for_lists
from web.pages.staff.lists.rows import ListSources, listed_cases

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=ROOT)

A_PAGE = 25
_SEVERAL = ("stage", "service", "team", "priority", "assignee", "outcome", "channel", "problem")
_OWN = frozenset({"offset"})


class ShownFilters(NamedTuple):
    """What can be chosen in the form of a list, each code with its title, and what is chosen."""

    choices: Mapping[str, Mapping[str, str]]
    chosen: Mapping[str, str]


@router.get("/cases")
async def cases_page(call: InStaff, offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> Response:
    """The cases of a filter, which the address has: a figure of a report leads here to its cases."""
    query = call.request.query_params
    wanted = replace(asked_by(call, query), limit=A_PAGE, offset=offset)
    told = await call.look(case_list, CasesAsked(wanted, subjects=True, language=call.language))
    return _list_page(call, told, offset, filters=filters_of(call, query), query=_without_page(query))


@router.get("/cases/search")
async def search_again(call: InStaff) -> Response:
    """Of an address that was kept: what was searched for is in no address."""
    return call.go(f"{ROOT}/cases")


@router.post("/cases/search")
async def search(call: InStaff) -> Response:
    """Cases by a person's number or by words, which no address may have. The view says why."""
    form = await call.form()
    sought = Sought(form.get("person", "").strip()[:64], form.get("words", "").strip()[:500])
    why = reason_in(form.get("why", "")) or ""
    typed = {"person": sought.person, "words": sought.words, "why": why}
    if error := _error_in(call, sought, why):
        return _list_page(call, None, 0, filters=filters_of(call, {}), typed=typed, error=error)
    offset = min(int(form["offset"]), 1_000_000) if form.get("offset", "").isdecimal() else 0
    asked = CasesAsked(CaseFilter(limit=A_PAGE, offset=offset), sought, subjects=True, language=call.language)
    told = await call.look(case_list, asked, why=why or None)
    return _list_page(call, told, offset, filters=filters_of(call, {}), typed=typed)


def asked_by(call: StaffCall, query: QueryParams) -> CaseFilter:
    """The filter in an address; fields of a form that are empty say nothing. Raises WrongUsage."""
    given = dict[str, Any]()
    for name, value in query.multi_items():
        if value and name not in _OWN:
            given[name] = [*given.get(name, []), value] if name in _SEVERAL else value
    try:
        read = CaseQuery.model_validate(given)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise WrongUsage(_("the address of this list has something that is no filter: {name}", name=name)) from error
    return filter_of(read, call.backend.config)


def filters_of(call: StaffCall, query: Mapping[str, str]) -> ShownFilters:
    """What the form offers; a code that is chosen and not offered is offered too."""
    titles = call.titles
    offered: dict[str, dict[str, str]] = {
        "stage": {str(each): _(STAGE[each]) for each in Stage},
        "service": dict(titles.choices("services")),
        "team": dict(titles.choices("teams")),
        "priority": {str(each): word(each) for each in Priority},
        "outcome": {str(each): OUTCOME[each].word for each in Outcome},
        "order": {str(order): _(title) for order, title in ORDERS.items() if order},
    }
    chosen = {name: value for name, value in query.items() if value and name not in _OWN}
    for name in ("stage", "service", "team", "priority", "outcome"):
        if name in chosen:
            offered[name].setdefault(chosen[name], chosen[name])
    return ShownFilters(offered, {"order": str(CaseOrder.NEWEST)} | chosen)


def _error_in(call: StaffCall, sought: Sought, why: str) -> dict[str, str]:
    if not (sought.person or sought.words):
        return {"words": _("Write a number or words to look for.")}
    if call.backend.authority.verbs[Verb.SEARCH].why and not why:
        return {"why": _("Say why you search: it stays on record with your name.")}
    return {}


def _list_page(
    call: StaffCall,
    told: CasesTold | None,
    offset: int,
    *,
    filters: ShownFilters,
    query: str = "",
    typed: Mapping[str, str] | None = None,
    error: Mapping[str, str] | None = None,
) -> Response:
    by = ListSources(told.now, call.titles, told.styles, told.subjects) if told else None
    cases = listed_cases(told.rows, by) if told and by else []
    paging = _paging(offset, cases, told.total if told else 0)
    shown: dict[str, Any] = {"cases": cases, "filters": filters, "listed_by": query, "typed": typed}
    shown |= {"error": error or {}}
    why = call.backend.authority.verbs[Verb.SEARCH].why
    return call.page("staff/cases.html", **shown, **paging, why_search=why, verbs=verbs_for_lists(call))


def _paging(offset: int, cases: Sequence[Any], total: int) -> dict[str, Any]:
    end = offset + len(cases)
    before = max(0, offset - A_PAGE) if offset else None
    return {"first": offset + 1, "last": end, "total": total, "before": before, "after": end if end < total else None}


def _without_page(query: QueryParams) -> str:
    """The filters of an address, for the addresses of its other pages."""
    return urlencode([(name, value) for name, value in query.multi_items() if value and name not in _OWN])
