"""What a notice says and to whom, as it is sealed on record."""

import json
from dataclasses import dataclass
from typing import Any

from activities.keys.parts import PartSealer
from models.keys.parts import PartKind, Place


@dataclass(frozen=True)
class NoticeText:
    """A notice as it was fixed: to whom, and what it says."""

    recipients: tuple[str, ...]
    subject: str
    body: str


def kept_message(sealer: PartSealer | None, reference: str, key: str, message: NoticeText) -> dict[str, Any]:
    """The columns of a message as it is kept. Raises NoCaseKey, Unreachable."""
    if sealer is None:
        return {"recipients": message.recipients, "subject": message.subject, "body": message.body.encode()}
    text = json.dumps([message.recipients, message.subject, message.body], ensure_ascii=False).encode()
    return {"recipients": [], "subject": "", "body": sealer.sealed(Place(reference, PartKind.NOTICE, key), text)}


def message_in(opened: bytes) -> NoticeText | None:
    """The message that was sealed; None when its key was erased or it is not authentic."""
    try:
        recipients, subject, body = json.loads(opened)
        return NoticeText(tuple(recipients), subject, body)
    except (ValueError, TypeError):
        return None
