"""The filters of lists of cases as query parameters: the fields of `CaseFilter`, and no second list of them."""

import re
from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from activities.reports.cases import CaseFilter
from errors import NotAllowed
from models.case.actor import TeamName
from models.codes import CaseOrder
from models.intake.person_hash import code_hash
from settings import Settings

NOT_ASKED = frozenset({"persons", "words", "offset", "after", "limit", "order"})
"""Fields that stand for a person's number or words, which no address may hold; and those of the page."""
OF_STAFF = frozenset(
    {"team", "assignee", "priority", "stage", "late", "overdue", "fault", "error_code", "due_before", "outcome"}
)
"""What only staff know of a case; of its outcome, before the reply has gone out."""
MOST = 100
CODE = r"^[A-Za-z0-9._@-]{1,64}$"
"""How codes, references and staff ids are written."""


def _written(given: object) -> object:
    """An instant as it is written; numbers, which pydantic takes for seconds since 1970, are none."""
    if isinstance(given, str) and not _DATE.match(given):
        raise ValueError("must be an instant such as 2026-01-06T09:00:00+03:00")
    return given


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
QueryInstant = Annotated[AwareDatetime, BeforeValidator(_written)]
"""An instant in a query."""


def _parameter(name: str, kind: Any) -> tuple[Any, Any]:
    """A field of the filter as a query parameter: of several codes any of those that are given."""
    if name == "error_code":
        return Annotated[str | None, Field(pattern=r"^[^\x00-\x1f]{1,64}$")], None
    if kind == (datetime | None):
        return QueryInstant | None, None
    if name == "team":
        return Annotated[list[TeamName], Field(max_length=MOST)], Field(default_factory=list)
    if get_origin(kind) is tuple:
        return Annotated[list[_bounded(get_args(kind)[0])], Field(max_length=MOST)], Field(default_factory=list)  # type: ignore[misc]
    default = next(each.default for each in fields(CaseFilter) if each.name == name)
    return (_bounded(kind) if kind == (str | None) else kind), default


def _bounded(kind: Any) -> Any:
    return Annotated[kind, Field(pattern=CODE)] if kind in (str, str | None) else kind


_KINDS = {name: kind for name, kind in get_type_hints(CaseFilter).items() if name not in NOT_ASKED}


class Page(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    order: CaseOrder = CaseOrder.NEWEST
    limit: int = Field(50, ge=1, le=MOST)
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")


_PARAMETERS: dict[str, Any] = {name: _parameter(name, kind) for name, kind in _KINDS.items()}
CaseQuery: Any = create_model("CaseQuery", __base__=Page, **_PARAMETERS)
"""What a list of cases is asked for."""


def filter_of(query: Any, config: Settings) -> CaseFilter:
    """The filter of a query; its page is put in by the list."""
    given = {name: getattr(query, name) for name in _KINDS}
    packs = {name.rpartition(".")[0] for name in given["team"]} - {""}
    if len(packs | ({given["pack"]} - {None})) > 1:
        raise NotAllowed("teams of several packs: ask for one pack at a time")
    code = given["error_code"]
    named = {
        "pack": given["pack"] or next(iter(packs), None),
        "team": tuple(name.rpartition(".")[2] for name in given["team"]),
        "error_code": (code, code_hash(config.index_key, code)) if code else (),
    }
    several = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return CaseFilter(**given | several | named, order=query.order, limit=query.limit)


def asked_of_staff(query: Any) -> list[str]:
    """The parameters that were given and are for staff alone."""
    return sorted(name for name in OF_STAFF if getattr(query, name)) + ["order"] * (query.order not in _BY_OPENING)


_BY_OPENING = (CaseOrder.NEWEST, CaseOrder.OLDEST)
