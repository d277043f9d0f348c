"""Requests for the sweep, and what the first stage of the passports pack makes of them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import settings
from activities.packs import load_pack
from models.calendar.working import WorkingCalendar, compile_calendar
from models.codes import Effect, Priority
from models.intake.request import Request, read_request
from models.packs.derive import triage_policy
from models.packs.pack import Pack
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.policy import TriagePolicy
from workflows.triage.assess import assess

WAITS: Mapping[str, str] = {
    "at": "2026-01-05T05:00:00Z",
    "platform": "tawasul",
    "outcome": "stuck_pending",
    "reference": "TW-7DW3-RD7E-50TR-K",
}
"""A try that waits for an answer in time."""


@cache
def pack() -> Pack:
    """The pack that is tried."""
    return load_pack(settings.load().policies / "passports")


@cache
def _policy(service: str) -> TriagePolicy:
    return triage_policy(pack(), service)


@cache
def _calendar() -> WorkingCalendar:
    return compile_calendar(pack().calendar)


def request_of(service: str, *kinds: str, message: str = "", **changes: Any) -> Request:
    """A resident's request after a try that failed; `kinds` are its attachments."""
    attempt = {"at": "2026-01-06T05:00:00Z", "platform": "absher_individuals", "outcome": "platform_error"}
    wire = {
        "id": "SWEEP-1",
        "channel": "absher_individuals",
        "submitted_at": "2026-01-06T06:00:00Z",
        "applicant": {"type": "resident", "id_type": "iqama", "id_number": "2990000206"},
        "section": pack().services[service].section,
        "service": service,
        "prior_attempt": attempt | {"message_ar": message},
        "attachments": [{"file_name": f"{place}.pdf", "kind": kind} for place, kind in enumerate(kinds)],
    }
    return read_request(wire | changes)


def concluded(service: str, *kinds: str, message: str = "", **changes: Any) -> Assessment:
    """The assessment of such a request."""
    request = request_of(service, *kinds, message=message, **changes)
    return assess(request, KnownFromRecords(), _policy(service), _calendar(), request.submitted_at)


def goes_back(found: Assessment) -> bool:
    """Whether a request goes back with guidance, or waits for a person after all others."""
    return found.effect is Effect.RETURN_GUIDANCE or found.priority is Priority.LOW
