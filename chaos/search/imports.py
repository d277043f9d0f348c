"""The imports of the small world: where cases of another system stand that go on here, on the morning after it opened
them.

A rung and a breach lie before one of them, a reminder before another; one was reopened and extended as often as may be.
"""

from datetime import datetime
from typing import Any

from chaos.search.policy import CHANNEL, COLLEAGUE, DIRECTOR, HOUR, INSTANTS, OFFICER, POLICY, TEAMS
from models.case.commands import Actor, Import
from models.case.events import Event
from models.case.state import Refusal
from models.intake.request import Request
from workflows.case.importing import decide_import

PLACE = 2
"""The instant at which cases are imported."""
_OPENED, _AS_OF = INSTANTS[0], INSTANTS[1]
_REQUEST = Request.model_validate(
    {
        "id": "old-1",
        "channel": CHANNEL,
        "submitted_at": _OPENED,
        "applicant": {"type": "resident", "id_type": "national_id", "id_number": "1000000008"},
        "section": "a_section",
        "service": POLICY.service,
    }
)
_QUEUED: dict[str, Any] = {
    "opened_at": _OPENED,
    "as_of": _AS_OF,
    "stage": "queued",
    "team": TEAMS[0],
    "priority": "high",
    "used": 2 * HOUR,
}
_HELD = _QUEUED | {"stage": "in_review", "first_responded_at": _OPENED + HOUR}
_LONG_AWAITED = {"since": _OPENED + 3 * HOUR, "documents": ("passport",)}
_STANDINGS: dict[str, tuple[dict[str, Any], Actor | None]] = {
    "queued": (_QUEUED, None),
    "reopened and extended": (
        _HELD | {"as_of": INSTANTS[PLACE], "reopens": 1, "extensions": 1, "extended": 2 * HOUR},
        OFFICER,
    ),
    "awaiting the beneficiary": (
        _HELD | {"stage": "awaiting_beneficiary", "rounds": 1, "asked": _LONG_AWAITED},
        COLLEAGUE,
    ),
    "awaiting a third party": (
        _HELD
        | {
            "stage": "awaiting_third_party",
            "as_of": INSTANTS[PLACE],
            "waits": 1,
            "wait": {"party": "traffic", "reason": "ours", "since": INSTANTS[PLACE] - HOUR},
        },
        OFFICER,
    ),
}


def _command(standing: dict[str, Any], holder: Actor | None) -> Import:
    known = {"actor": DIRECTOR, "command_id": "the-import", "fingerprint": _REQUEST.fingerprint}
    return Import.model_validate(known | {"standing": standing, "to": holder})


IMPORTS = {name: _command(*standing) for name, standing in _STANDINGS.items()}
"""The imports, by where the case stands."""


def events_of(command: Import, now: datetime) -> tuple[Event, ...]:
    """The first event of an imported case. Raises ValueError where it is refused: each of the world's can stand so."""
    verdict = decide_import(_REQUEST, POLICY, command, now)
    if isinstance(verdict, Refusal):
        raise ValueError(f"the import is refused: {verdict.code} {verdict.detail}")
    return (verdict,)
