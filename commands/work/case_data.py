"""A case for programs: what `show --json` prints, with numbers masked unless they are asked for."""

from dataclasses import asdict
from typing import Any

from activities.advice.records import Advice
from commands.work.next_step import awaited, next_step
from commands.work.notices import masked, notice_data
from commands.work.read import CaseFile
from models.intake.remarks import Remark, remarks_on
from models.text import mask_id

NUMBERS = frozenset({"id_number", "passport_number", "establishment_number"})
ADDRESSES = frozenset({"mobile", "email"})
"""Fields of a request that identify or reach a person."""


def case_data(case: CaseFile, *, ids: bool = False) -> dict[str, Any]:
    """The fields of the row, and everything around them; identity numbers in full only when `ids` asks for them."""
    view = case.view.model_dump(mode="json")
    row = view.pop("row")
    request = case.request.model_dump(mode="json", exclude_none=True) if case.request else None
    return {
        **row,
        "next_step": next_step(case),
        "until": awaited(case),
        **view,
        "request": request if ids else _without_numbers(request),
        "remarks": [remark.model_dump(mode="json") for remark in _remarks(case)],
        "timeline": [event.model_dump(mode="json") for event in case.events],
        "notices": [notice_data(notice, ids=ids) for notice in case.notices],
        "holder_away": asdict(case.holder_away) if case.holder_away else None,
        "advice": _advice(case.advice) if case.advice else None,
    }


def _remarks(case: CaseFile) -> tuple[Remark, ...]:
    return remarks_on(case.request, case.view.row.opened_at) if case.request else ()


def _advice(advice: Advice) -> dict[str, Any]:
    candidates = [candidate.model_dump() for candidate in advice.candidates]
    return {**asdict(advice), "candidates": candidates, "wanted": advice.wanted}


def _without_numbers(value: Any, name: str = "") -> Any:
    """A request with its identity numbers and addresses masked."""
    if isinstance(value, dict):
        return {key: _without_numbers(each, key) for key, each in value.items()}
    if not isinstance(value, str) or name not in NUMBERS | ADDRESSES:
        return value
    return masked(value) if "@" in value or value.startswith("+") else mask_id(value)
