"""A case for programs: what `show --json` prints, with numbers masked unless its reader may see them."""

from dataclasses import asdict
from typing import Any

from activities.advice.records import Advice
from commands.common.onlooker.looking import Sight
from commands.common.typed.instants import Between
from commands.work.case.asked import asked_data
from commands.work.case.next_step import awaited, next_step
from commands.work.case.read import CaseFile
from commands.work.lists.notice_data import masked, notice_data
from models.files.naming import is_media_with_hash
from models.intake.remarks import Remark, remarks_on
from models.text import mask_id, mask_in_text

NUMBERS = frozenset({"id_number", "passport_number", "establishment_number"})
ADDRESSES = frozenset({"mobile", "email"})
"""Fields of a request that identify or reach a person."""
FILE_NAME = "file_name"
NAMES = frozenset({"id", "reference", "key", "command_id", "fingerprint", "policy", "appeal", "appeal_of"})
"""Fields that name a thing, and no person by their number."""
HIDDEN = "…"
OTHER = {"reference", "opened_at", "service", "stage", "status", "outcome"}
"""What is said of another case of the same person."""


def case_data(case: CaseFile, of: Between) -> dict[str, Any]:
    """The fields of the row, and everything around them, as its reader may see it; what happened in a window."""
    view = case.view.model_dump(mode="json")
    row = view.pop("row")
    opened = case.look.break_glass
    data = {
        **row,
        "next_step": next_step(case),
        "until": awaited(case),
        "break_glass": asdict(opened) if opened else None,
        **view,
        "asked": asked_data(case),
        "request": case.request.model_dump(mode="json", exclude_none=True) if case.request else None,
        "others": [row.model_dump(mode="json", include=OTHER) for row in case.others],
        "remarks": [remark.model_dump(mode="json") for remark in _remarks(case)],
        "timeline": [event.model_dump(mode="json") for event in of.of(case.events)],
        "notices": [notice_data(notice, numbers=case.look.numbers) for notice in case.notices],
        "holder_away": asdict(case.holder_away) if case.holder_away else None,
        "advice": _advice(case.advice) if case.advice else None,
    }
    return {name: as_seen(value, case.look, name) for name, value in data.items()}


def _remarks(case: CaseFile) -> tuple[Remark, ...]:
    return remarks_on(case.request, case.view.row.opened_at) if case.request else ()


def _advice(advice: Advice) -> dict[str, Any]:
    candidates = [candidate.model_dump() for candidate in advice.candidates]
    return {**asdict(advice), "candidates": candidates, "wanted": advice.wanted}


def as_seen(value: Any, look: Sight, name: str = "") -> Any:
    """A value with the numbers, addresses and names of files masked that its reader may not see."""
    if isinstance(value, dict):
        return {key: as_seen(each, look, key) for key, each in value.items()}
    if isinstance(value, list):
        return [as_seen(each, look, name) for each in value]
    return _text_as_seen(value, look, name) if isinstance(value, str) and name not in NAMES else value


def _text_as_seen(text: str, look: Sight, name: str) -> str:
    if name == FILE_NAME:
        return text if look.attachments else HIDDEN
    if look.numbers or is_media_with_hash(text):
        return text
    if name in NUMBERS | ADDRESSES:
        return masked(text) if "@" in text or text.startswith("+") else mask_id(text)
    return mask_in_text(text)
