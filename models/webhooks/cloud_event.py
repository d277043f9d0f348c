"""What a subscriber is told of an event: a CloudEvent (1.0, structured JSON) of codes, instants and the reference.

Nothing in it was written by a person, and nothing names one: so a delivery holds no personal data, also when its case
is erased.
"""

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from models.base import Wire
from models.case.state import CaseState
from models.codes import Outcome, Role, Stage, Status, WebhookScope

CONTENT_TYPE = "application/cloudevents+json"
VERSION = 1
"""Of what `data` has; a change that a reader would not survive gives another one, and other types."""
_SHOWS_OUTCOME = (Status.PROCESSED, Status.CLOSED)


def _missing(value: Any) -> bool:
    return value is None


class CaseEventData(Wire):
    """One event of a case: which, when, and where the case stood after it. Fetch the case for the rest."""

    reference: str
    seq: int = Field(ge=1, description="The number of the event in its case, from 1 on without a gap.")
    type: str
    at: datetime
    pack: str
    service: str
    channel: str = Field(description="The channel by which the request came.")
    status: Status | None = Field(description="After the event; null where the case was erased before.")
    outcome: Outcome | None = Field(description="Once the reply has gone out.")
    stage: Stage | None = Field(None, exclude_if=_missing, description="Of the scope staff.")
    team: str | None = Field(None, exclude_if=_missing, description="Of the scope staff.")
    role: Role | None = Field(None, exclude_if=_missing, description="Of the scope staff: of who brought it about.")


class CloudEvent(Wire):
    """The envelope by CloudEvents 1.0, with the extension `sequence`."""

    specversion: Literal["1.0"] = "1.0"
    id: str = Field(description="The same at every try, and the header webhook-id: what was seen before is ignored.")
    source: str
    type: str
    subject: str = Field(description="The reference of the case.")
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    sequence: str = Field(description="The number of the event, in digits that sort as texts.")
    data: CaseEventData

    @property
    def text(self) -> str:
        """The JSON that is signed and sent: the same for the same event, whoever writes it."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class EventTold(Wire):
    """An event on record, as far as it is in clear, with what its case is about."""

    key: str
    reference: str
    seq: int
    at: datetime
    type: str
    role: str
    pack: str
    service: str
    channel: str


def key_of(reference: str, seq: int, head: bytes) -> str:
    """The id of an event: case, number, and the beginning of its hash, so that another story has other ids."""
    return f"{reference}.{seq}.{head.hex()[:8]}"


def type_of(kind: str) -> str:
    """The type of a CloudEvent, of the type of an event."""
    return f"tawasul.case.{kind}.v{VERSION}"


def source_of(namespace: str) -> str:
    """Whence events come: this system, in its namespace."""
    return f"urn:tawasul:{namespace}"


def cloud_event(event: EventTold, after: CaseState | None, scope: WebhookScope, namespace: str) -> CloudEvent:
    """What a subscriber is told; `after` is the case after the event, none where it was erased."""
    data = CaseEventData(
        reference=event.reference,
        seq=event.seq,
        type=event.type,
        at=event.at,
        pack=event.pack,
        service=event.service,
        channel=event.channel,
        status=after.status if after else None,
        outcome=after.outcome if after and (after.status in _SHOWS_OUTCOME or scope is WebhookScope.STAFF) else None,
        **(_of_staff(event, after) if scope is WebhookScope.STAFF else {}),
    )
    return CloudEvent(
        id=event.key,
        source=source_of(namespace),
        type=type_of(event.type),
        subject=event.reference,
        time=event.at,
        sequence=f"{event.seq:010}",
        data=data,
    )


def _of_staff(event: EventTold, after: CaseState | None) -> dict[str, Any]:
    return {"role": Role(event.role)} | ({"stage": after.stage, "team": after.team} if after else {})
