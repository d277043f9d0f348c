"""The answers of the product as the operation log keeps them: plain JSON."""

from typing import Any

from errors import NoSuchCase, Refused
from models.case.views import View


def refusal_json(refused: Refused | NoSuchCase) -> dict[str, Any]:
    """The answer of an operation that was refused, with who decided what and when, where the refusal has it."""
    answer = {"code": refused.code, "detail": refused.detail}
    if isinstance(refused, Refused) and refused.by and refused.at and refused.outcome:
        answer |= {"by": refused.by, "at": refused.at.isoformat(), "outcome": refused.outcome}
    return answer


def read_json(seen: View) -> dict[str, Any]:
    """The answer of a read: the number of the last event, the stage, the outcome and who holds the case."""
    return seen.row.model_dump(mode="json", include={"seq", "stage", "outcome", "assignee"})
