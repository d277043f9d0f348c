"""Notices for programs, and what anybody may see of to whom they went."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from models.text import mask_email, mask_id, mask_in_text

if TYPE_CHECKING:
    from activities.reports.cases import NoticeLine


def notice_data(notice: "NoticeLine", *, numbers: bool = False) -> dict[str, Any]:
    """A notice for programs; recipients, and numbers in its text, in full only for who may see them."""
    shown, text = (str, str) if numbers else (masked, mask_in_text)
    outcomes = [notice.outcomes.get(each) for each in notice.recipients]
    texts = {"subject": text(notice.subject), "body": text(notice.body)}
    return {**asdict(notice), **texts, "recipients": [shown(each) for each in notice.recipients], "outcomes": outcomes}


def masked(recipient: str) -> str:
    """An address as anybody may see it; accounts and staff ids are no secret."""
    if "@" in recipient:
        return mask_email(recipient)
    return "+" + mask_id(recipient[1:]) if recipient.startswith("+") else recipient
